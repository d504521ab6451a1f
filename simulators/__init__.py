"""Telegram and Graph as tests and the demo know them, strict like the real ones."""
