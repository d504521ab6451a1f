"""The officers' web inbox: its own app, login, pages and static files."""
