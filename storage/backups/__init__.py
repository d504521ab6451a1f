"""Backups: the database and the media folder, kept, proved and brought back; never the key."""
