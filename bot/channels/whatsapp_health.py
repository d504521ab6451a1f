"""What Meta says about our side of WhatsApp: the token's end, and whether our app gets the account's webhooks.

Shapes: Graph API's pages `debug_token` and `whats-app-business-account/subscribed_apps`.
"""

from datetime import UTC, datetime

from bot.channels.errors import ChannelBroken, SendError
from bot.channels.whatsapp_client import GraphClient
from bot.channels.whatsapp_parts import Json, table, word
from messages import ChannelCheck

#: The permission under which Meta lists the accounts a token may manage.
MANAGEMENT = "whatsapp_business_management"


async def check(client: GraphClient, token: str) -> ChannelCheck:
    """Ask about the token and the subscription. Raises a SendError other than ChannelBroken."""
    try:
        told = table((await client.get("debug_token", {"input_token": token})).get("data"))
    except ChannelBroken as refusal:
        return ChannelCheck(token_valid=False, trouble=str(refusal))
    valid = told.get("is_valid") is True
    return ChannelCheck(
        token_valid=valid,
        token_expires_at=_moment(told.get("expires_at")),
        subscribed=await _is_subscribed(client, told) if valid else None,
    )


async def _is_subscribed(client: GraphClient, told: Json) -> bool | None:
    """Whether our app gets every account's webhooks; None where Meta does not say."""
    app, accounts = word(told.get("app_id")), _accounts(told)
    if not app or not accounts:
        return None
    try:
        found = [await client.get(f"{account}/subscribed_apps", {}) for account in accounts]
    except SendError:
        return None
    return all(app in _apps(each) for each in found)


def _accounts(told: Json) -> list[str]:
    scopes = told.get("granular_scopes")
    granted = [table(each) for each in scopes] if isinstance(scopes, list) else []
    ids = [each.get("target_ids") for each in granted if each.get("scope") == MANAGEMENT]
    return [word(one) for many in ids if isinstance(many, list) for one in many if word(one).isdecimal()]


def _apps(answer: Json) -> set[str]:
    rows = answer.get("data")
    apps = (
        [table(table(row).get("whatsapp_business_api_data")) for row in rows]
        if isinstance(rows, list)
        else []
    )
    return {word(each.get("id")) for each in apps}


def _moment(seconds: object) -> datetime | None:
    """Read Meta's epoch seconds; 0 means never."""
    if isinstance(seconds, int) and 0 < seconds < datetime.max.replace(tzinfo=UTC).timestamp():
        return datetime.fromtimestamp(seconds, UTC)
    return None
