"""What Telegram says about our side of it."""

import time

import pytest

from bot.channels.errors import ConnectionFailed
from bot.channels.telegram import Telegram
from simulators.telegram import TelegramSimulator
from tests.channels.telegram.conftest import TOKEN

URL = "http://127.0.0.1:9/webhooks/telegram"


async def test_a_webhook_that_is_ours_is_subscribed(simulator: TelegramSimulator, telegram: Telegram) -> None:
    await telegram.register_webhook(URL)
    check = await telegram.check(URL)
    assert (check.token_valid, check.subscribed, check.waiting) == (
        True,
        True,
        len(simulator.updates.waiting),
    )


async def test_a_webhook_that_somebody_else_set_is_not(telegram: Telegram) -> None:
    await telegram.register_webhook("http://127.0.0.1:9/other")
    assert (await telegram.check(URL)).subscribed is False
    assert (await telegram.check("")).subscribed is False, "and it keeps us from polling"


async def test_polling_needs_that_no_webhook_is_set(telegram: Telegram) -> None:
    assert (await telegram.check("")).subscribed is True


async def test_what_telegram_complained_of_just_now_is_trouble_and_an_old_complaint_is_over(
    simulator: TelegramSimulator, telegram: Telegram
) -> None:
    simulator.updates.last_error = (int(time.time()) - 5, "SSL error: certificate verify failed")
    assert "certificate" in (await telegram.check("")).trouble
    simulator.updates.last_error = (int(time.time()) - 3600, "SSL error: certificate verify failed")
    assert (await telegram.check("")).trouble == ""


async def test_a_revoked_token_is_told_without_naming_it(
    simulator: TelegramSimulator, telegram: Telegram
) -> None:
    simulator.revoke_token()
    check = await telegram.check("")
    assert check.token_valid is False
    assert TOKEN not in check.trouble


async def test_an_unwell_telegram_says_nothing_of_the_token(
    simulator: TelegramSimulator, telegram: Telegram
) -> None:
    simulator.fail_next("getWebhookInfo", 502, "<html>Bad Gateway</html>")
    with pytest.raises(ConnectionFailed):
        await telegram.check("")
