"""The table of photos that are weighed: citizens' of a complaint, and officers' as evidence."""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from storage.tables import ID, metadata
from storage.types import Json, UtcDateTime

#: A complaint's photo belongs to the tickets of its message (`attachment_id`), which may come later than the
#: photo; evidence belongs to `ticket_id`, came with the deed of `turn` and lies under `file` in the media folder.
#: `phash` is 64 bits in hex, `band0` to `band3` are its parts (tickets.evidence.bands), all NULL where a photo has
#: no hash.
evidence = Table(
    "evidence",
    metadata,
    Column("id", ID, primary_key=True),
    Column("role", String(12), nullable=False),
    Column("ticket_id", ForeignKey("tickets.id")),
    Column("attachment_id", ForeignKey("attachments.id"), unique=True),
    Column("file", String(120)),
    Column("sha256", String(64), nullable=False, index=True),
    Column("phash", String(16)),
    Column("band0", Integer, index=True),
    Column("band1", Integer, index=True),
    Column("band2", Integer, index=True),
    Column("band3", Integer, index=True),
    Column("taken_at", UtcDateTime),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("doubts", Json, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("officer_id", ForeignKey("officers.id")),
    Column("turn", String(120)),
    Column("verdict", String(12), nullable=False, server_default=""),
    Column("reviewed_by", ForeignKey("officers.id")),
    Column("reviewed_at", UtcDateTime),
    UniqueConstraint("ticket_id", "sha256", "created_at"),
    Index("ix_evidence_verdict_created_at", "verdict", "created_at"),
)
