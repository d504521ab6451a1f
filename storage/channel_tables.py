"""The table of how each channel fares, so that any process can show what only one of them can ask."""

from sqlalchemy import Boolean, Column, Integer, String, Table

from storage.tables import metadata
from storage.types import UtcDateTime

#: `heard_at` is when the last delivery was accepted; the rest is what the service said at `checked_at`, NULL for
#: what it did not say.
channel_health = Table(
    "channel_health",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("scope", String(64), primary_key=True),
    Column("heard_at", UtcDateTime),
    Column("checked_at", UtcDateTime),
    Column("token_valid", Boolean),
    Column("token_expires_at", UtcDateTime),
    Column("subscribed", Boolean),
    Column("waiting", Integer),
    Column("trouble", String(200), nullable=False, server_default=""),
)
