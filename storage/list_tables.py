"""Tables and indexes under the officers' lists: saved filters, words to search, and orders kept ready."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR

from storage.tables import ID, conversations, metadata, tickets, where
from storage.types import Counter, UtcDateTime

saved_filters = Table(
    "saved_filters",
    metadata,
    Column("id", ID, primary_key=True),
    Column("officer_id", ForeignKey("officers.id"), nullable=False),
    Column("name", String(40), nullable=False),
    Column("query", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("officer_id", "name"),
)

#: One row a ticket, numbered as they came in. `words` holds the terms to find it by (storage/case_words.py): a
#: tsvector with an index of its own (GIN) on PostgreSQL; on SQLite text, which triggers of the migration keep in
#: `case_fts` (FTS5). `mark` tells whether they still fit the ticket.
case_words = Table(
    "case_words",
    metadata,
    Column("n", Counter, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, unique=True),
    Column("mark", String(16), nullable=False),
    Column("words", Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
)

c = tickets.c
#: What the counts and the lists of open cases read; an index over all of it spares them the rows.
OF_OPEN = (
    c.agency,
    c.status,
    c.urgency,
    c.visibility,
    c.claimed_by,
    c.level,
    c.first_answered_at,
    c.first_answer_due,
    c.completion_due,
    c.missed_at,
    c.opened_at,
    c.topic,
    c.area_code,
    c.supporting,
    c.number,
    c.id,
    c.closed_at,
)

ALARMS = "closed_at IS NULL AND first_answered_at IS NULL AND urgency = 'emergency'"


Index("ix_tickets_open", *OF_OPEN, **where("closed_at IS NULL"))
Index("ix_tickets_claimed_by_open", c.claimed_by, **where("closed_at IS NULL"))
Index(
    "ix_tickets_needs_review",
    c.agency,
    sqlite_where=text("needs_review = 1"),
    postgresql_where=text("needs_review"),
)
Index("ix_tickets_alarms", c.opened_at, **where(ALARMS))
Index("ix_tickets_helped", c.id, c.supporting, **where("supporting <> '[]'"))
for _key, _all in ((c.closed_at, where("closed_at IS NOT NULL")), (c.opened_at, {})):
    Index(f"ix_tickets_{_key.name}_id", _key, c.id, **_all)
    Index(f"ix_tickets_agency_{_key.name}_id", c.agency, _key, c.id, **_all)
    Index(f"ix_tickets_{_key.name}_secret", c.agency, _key, c.id, **where("visibility = 'secret'"))
Index(
    "ix_conversations_held",
    conversations.c.owner_ticket_id,
    **where("owner = 'officer'"),
)
