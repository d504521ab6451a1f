"""The table of citizens who asked that their data be erased, and of those whose data were."""

from sqlalchemy import Column, ForeignKey, Index, String, Table

from storage.tables import metadata
from storage.types import Json, UtcDateTime

#: One row a person, under the keyed hash of the contact's id: with it a restored backup is erased again. The
#: contact itself is named only until it is done. `asked_by` is the turn or the command that asked, `due_at` when it
#: falls due (NULL while a report of theirs is open), `files` what the media folder may still hold.
erasures = Table(
    "erasures",
    metadata,
    Column("contact_fingerprint", String(64), primary_key=True),
    Column("contact_id", ForeignKey("contacts.id"), unique=True),
    Column("asked_by", String(120), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),
    Column("erased_at", UtcDateTime),
    Column("files", Json, nullable=False, server_default="[]"),
    Index("ix_erasures_erased_at", "erased_at"),
)
