"""Tables about those who help with a ticket, and who was called to it."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from storage.tables import ID, metadata
from storage.types import Counter, UtcDateTime

help_requests = Table(
    "help_requests",
    metadata,
    Column("id", ID, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    Column("from_agency", String(40), nullable=False),
    Column("agency", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("asked_by", String(40), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("due", Date, nullable=False),
    Column("answer", Text),
    Column("answered_by", String(40)),
    Column("answered_at", UtcDateTime),
    Index("ix_help_requests_agency_answered_at", "agency", "answered_at"),
)

#: Bodies outside that have a ticket, and when we ask them again.
followups = Table(
    "followups",
    metadata,
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    Column("body", String(120), nullable=False),
    Column("contact", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("ask_again_on", Date, nullable=False, index=True),
    Column("asked_by", String(40), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
)

#: Who is called to a ticket: whoever stands on that level of that agency's ladder.
pages = Table(
    "pages",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("key", String(160), nullable=False),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("agency", String(40), nullable=False),
    Column("level", Integer, nullable=False),
    Column("why", String(20), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("passed_on_at", UtcDateTime, index=True),
    UniqueConstraint("key"),
    Index("ix_pages_agency_level_id", "agency", "level", "id"),
)
