"""Each of Messenger's errors leads to the one right thing to do."""

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
from bot.channels.messenger import Messenger
from bot.channels.messenger_errors import ERRORS
from messages import OutboundMessage
from simulators.messenger import MessengerSimulator

CODES: dict[type[SendError], list[tuple[int, int | None]]] = {
    Throttled: [(4, None), (32, None), (613, None), (80006, None)],
    ConnectionFailed: [(1, None), (1, 1357046), (2, None), (1200, None)],
    WindowClosed: [(10, 2018278), (10, 2018065)],
    ContactStopped: [(551, None), (551, 1545041), (10, 2018108), (100, 2018001), (200, 1545041)],
    MessageRefused: [(100, None), (100, 2018109), (999999, None)],
    ChannelBroken: [(0, None), (10, None), (10, 1893063), (190, None), (200, None), (230, None), (368, None)],
}
EACH = [(*code, kind) for kind, codes in CODES.items() for code in codes]


@pytest.mark.asyncio
@pytest.mark.parametrize(("code", "subcode", "kind"), EACH)
async def test_code_and_subcode_in_an_answer_decide(
    page: MessengerSimulator,
    online: Messenger,
    answer: OutboundMessage,
    code: int,
    subcode: int | None,
    kind: type[SendError],
) -> None:
    page.citizen(answer.address.id).text("Halo")
    page.fail_next(code, subcode=subcode)
    with pytest.raises(SendError) as caught:
        await online.send(answer)
    assert type(caught.value) is kind
    assert str(code) in str(caught.value)


@pytest.mark.parametrize(("code", "whose"), [(4, True), (32, True), (80006, True), (613, None)])
def test_it_is_told_whose_rate_is_over_where_meta_says_so(code: int, *, whose: bool | None) -> None:
    error = ERRORS.read(400, {"error": {"code": code}}, {"Retry-After": "7"})
    assert error.everywhere is whose
    assert error.retry_after is not None


@pytest.mark.parametrize(("code", "unknown"), [(1, True), (2, False), (1200, False), (None, True)])
def test_an_error_that_comes_with_messages_sent_leaves_their_outcome_open(
    code: int | None, *, unknown: bool
) -> None:
    answer = {"error": {"code": code}} if code else "<html>"
    assert ERRORS.read(500, answer, {}).unknown is unknown
