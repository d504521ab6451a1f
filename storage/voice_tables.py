"""The table of what a recogniser heard in voice messages."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text, false

from storage.tables import metadata
from storage.types import UtcDateTime

#: One row a voice message that the recogniser was given. `text` is empty where nothing was understood; the citizen's
#: words it becomes only when the citizen says so, and then it stands as the message's own text, too.
voices = Table(
    "voices",
    metadata,
    Column("attachment_id", ForeignKey("attachments.id"), primary_key=True),
    Column("state", String(12), nullable=False),
    Column("text", Text, nullable=False, server_default=""),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("asked", Boolean, nullable=False, server_default=false()),
)
