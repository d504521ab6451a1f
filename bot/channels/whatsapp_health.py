"""What Meta says about our side of WhatsApp: the token's end, and whether our app gets the account's webhooks.

Shape: Graph API's page `whats-app-business-account/subscribed_apps`.
"""

from functools import partial

from bot.channels.errors import SendError
from bot.channels.graph_client import GraphClient
from bot.channels.graph_health import check_token
from bot.channels.graph_json import Json, rows, table, word
from messages import ChannelCheck

#: The permission under which Meta lists the accounts a token may manage.
MANAGEMENT = "whatsapp_business_management"


async def check(client: GraphClient) -> ChannelCheck:
    """Ask about the token and the subscription. Raises a SendError other than ChannelBroken."""
    return await check_token(client, partial(_is_subscribed, client))


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
    granted = [table(each) for each in rows(told.get("granular_scopes"))]
    ids = [rows(each.get("target_ids")) for each in granted if each.get("scope") == MANAGEMENT]
    return [word(one) for many in ids for one in many if word(one).isdecimal()]


def _apps(answer: Json) -> set[str]:
    apps = [table(table(row).get("whatsapp_business_api_data")) for row in rows(answer.get("data"))]
    return {word(each.get("id")) for each in apps}
