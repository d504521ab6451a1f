"""Updates in, events out."""

import json
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Channel
from bot.channels.errors import UnreadablePayload
from bot.channels.telegram import Telegram
from messages import InboundEvent, InboundMessage, MessageKind, Unreadable

FIXTURES = sorted(
    path for path in Path(__file__).with_name("fixtures").glob("*.json") if ".expected" not in path.name
)


def plain(value: Any) -> Any:
    """Put an event as the expectations are written: without the fields that hold their default."""
    if is_dataclass(value):
        told = {each.name: (getattr(value, each.name), each.default) for each in fields(value)}
        return {
            name: plain(now) for name, (now, default) in told.items() if default is MISSING or now != default
        }
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value


def read(telegram: Telegram, update: dict[str, Any]) -> InboundEvent:
    [(event, _)] = telegram.read(json.dumps(update).encode())
    return event


def message(**content: Any) -> dict[str, Any]:
    chat = {"id": 8100001, "type": "private", "first_name": "Sekar"}
    return {"update_id": 5, "message": {"message_id": 9, "chat": chat, "date": 1767225600, **content}}


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_every_fixture_is_read_as_expected(offline: Telegram, path: Path) -> None:
    body = path.read_bytes()
    [(event, raw)] = offline.read(body)
    expected = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
    assert {"event": type(event).__name__, **plain(event)} == expected
    assert raw == body


def test_telegram_is_a_channel(offline: Telegram) -> None:
    assert named(offline) == ("telegram", "7000001")


def named(channel: Channel) -> tuple[str, str]:
    return channel.name, channel.scope


def test_a_redelivery_under_another_update_id_has_the_same_external_id(offline: Telegram) -> None:
    first, second = (read(offline, message(text="Halo") | {"update_id": number}) for number in (5, 90_001))
    assert first == second


def test_two_edits_of_one_message_are_two_events(offline: Telegram) -> None:
    update = message(text="Halo")["message"]
    edits = [
        read(offline, {"update_id": 5, "edited_message": update | {"edit_date": date}})
        for date in (1767225601, 1767225602)
    ]
    assert len({edit.external_id for edit in edits if isinstance(edit, InboundMessage)}) == 2


def test_a_kind_unknown_to_this_release_is_kept_as_unknown(offline: Telegram) -> None:
    event = read(offline, message(hologram={"file_id": "x"}))
    assert isinstance(event, InboundMessage)
    assert event.kind is MessageKind.UNKNOWN


@pytest.mark.parametrize("body", [b"", b"bukan json", b"[]", b'"x"', b"12", b"{}", b"\xff\xfe\xff", b'{"a":'])
def test_what_is_no_update_is_refused(offline: Telegram, body: bytes) -> None:
    with pytest.raises(UnreadablePayload):
        offline.read(body)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"text": "a" * 100_000}, "a" * 100_000),
        ({"text": "jalan\0rusak"}, "jalan\ufffdrusak"),
        ({"text": "lampu \ud83d mati"}, "lampu \ufffd mati"),
        ({"text": "\u200e\u202e\u200b🏴\u200d☠️"}, "\u200e\u202e\u200b🏴\u200d☠️"),
    ],
    ids=["long", "nul", "lone surrogate", "invisible"],
)
def test_hostile_text_stays_text_that_can_be_stored(
    offline: Telegram, content: dict[str, Any], text: str
) -> None:
    event = read(offline, message(**content))
    assert isinstance(event, InboundMessage)
    assert event.text == text
    event.text.encode()


BROKEN = {
    "deep": b'{"update_id":5,"message":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "infinite place": b'{"update_id":5,"message":{"message_id":9,"date":1,"chat":{"id":1,"type":"private"},'
    b'"location":{"latitude":1e400,"longitude":0}}}',
    "endless integer": b'{"update_id":5,"message":{"message_id":9,"date":1,"text":"x",'
    b'"chat":{"type":"private","id":' + b"9" * 10_000 + b"}}}",
    "endless update_id": b'{"update_id":' + b"9" * 10_000 + b"}",
    "endless date": b'{"update_id":5,"message":{"message_id":9,"date":99999999999999999,"text":"x",'
    b'"chat":{"type":"private","id":1}}}',
    "text in place of the id": b'{"update_id":"satu"}',
    "list in place of a message": b'{"update_id":5,"message":[1]}',
    "object in place of a text": b'{"update_id":5,"message":{"message_id":9,"date":1,"text":{"a":1},'
    b'"chat":{"type":"private","id":1}}}',
    "text in place of a chat": b'{"update_id":5,"message":{"message_id":9,"date":1,"text":"x",'
    b'"chat":{"type":"private","id":"\\ud800"}}}',
    "object in place of a button": b'{"update_id":5,"callback_query":{"id":{},"chat_instance":"1","data":"x",'
    b'"from":{"id":1,"is_bot":false,"first_name":"x"}}}',
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_update_is_kept_as_unreadable(offline: Telegram, body: bytes) -> None:
    [(event, raw)] = offline.read(body)
    assert isinstance(event, Unreadable)
    assert event.external_id.startswith(("update:5", "body:"))
    assert raw == body


@pytest.mark.parametrize(
    ("headers", "believed"),
    [
        ({"X-Telegram-Bot-Api-Secret-Token": "rahasia-uji"}, True),
        ({"x-telegram-bot-api-secret-token": "rahasia-uji"}, True),
        ({"X-Telegram-Bot-Api-Secret-Token": "rahasia-uj"}, False),
        ({"X-Telegram-Bot-Api-Secret-Token": "rahasia-ujì\udcff"}, False),
        ({"X-Telegram-Bot-Api-Secret-Token": ""}, False),
        ({}, False),
    ],
)
def test_only_the_right_secret_is_believed(
    offline: Telegram, headers: dict[str, str], *, believed: bool
) -> None:
    assert offline.verify(b"{}", headers) is believed


@pytest.mark.parametrize("secret", [None, ""])
def test_without_a_secret_no_webhook_is_believed(secret: str | None) -> None:
    assert not Telegram("1:x", secret).verify(b"{}", {"X-Telegram-Bot-Api-Secret-Token": ""})
