"""The table of what channels sent, byte for byte."""

from sqlalchemy import Column, LargeBinary, Table

from storage.tables import metadata
from storage.types import Counter, UtcDateTime

#: Apart from the messages, because it is the largest and the shortest-lived: on PostgreSQL one piece a month, so that a
#: month goes by dropping a table. Without a foreign key: a piece must go without asking every message. The moment, the
#: message's own `received_at`, leads the key: so age is found by it, and so is the month of a message.
raw_bodies = Table(
    "raw_bodies",
    metadata,
    Column("received_at", UtcDateTime, primary_key=True),
    Column("message_id", Counter, primary_key=True, autoincrement=False),
    Column("raw_sealed", LargeBinary, nullable=False),
    postgresql_partition_by="RANGE (received_at)",
)
