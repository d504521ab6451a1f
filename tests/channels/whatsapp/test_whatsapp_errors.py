"""Each of Graph's errors leads to the one right thing to do."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.channels.errors import (
    ChannelBroken,
    ConnectionFailed,
    ContactStopped,
    MessageRefused,
    SendError,
    Throttled,
    WindowClosed,
)
from bot.channels.graph_errors import retry_after
from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp_errors import ERRORS
from messages import OutboundMessage
from simulators.graph import GraphSimulator

CODES: dict[type[SendError], list[int]] = {
    Throttled: [4, 80007, 130429, 131048, 131056],
    ConnectionFailed: [2, 131000, 131016, 131057],
    WindowClosed: [131047],
    ContactStopped: [131026],
    MessageRefused: [100, 131050, 131051, 131062, 131009, 999999],
    ChannelBroken: [0, 3, 10, 33, 190, 200, 250, 299, 368, 131005, 131031, 131042, 133010],
}
EACH = [(code, kind) for kind, codes in CODES.items() for code in codes]


@pytest.mark.asyncio
@pytest.mark.parametrize(("code", "kind"), EACH)
async def test_a_code_in_an_answer_decides(
    graph: GraphSimulator, online: WhatsApp, answer: OutboundMessage, code: int, kind: type[SendError]
) -> None:
    graph.citizen(answer.address.id).text("Halo")
    graph.fail_next(code)
    with pytest.raises(SendError) as caught:
        await online.send(answer)
    assert type(caught.value) is kind
    assert str(code) in str(caught.value)


@pytest.mark.parametrize(("code", "kind"), EACH)
def test_a_code_in_a_report_decides_the_same(code: int, kind: type[SendError]) -> None:
    assert ERRORS.verdict(str(code)) is kind


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, ConnectionFailed),
        (400, ConnectionFailed),
        (404, ConnectionFailed),
        (401, ChannelBroken),
        (403, ChannelBroken),
        (429, Throttled),
        (500, ConnectionFailed),
        (502, ConnectionFailed),
    ],
)
def test_without_a_code_the_status_decides(status: int, kind: type[SendError]) -> None:
    assert ERRORS.verdict(None, status) is kind


def test_an_unknown_code_of_an_unwell_server_may_be_tried_again() -> None:
    assert ERRORS.verdict(999999, 503) is ConnectionFailed


def test_what_graph_calls_transient_may_be_tried_again() -> None:
    passing = {"error": {"code": 1, "is_transient": True}}
    lasting = {"error": {"code": 1, "is_transient": False}}
    assert type(ERRORS.read(400, passing, {})) is ConnectionFailed
    assert type(ERRORS.read(400, lasting, {})) is MessageRefused


@pytest.mark.asyncio
async def test_retry_after_is_honoured(
    graph: GraphSimulator, online: WhatsApp, answer: OutboundMessage
) -> None:
    graph.fail_next(130429, status=429, retry_after=344)
    with pytest.raises(Throttled) as caught:
        await online.send(answer)
    assert caught.value.retry_after == timedelta(seconds=344)


@pytest.mark.asyncio
async def test_the_pair_limit_is_the_chats_own_and_others_are_the_numbers(
    graph: GraphSimulator, online: WhatsApp, answer: OutboundMessage
) -> None:
    for code, everywhere in ((131056, False), (130429, True)):
        graph.fail_next(code)
        with pytest.raises(Throttled) as caught:
            await online.send(answer)
        assert caught.value.everywhere is everywhere
        assert caught.value.retry_after is None


def test_retry_after_may_be_a_date_and_never_lies_in_the_past() -> None:
    soon = retry_after(format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True))
    assert soon is not None
    assert timedelta(seconds=80) < soon <= timedelta(seconds=90)
    assert retry_after(format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True)) == timedelta()


@pytest.mark.parametrize("value", ["", "nanti", "-5", "1.5", "\u0665\u0665\u0665 x"])
def test_a_retry_after_we_cannot_read_is_none(value: str) -> None:
    assert retry_after(value) is None
