"""The table of voice messages for a recogniser, and of what it heard."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from storage.tables import metadata
from storage.types import UtcDateTime

#: One row a stored voice message. `text` is empty where nothing was understood; the citizen's words it becomes only
#: when the citizen says so, and then it stands as the message's own text, too. `since` is when it came to its `state`,
#: `confirmed_by` the message that said yes to it.
voices = Table(
    "voices",
    metadata,
    Column("attachment_id", ForeignKey("attachments.id"), primary_key=True),
    Column("state", String(12), nullable=False),
    Column("text", Text, nullable=False, server_default=""),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("since", UtcDateTime, nullable=False),
    Column("confirmed_by", ForeignKey("inbound_messages.id")),
    Index("ix_voices_state_since", "state", "since"),
)
