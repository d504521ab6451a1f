"""Tables that help officers write and trainers learn: canned replies, and corrections of topic or agency."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from storage.tables import ID, metadata
from storage.types import Counter, UtcDateTime

#: `agency` is empty for what is common to all. A removed reply stays, for those who ask what was said.
canned_replies = Table(
    "canned_replies",
    metadata,
    Column("id", ID, primary_key=True),
    Column("agency", String(40), nullable=False),
    Column("title", String(80), nullable=False),
    Column("text", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("updated_by", String(40), nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("deleted_at", UtcDateTime),
    Index("ix_canned_replies_agency_position", "agency", "position"),
)

#: `text` is the complaint without personal data; `intent` what a trainer should teach it as, empty for not yet known.
corrections = Table(
    "corrections",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(40), nullable=False),
    Column("what", String(10), nullable=False),
    Column("before", String(60), nullable=False),
    Column("after", String(60), nullable=False),
    Column("text", Text, nullable=False),
    Column("intent", String(80), nullable=False),
    Column("exported_at", UtcDateTime),
    Index("ix_corrections_exported_at_id", "exported_at", "id"),
)
