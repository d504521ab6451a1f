"""Through the simulated page: what is sent arrives, what is refused says what to do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.errors import ChannelBroken, ConnectionFailed, ContactStopped, MessageRefused, WindowClosed
from bot.channels.messenger import Messenger
from messages import Button, DeliveryReport, DeliveryStatus, OutboundMessage
from simulators.messenger import MessengerSimulator
from tests.channels.messenger.conftest import PAGE, PSID
from tests.phone_photo import outgoing, tells_nothing

pytestmark = pytest.mark.asyncio
TODAY = datetime.now(UTC)


@asynccontextmanager
async def _at(page: MessengerSimulator, *, human_agent: bool = False) -> AsyncIterator[Messenger]:
    """Open a channel for which it is always TODAY."""
    channel = Messenger(
        page.token, PAGE, "r", "j", page.api_base_url, human_agent=human_agent, now=lambda: TODAY
    )
    await channel.open()
    yield channel
    await channel.close()


@pytest.fixture(autouse=True)
def written(page: MessengerSimulator) -> None:
    """Let the citizen have just written."""
    page.citizen(PSID).text("Halo")


async def test_an_answer_arrives_and_its_id_is_told(
    page: MessengerSimulator, online: Messenger, answer: OutboundMessage
) -> None:
    mid = await online.send(answer)
    assert [(sent.text, sent.wamid) for sent in page.sent(PSID)] == [("Baik.", mid)]


async def test_a_long_answer_comes_in_order_and_the_last_id_is_told(
    page: MessengerSimulator, online: Messenger, answer: OutboundMessage
) -> None:
    mid = await online.send(replace(answer, text="a" * 2000 + "b" * 2000 + "c"))
    assert [sent.text[0] for sent in page.sent()] == ["a", "b", "c"]
    assert page.sent()[-1].wamid == mid


async def test_echo_and_delivery_come_back_with_id_and_tracker(
    page: MessengerSimulator, online: Messenger, answer: OutboundMessage
) -> None:
    mid = await online.send(replace(answer, tracker="17"))
    reports = [event for body in list(page.webhooks.bodies)[1:] for event, _ in online.read(body)]
    assert [(r.status, r.message_id, r.tracker) for r in reports if isinstance(r, DeliveryReport)] == [
        (DeliveryStatus.SENT, mid, "17"),
        (DeliveryStatus.DELIVERED, mid, None),
    ]


async def test_a_tapped_button_comes_back_as_its_payload(
    page: MessengerSimulator, online: Messenger, answer: OutboundMessage
) -> None:
    await online.send(replace(answer, buttons=(Button("Ya", "/affirm"), Button("Tidak", "/deny"))))
    page.citizen(PSID).press("/deny")
    [(event, _)] = online.read(page.webhooks.bodies[-1])
    assert (event.payload, event.text) == ("/deny", "Tidak")  # type: ignore[union-attr]


@pytest.mark.parametrize("age", [timedelta(hours=24), timedelta(days=40)])
@pytest.mark.parametrize("by_officer", [False, True])
async def test_after_a_day_the_message_waits_and_nothing_is_sent(
    page: MessengerSimulator, answer: OutboundMessage, age: timedelta, *, by_officer: bool
) -> None:
    async with _at(page) as channel:
        with pytest.raises(WindowClosed):
            await channel.send(replace(answer, last_inbound_at=TODAY - age, by_officer=by_officer))
    assert page.sent() == []


@pytest.mark.parametrize(
    ("age", "by_officer", "tags"),
    [
        (timedelta(hours=23), True, [None]),
        (timedelta(hours=23), False, [None]),
        (timedelta(hours=24), True, ["HUMAN_AGENT"]),
        (timedelta(days=6, hours=23), True, ["HUMAN_AGENT"]),
        (timedelta(days=7), True, []),
        (timedelta(hours=24), False, []),
    ],
    ids=str,
)
async def test_with_metas_leave_only_officers_words_go_out_until_the_seventh_day(
    page: MessengerSimulator,
    answer: OutboundMessage,
    age: timedelta,
    tags: list[str | None],
    *,
    by_officer: bool,
) -> None:
    page.has_human_agent = True
    page.citizen(PSID).heard_at = TODAY - age
    page.now = lambda: TODAY
    late = replace(answer, last_inbound_at=TODAY - age, by_officer=by_officer)
    async with _at(page, human_agent=True) as channel:
        try:
            await channel.send(late)
        except WindowClosed:
            assert not tags
    assert [sent.body.get("tag") for sent in page.sent()] == tags


async def test_a_citizen_who_never_wrote_is_not_written_to(
    page: MessengerSimulator, online: Messenger, answer: OutboundMessage
) -> None:
    with pytest.raises(WindowClosed):
        await online.send(replace(answer, last_inbound_at=None))
    assert page.sent() == []


async def test_a_window_the_service_finds_closed_is_closed(
    page: MessengerSimulator, online: Messenger, answer: OutboundMessage
) -> None:
    page.citizen(PSID).heard_at = TODAY - timedelta(days=1, seconds=1)
    with pytest.raises(WindowClosed):
        await online.send(answer)


async def test_a_citizen_who_blocked_the_page_is_stopped(
    page: MessengerSimulator, online: Messenger, answer: OutboundMessage
) -> None:
    page.citizen(PSID).blocked = True
    with pytest.raises(ContactStopped):
        await online.send(answer)


async def test_a_lost_answer_may_be_out_all_the_same(
    page: MessengerSimulator, online: Messenger, answer: OutboundMessage
) -> None:
    page.fail_next(hang_up=True)
    with pytest.raises(ConnectionFailed) as caught:
        await online.send(answer)
    assert caught.value.unknown
    assert len(page.sent()) == 1


async def test_a_service_that_is_away_surely_sent_nothing(answer: OutboundMessage) -> None:
    channel = Messenger("token", PAGE, "r", "j", "http://127.0.0.1:9/v23.0")
    await channel.open()
    with pytest.raises(ConnectionFailed) as caught:
        await channel.send(answer)
    await channel.close()
    assert not caught.value.unknown
    assert "127.0.0.1" not in str(caught.value)


async def test_a_revoked_token_is_for_the_operator(
    page: MessengerSimulator, online: Messenger, answer: OutboundMessage
) -> None:
    page.token = "dicabut"
    with pytest.raises(ChannelBroken):
        await online.send(answer)


async def test_a_read_message_is_marked_and_a_failure_to_mark_is_nothing(
    page: MessengerSimulator, online: Messenger
) -> None:
    [(event, _)] = online.read(page.webhooks.bodies[-1])
    await online.acknowledge(event)
    assert page.store.read == [PSID]
    page.token = "dicabut"
    await online.acknowledge(event)


async def test_photos_are_uploaded_and_sent_before_the_words(
    page: MessengerSimulator, online: Messenger, answer: OutboundMessage, tmp_path: Path
) -> None:
    photos = replace(answer, files=outgoing(tmp_path, 1, 2), tracker="17")
    mid = await online.send(photos)
    first, second, words = page.sent(PSID)
    assert (words.text, words.wamid) == ("Baik.", mid)
    ids = [sent.body["message"]["attachment"]["payload"]["attachment_id"] for sent in (first, second)]
    received = [page.store.media[one].data for one in ids]
    assert received == [file.path.read_bytes() for file in photos.files]
    assert all(map(tells_nothing, received))


async def test_a_second_try_uploads_and_sends_only_what_is_missing(
    page: MessengerSimulator, online: Messenger, answer: OutboundMessage, tmp_path: Path
) -> None:
    photos = replace(answer, files=outgoing(tmp_path, 1, 2), tracker="17")
    page.fail_next(by_webhook=True)
    page.fail_next(1200)
    with pytest.raises(ConnectionFailed):
        await online.send(photos)
    await online.send(photos)
    assert [sent.text for sent in page.sent()] == ["", "", "Baik."]
    assert len(page.store.uploaded) == 2


@pytest.mark.parametrize(("code", "error"), [(190, ChannelBroken), (100, MessageRefused)])
async def test_a_refused_upload_is_told_apart(
    page: MessengerSimulator,
    online: Messenger,
    answer: OutboundMessage,
    tmp_path: Path,
    code: int,
    error: type[Exception],
) -> None:
    page.fail_next_upload(code)
    with pytest.raises(error):
        await online.send(replace(answer, files=outgoing(tmp_path, 1)))
    assert page.sent() == []
