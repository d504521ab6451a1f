"""Strict stand-ins for Telegram and Graph, for tests and the demo."""
