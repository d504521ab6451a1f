"""What can be done to a ticket, by subject; `tickets/service.py` puts the verbs together."""
