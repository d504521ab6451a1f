"""What Meta says about our side of Messenger: the token's end, and whether our app gets the page's webhooks.

A page whose webhooks fail for an hour is unsubscribed by Meta, and nobody is told. Shape: Graph API's page
`page/subscribed_apps`.
"""

from functools import partial

from bot.channels.errors import SendError
from bot.channels.graph_client import GraphClient
from bot.channels.graph_health import check_token
from bot.channels.graph_json import Json, rows, table, word
from messages import ChannelCheck

#: What the page must send us: what citizens say, and what tells how our own messages fared.
FIELDS = frozenset(
    {"messages", "messaging_postbacks", "message_echoes", "message_deliveries", "message_reads"}
)


async def check(client: GraphClient, page: str) -> ChannelCheck:
    """Ask about the token and the subscription. Raises a SendError other than ChannelBroken."""
    return await check_token(client, partial(_is_subscribed, client, page))


async def _is_subscribed(client: GraphClient, page: str, told: Json) -> bool | None:
    """Whether our app gets all of FIELDS from the page; None where Meta does not say."""
    app = word(told.get("app_id"))
    if not app:
        return None
    try:
        answer = await client.get(f"{page}/subscribed_apps", {})
    except SendError:
        return None
    apps = [table(row) for row in rows(answer.get("data"))]
    ours = [rows(each.get("subscribed_fields")) for each in apps if word(each.get("id")) == app]
    return any({word(field) for field in fields} >= FIELDS for fields in ours)
