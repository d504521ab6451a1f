"""The table of house documents."""

from sqlalchemy import Column, Integer, String, Table

from storage.tables import metadata
from storage.types import Json, UtcDateTime

#: Rows are only added: each is a whole document as it was saved.
editions = Table(
    "editions",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("body", Json, nullable=False),
    Column("actor", String(40), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
