"""What Meta says about a token, whichever service it is for. Shape: Graph API's page `debug_token`."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from bot.channels.errors import ChannelBroken
from bot.channels.graph_client import GraphClient
from bot.channels.graph_json import Json, table
from messages import ChannelCheck


async def check_token(
    client: GraphClient, is_subscribed: Callable[[Json], Awaitable[bool | None]]
) -> ChannelCheck:
    """Ask about the client's token, and then about the subscription. Raises a SendError but ChannelBroken."""
    try:
        told = table((await client.get("debug_token", {"input_token": client.token})).get("data"))
    except ChannelBroken:
        return ChannelCheck(token_valid=False)
    valid = told.get("is_valid") is True
    return ChannelCheck(
        token_valid=valid,
        token_expires_at=_moment(told.get("expires_at")),
        subscribed=await is_subscribed(told) if valid else None,
    )


def _moment(seconds: object) -> datetime | None:
    """Read Meta's epoch seconds; 0 means never."""
    if isinstance(seconds, int) and 0 < seconds < datetime.max.replace(tzinfo=UTC).timestamp():
        return datetime.fromtimestamp(seconds, UTC)
    return None
