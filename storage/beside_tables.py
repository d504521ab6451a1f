"""Tables of what stands beside a case: notes, who has it open, unsent words, and what an officer chose."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from storage.tables import metadata, tickets
from storage.types import Counter, UtcDateTime

#: What officers tell each other; nothing of it is ever sent. `turn` keys it, so that two clicks make one note.
notes = Table(
    "notes",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("turn", String(120), nullable=False),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("author", ForeignKey("officers.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("turn"),
)

note_mentions = Table(
    "note_mentions",
    metadata,
    Column("note_id", ForeignKey("notes.id"), primary_key=True),
    Column("officer_id", ForeignKey("officers.id"), primary_key=True),
    Column("seen_at", UtcDateTime),
    Index("ix_note_mentions_officer_id_seen_at", "officer_id", "seen_at"),
)

presence = Table(
    "presence",
    metadata,
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    Column("officer_id", ForeignKey("officers.id"), primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("writing", Boolean, nullable=False, server_default=false()),
)

#: `form_key` and `n` order what one form saved: the words of a form that was sent never come back.
drafts = Table(
    "drafts",
    metadata,
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    Column("officer_id", ForeignKey("officers.id"), primary_key=True),
    Column("field", String(40), primary_key=True),
    Column("text", Text, nullable=False),
    Column("form_key", String(32), nullable=False),
    Column("n", Integer, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_drafts_officer_id_updated_at", "officer_id", "updated_at"),
)

officer_preferences = Table(
    "officer_preferences",
    metadata,
    Column("officer_id", ForeignKey("officers.id"), primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("value", String(200), nullable=False),
)

#: What a case's neighbours are found by.
Index("ix_tickets_latitude_longitude", tickets.c.latitude, tickets.c.longitude)
Index("ix_tickets_opened_at", tickets.c.opened_at)
