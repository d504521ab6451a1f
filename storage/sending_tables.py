"""How each channel fares that we send over: written by every sender, whichever process it is in."""

from sqlalchemy import Column, Integer, String, Table

from storage.tables import metadata
from storage.types import Json, UtcDateTime

#: `failing` are the addresses whose sends failed in a row, `open_until` holds the channel's breaker open,
#: `spent_until` is where its pace has got to.
channel_states = Table(
    "channel_states",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("scope", String(64), primary_key=True),
    Column("failing", Json, nullable=False, server_default="[]"),
    Column("probes", Integer, nullable=False, server_default="0"),
    Column("open_until", UtcDateTime),
    Column("error", String(200)),
    Column("since", UtcDateTime),
    Column("spent_until", UtcDateTime),
)
