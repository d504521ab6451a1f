"""The table of finished periods' figures."""

from sqlalchemy import Column, String, Table

from storage.tables import metadata
from storage.types import Json, UtcDateTime

#: One row an agency, written once. `body` holds the scores, `tickets` the numbers behind each figure.
report_snapshots = Table(
    "report_snapshots",
    metadata,
    Column("period", String(10), primary_key=True),
    Column("agency", String(40), primary_key=True),
    Column("body", Json, nullable=False),
    Column("tickets", Json, nullable=False),
    Column("computed_at", UtcDateTime, nullable=False),
)
