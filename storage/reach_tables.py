"""Tables about reaching officers where they are: their chat, calls to them, digests they got."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, UniqueConstraint

from storage.tables import metadata
from storage.types import Counter, UtcDateTime

#: Which conversation is an officer's own. `asked_…` is a command whose number we asked about.
officer_links = Table(
    "officer_links",
    metadata,
    Column("officer_id", ForeignKey("officers.id"), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("linked_at", UtcDateTime, nullable=False),
    Column("asked_message_id", ForeignKey("inbound_messages.id")),
    Column("asked_number", String(20)),
    Column("asked_at", UtcDateTime),
    UniqueConstraint("conversation_id"),
)

#: One code an officer; only its keyed hash is kept.
link_codes = Table(
    "link_codes",
    metadata,
    Column("officer_id", ForeignKey("officers.id"), primary_key=True),
    Column("code_hash", String(64), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    UniqueConstraint("code_hash"),
)

#: A call as one person gets it: not before `due_at`, told by chat, seen in the inbox.
calls = Table(
    "calls",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("page_id", ForeignKey("pages.id"), nullable=False),
    Column("officer_id", ForeignKey("officers.id"), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("told_at", UtcDateTime),
    Column("seen_at", UtcDateTime),
    UniqueConstraint("page_id", "officer_id"),
    Index("ix_calls_officer_id_seen_at", "officer_id", "seen_at"),
    Index("ix_calls_told_at_due_at", "told_at", "due_at"),
)

digests_sent = Table(
    "digests_sent",
    metadata,
    Column("officer_id", ForeignKey("officers.id"), primary_key=True),
    Column("slot", String(20), primary_key=True),
    Column("sent_at", UtcDateTime, nullable=False),
)
