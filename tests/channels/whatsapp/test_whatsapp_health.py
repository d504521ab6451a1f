"""What Meta says about our side of WhatsApp."""

from datetime import UTC, datetime

import pytest

from bot.channels.errors import ConnectionFailed
from bot.channels.whatsapp import WhatsApp
from simulators.graph import GraphSimulator


async def test_a_token_that_never_ends_and_a_subscribed_app_are_well(online: WhatsApp) -> None:
    check = await online.check()
    assert (check.token_valid, check.token_expires_at, check.subscribed) == (True, None, True)


async def test_the_day_a_token_ends_is_told(graph: GraphSimulator, online: WhatsApp) -> None:
    graph.account.expires_at = 1_800_000_000
    assert (await online.check()).token_expires_at == datetime.fromtimestamp(1_800_000_000, UTC)


@pytest.mark.parametrize("apps", [(), ("902000000000009",)])
async def test_an_account_that_serves_other_apps_only_does_not_reach_us(
    graph: GraphSimulator, online: WhatsApp, apps: tuple[str, ...]
) -> None:
    graph.account.apps = apps
    assert (await online.check()).subscribed is False


async def test_where_meta_names_no_account_the_subscription_is_unknown(
    graph: GraphSimulator, online: WhatsApp
) -> None:
    graph.account.tells_accounts = False
    assert (await online.check()).subscribed is None


async def test_a_revoked_token_is_told_without_naming_it(graph: GraphSimulator, online: WhatsApp) -> None:
    revoked, graph.token = graph.token, "another"
    check = await online.check()
    assert check.token_valid is False
    assert revoked not in check.trouble
    graph.token, graph.account.valid = revoked, False
    assert (await online.check()).token_valid is False


async def test_meta_away_says_nothing_of_the_token(graph: GraphSimulator, online: WhatsApp) -> None:
    await graph.stop()
    with pytest.raises(ConnectionFailed):
        await online.check()
