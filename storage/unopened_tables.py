"""The table of what webhooks brought and nobody has read yet."""

from sqlalchemy import Column, LargeBinary, String, Table

from storage.tables import metadata
from storage.types import Counter, UtcDateTime

#: A queue: rows come and go within a second, in the order of their numbers.
unopened_bodies = Table(
    "unopened_bodies",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("body_sealed", LargeBinary, nullable=False),
)
