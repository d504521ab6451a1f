"""The stand-in for Messenger is as strict as Meta, and tells what Meta tells."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientError, ClientSession, web

from simulators.messenger import PER_SECOND, MessengerSimulator
from tests.fakes import Clock

pytestmark = pytest.mark.asyncio
PSID = "7100000000000017"
TEXT = {"recipient": {"id": PSID}, "messaging_type": "RESPONSE", "message": {"text": "Halo"}}
TAGGED = {**TEXT, "messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}


@pytest_asyncio.fixture
async def page() -> AsyncIterator[MessengerSimulator]:
    """Run a stand-in whose citizen has just written."""
    async with MessengerSimulator() as simulator:
        simulator.citizen(PSID).text("Halo")
        yield simulator


async def _post(page: MessengerSimulator, body: Any, token: str = "", where: str = "") -> tuple[int, Any]:
    url = f"{page.api_base_url}/{where or page.page_id}/messages"
    headers = {"Authorization": f"Bearer {token or page.token}"}
    async with (
        ClientSession() as session,
        session.post(url, data=json.dumps(body), headers=headers) as response,
    ):
        answer = await response.json()
        error = answer.get("error", {})
        return error.get("code", 0), error.get("error_subcode", answer)


def _told(page: MessengerSimulator) -> list[dict[str, Any]]:
    entries = [entry for body in page.webhooks.bodies for entry in json.loads(body)["entry"]]
    assert {entry["id"] for entry in entries} == {page.page_id}
    return [event for entry in entries for event in entry["messaging"]]


async def test_a_good_request_gets_an_id(page: MessengerSimulator) -> None:
    code, answer = await _post(page, TEXT)
    assert (code, answer["recipient_id"]) == (0, PSID)
    assert [sent.wamid for sent in page.sent(PSID)] == [answer["message_id"]]


async def test_a_wrong_token_and_another_page_are_refused(page: MessengerSimulator) -> None:
    assert (await _post(page, TEXT, token="salah"))[0] == 190
    assert (await _post(page, TEXT, where="999"))[0] == 100


@pytest.mark.parametrize(
    "change",
    [
        {"recipient": None},
        {"recipient": {"id": 7}},
        {"recipient": {"phone_number": "628"}},
        {"messaging_type": None},
        {"messaging_type": "LAIN"},
        {"message": None},
        {"message": {}},
        {"message": {"text": ""}},
        {"message": {"text": " \n"}},
        {"message": {"text": "x" * 2001}},
        {"message": {"text": "\U0001f600" * 1001}},
        {"message": {"text": "x", "metadata": "x" * 1001}},
        {"message": {"text": "x", "quick_replies": []}},
        {"message": {"text": "x", "attachment": {"type": "image", "payload": {"attachment_id": "1"}}}},
        {"message": {"attachment": {"type": "image", "payload": {"attachment_id": "1"}}}},
        {"tag": "HUMAN_AGENT"},
        {"sender_action": "typing_on"},
    ],
    ids=str,
)
async def test_a_wrong_field_is_code_100(page: MessengerSimulator, change: dict[str, Any]) -> None:
    body = {key: value for key, value in {**TEXT, **change}.items() if value is not None}
    assert (await _post(page, body))[0] == 100
    assert page.sent() == []


@pytest.mark.parametrize(("count", "title"), [(14, "Ya"), (1, "x" * 21), (1, "")])
async def test_quick_replies_beyond_the_limits_are_refused(
    page: MessengerSimulator, count: int, title: str
) -> None:
    replies = [{"content_type": "text", "title": title, "payload": str(n)} for n in range(count)]
    assert (await _post(page, {**TEXT, "message": {"text": "x", "quick_replies": replies}}))[0] == 100


@pytest.mark.parametrize(
    ("hours", "granted", "body", "refused"),
    [
        (23, False, TEXT, (0, None)),
        (24, False, TEXT, (10, 2018278)),
        (24, True, TEXT, (10, 2018278)),
        (1, False, TAGGED, (200, None)),
        (24, True, TAGGED, (0, None)),
        (168, True, TAGGED, (10, 2018278)),
    ],
)
async def test_the_window_is_metas(
    page: MessengerSimulator,
    hours: int,
    body: dict[str, Any],
    refused: tuple[int, int | None],
    *,
    granted: bool,
) -> None:
    page.has_human_agent = granted
    page.citizen(PSID).heard_at = datetime.now(UTC) - timedelta(hours=hours)
    code, told = await _post(page, body)
    assert (code, told if isinstance(told, int) else None) == refused


async def test_nobody_is_written_to_first(page: MessengerSimulator) -> None:
    assert await _post(page, {**TEXT, "recipient": {"id": "7100000000000099"}}) == (100, 2018001)


async def test_more_than_three_hundred_a_second_are_refused(page: MessengerSimulator) -> None:
    moment = datetime.now(UTC)
    page.now = lambda: moment
    codes = [(await _post(page, TEXT))[0] for _ in range(PER_SECOND + 1)]
    assert (codes.count(0), codes[-1]) == (PER_SECOND, 613)


async def test_a_message_is_followed_by_its_echo_and_its_delivery(page: MessengerSimulator) -> None:
    _, answer = await _post(page, {**TEXT, "message": {"text": "Halo", "metadata": "tanggap:17"}})
    _, echo, delivery = _told(page)
    assert (echo["sender"]["id"], echo["recipient"]["id"]) == (page.page_id, PSID)
    assert echo["message"]["mid"] == answer["message_id"]
    assert (echo["message"]["is_echo"], echo["message"]["metadata"]) == (True, "tanggap:17")
    assert delivery["delivery"]["mids"] == [answer["message_id"]]
    assert delivery["sender"]["id"] == PSID


async def test_time_is_told_in_milliseconds(page: MessengerSimulator) -> None:
    [event] = _told(page)
    assert abs(event["timestamp"] / 1000 - datetime.now(UTC).timestamp()) < 60


async def test_an_answer_may_be_lost_while_the_echo_comes(page: MessengerSimulator) -> None:
    page.fail_next(hang_up=True)
    with pytest.raises(ClientError):
        await _post(page, TEXT)
    assert len(_told(page)) == 3


async def test_a_button_that_was_never_offered_cannot_be_tapped(page: MessengerSimulator) -> None:
    with pytest.raises(LookupError):
        page.citizen(PSID).press("/affirm")


@asynccontextmanager
async def _receiver(answers: list[int]) -> AsyncIterator[tuple[str, list[str]]]:
    """Run a webhook that answers so; yields its address and the signatures that came."""
    signatures: list[str] = []

    async def receive(request: web.Request) -> web.Response:
        await request.read()
        signatures.append(request.headers["X-Hub-Signature-256"])
        return web.Response(status=answers.pop(0))

    app = web.Application()
    app.router.add_post("/hook", receive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook", signatures
    await runner.cleanup()


async def test_whatever_is_not_200_comes_again_signed() -> None:
    async with (
        _receiver([500, 503, 200]) as (url, signatures),
        MessengerSimulator(webhook_url=url, redeliver_after=(0.01, 0.01)) as page,
    ):
        page.citizen(PSID).text("Halo")
        await page.webhooks.settle()
        assert signatures == [page.webhooks.headers(page.webhooks.bodies[0])["X-Hub-Signature-256"]] * 3


async def test_a_page_that_fails_for_an_hour_is_unsubscribed_until_somebody_subscribes_it() -> None:
    clock = Clock()
    async with (
        _receiver([500, 500, 200]) as (url, signatures),
        MessengerSimulator(webhook_url=url, redeliver_after=(), now=clock) as page,
    ):
        for passed in (0, 60, 60):
            clock.forward(minutes=passed)
            page.citizen(PSID).text("Halo")
            await page.webhooks.settle()
        assert (len(signatures), len(page.webhooks.dropped)) == (2, 3)
        assert page.account.subscriptions(page.page_id) == []
        page.subscribe()
        page.citizen(PSID).text("Halo lagi")
        await page.webhooks.settle()
        assert len(signatures) == 3


async def test_an_hour_with_one_delivery_taken_in_it_is_no_failing_hour() -> None:
    clock = Clock()
    async with (
        _receiver([500, 200, 500, 200]) as (url, signatures),
        MessengerSimulator(webhook_url=url, redeliver_after=(), now=clock) as page,
    ):
        for _ in range(4):
            page.citizen(PSID).text("Halo")
            await page.webhooks.settle()
            clock.forward(minutes=59)
        assert len(signatures) == 4
