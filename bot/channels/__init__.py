"""The chat services: reading what comes, sending what goes."""
