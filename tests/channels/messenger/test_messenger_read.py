"""Webhook bodies in, events out."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.channels.errors import UnreadablePayload
from bot.channels.messenger import Messenger
from messages import DeliveryReport, InboundMessage, Unreadable
from tests.channels.messenger.conftest import PAGE
from tests.channels.plain import plain

HERE = Path(__file__).parent
FIXTURES = sorted((HERE / "fixtures").glob("*.json"))
EXPECTED: dict[str, list[dict[str, Any]]] = json.loads((HERE / "expected.json").read_text())


def _texts(texts: list[str]) -> bytes:
    """Return one body with a message per text."""
    body = json.loads((HERE / "fixtures" / "text_message.json").read_text())
    [sample] = body["entry"][0]["messaging"]
    body["entry"][0]["messaging"] = [
        {**sample, "message": {"mid": f"m_MASSAL{n}", "text": text}} for n, text in enumerate(texts)
    ]
    return json.dumps(body).encode()


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_every_event_is_read_as_expected(channel: Messenger, path: Path) -> None:
    assert [plain(event) for event, _ in channel.read(path.read_bytes())] == EXPECTED[path.stem]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_every_part_can_be_read_again_alone(channel: Messenger, path: Path) -> None:
    for event, raw in channel.read(path.read_bytes()):
        assert channel.read(raw) == [(event, raw)]


def test_every_expectation_has_its_fixture() -> None:
    assert sorted(EXPECTED) == [path.stem for path in FIXTURES]


def test_a_batch_of_a_thousand_loses_none(channel: Messenger) -> None:
    events = channel.read(_texts([f"laporan {n}" for n in range(1000)]))
    assert [event.text for event, _ in events if isinstance(event, InboundMessage)] == [
        f"laporan {n}" for n in range(1000)
    ]


def test_an_event_without_an_id_keeps_its_key_however_it_is_batched(channel: Messenger) -> None:
    alone = json.loads((HERE / "fixtures" / "postback_without_mid.json").read_text())
    batched = json.loads(_texts(["halo"]))
    batched["entry"][0]["messaging"] += alone["entry"][0]["messaging"]
    batched["entry"][0]["time"] += 60_000
    [(first, _)] = channel.read(json.dumps(alone).encode())
    _, (again, _) = channel.read(json.dumps(batched).encode())
    assert first == again


def test_of_many_messages_delivered_each_is_told(channel: Messenger) -> None:
    body = json.loads((HERE / "fixtures" / "delivered.json").read_text())
    mids = [f"m_{n}" for n in range(500)]
    body["entry"][0]["messaging"][0]["delivery"]["mids"] = mids
    events = [event for event, _ in channel.read(json.dumps(body).encode())]
    assert [event.message_id for event in events if isinstance(event, DeliveryReport)] == mids


def test_what_no_database_takes_becomes_a_visible_mark(channel: Messenger) -> None:
    (event, _), *_ = channel.read(_texts(["a\x00b\ud83dc \U0001f600"]))
    assert isinstance(event, InboundMessage)
    assert event.text == "a\ufffdb\ufffdc \U0001f600"


@pytest.mark.parametrize("number", ["1e400", "-1e400", "9" * 5000, "NaN", "Infinity", "[]", "null"])
def test_an_impossible_time_spoils_only_its_own_message(channel: Messenger, number: str) -> None:
    body = _texts(["sebelum", "sesudah"]).replace(b"1795230000123", number.encode(), 1)
    bad, good = (event for event, _ in channel.read(body))
    assert isinstance(good, InboundMessage)
    assert isinstance(bad, Unreadable)
    assert (bad.scope, bad.external_id) == (PAGE, "message:m_MASSAL0")


def test_a_body_nested_too_deep_is_kept_whole(channel: Messenger) -> None:
    body = b'{"object":"page","entry":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    [(event, raw)] = channel.read(body)
    assert isinstance(event, Unreadable)
    assert raw == body


MISSHAPEN: list[object] = [
    *[None, 7, "x", [], {}, {"message": None}, {"message": {}}, {"message": {"mid": []}}],
    *[{"delivery": {"mids": [{}]}}, {"delivery": 7}, {"read": {"watermark": "kemarin"}}, {"postback": []}],
    *[
        {"message_edit": {}},
        {"message": {"mid": "m", "attachments": [{"type": "image", "payload": {"url": []}}]}},
    ],
]


@pytest.mark.parametrize("broken", MISSHAPEN, ids=str)
def test_a_misshapen_element_is_unreadable_and_alone(channel: Messenger, broken: object) -> None:
    body = json.loads(_texts(["halo"]))
    sample = body["entry"][0]["messaging"][0]
    named = {**sample, "message": None, **broken} if isinstance(broken, dict) else broken
    body["entry"][0]["messaging"].insert(0, named)
    kinds = [type(event) for event, _ in channel.read(json.dumps(body).encode())]
    assert kinds == [Unreadable, InboundMessage]


@pytest.mark.parametrize("broken", [None, 7, "x", [], {}, {"id": PAGE}, {"id": PAGE, "messaging": {}}])
def test_a_misshapen_entry_does_not_hide_the_next(channel: Messenger, broken: object) -> None:
    body = json.loads(_texts(["halo"]))
    body["entry"].insert(0, broken)
    bad, good = [event for event, _ in channel.read(json.dumps(body).encode())]
    assert isinstance(good, InboundMessage)
    assert isinstance(bad, Unreadable)


@pytest.mark.parametrize(
    "body",
    [b"", b"halo", b"[]", b"7", b"{}", b"\xff\xfe\xfa", b'{"object":"user","entry":[]}', b'{"entry":[]}'],
)
def test_a_body_of_somebody_else_is_refused(channel: Messenger, body: bytes) -> None:
    with pytest.raises(UnreadablePayload):
        channel.read(body)
