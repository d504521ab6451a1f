"""What talks to citizens: channels, gateway, worker, dialogue, sender."""
