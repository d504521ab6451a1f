"""What Meta says about our side of Messenger."""

from datetime import UTC, datetime

import pytest

from bot.channels.errors import ConnectionFailed
from bot.channels.messenger import Messenger
from bot.channels.messenger_health import FIELDS
from messages import ChannelCheck
from simulators.messenger import MessengerSimulator


async def test_a_token_that_never_ends_and_a_subscribed_page_are_well(online: Messenger) -> None:
    check = await online.check()
    assert (check.token_valid, check.token_expires_at, check.subscribed) == (True, None, True)


async def test_the_day_a_token_ends_is_told(page: MessengerSimulator, online: Messenger) -> None:
    page.account.expires_at = 1_800_000_000
    assert (await online.check()).token_expires_at == datetime.fromtimestamp(1_800_000_000, UTC)


@pytest.mark.parametrize("apps", [(), ("902000000000009",)])
async def test_a_page_that_serves_other_apps_only_does_not_reach_us(
    page: MessengerSimulator, online: Messenger, apps: tuple[str, ...]
) -> None:
    page.account.apps = apps
    assert (await online.check()).subscribed is False


@pytest.mark.parametrize("missing", sorted(FIELDS))
async def test_a_page_that_keeps_a_field_from_us_is_not_subscribed(
    page: MessengerSimulator, online: Messenger, missing: str
) -> None:
    page.account.fields = tuple(FIELDS - {missing})
    assert (await online.check()).subscribed is False


async def test_a_page_that_is_not_the_tokens_own_is_unknown(
    page: MessengerSimulator, online: Messenger
) -> None:
    page.account.id = "117000000000009"
    assert (await online.check()).subscribed is None


async def test_a_revoked_token_is_told(page: MessengerSimulator, online: Messenger) -> None:
    revoked, page.token = page.token, "another"
    assert await online.check() == ChannelCheck(token_valid=False)
    page.token, page.account.valid = revoked, False
    assert (await online.check()).token_valid is False


async def test_meta_away_says_nothing_of_the_token(page: MessengerSimulator, online: Messenger) -> None:
    await page.stop()
    with pytest.raises(ConnectionFailed):
        await online.check()
