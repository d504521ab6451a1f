"""Webhook bodies in, events out."""

import json
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.errors import UnreadablePayload
from bot.channels.whatsapp import WhatsApp
from messages import DeliveryReport, DeliveryStatus, InboundMessage, Unreadable
from tests.channels.plain import plain

HERE = Path(__file__).parent
FIXTURES = sorted((HERE / "fixtures").glob("*.json"))
EXPECTED: dict[str, list[dict[str, Any]]] = json.loads((HERE / "expected.json").read_text())


def _texts(texts: list[str]) -> bytes:
    """Return one body with a message per text."""
    body = json.loads((HERE / "fixtures" / "text_message.json").read_text())
    value = body["entry"][0]["changes"][0]["value"]
    sample = value["messages"][0]
    value["messages"] = [
        {**sample, "id": f"wamid.MASSAL{n}", "text": {"body": text}} for n, text in enumerate(texts)
    ]
    return json.dumps(body).encode()


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_every_event_is_read_as_expected(channel: WhatsApp, path: Path) -> None:
    assert [plain(event) for event, _ in channel.read(path.read_bytes())] == EXPECTED[path.stem]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_every_part_can_be_read_again_alone(channel: WhatsApp, path: Path) -> None:
    for event, raw in channel.read(path.read_bytes()):
        assert channel.read(raw) == [(event, raw)]


def test_every_expectation_has_its_fixture() -> None:
    assert sorted(EXPECTED) == [path.stem for path in FIXTURES]


def test_a_batch_of_a_thousand_loses_none(channel: WhatsApp) -> None:
    events = channel.read(_texts([f"laporan {n}" for n in range(1000)]))
    assert [event.text for event, _ in events if isinstance(event, InboundMessage)] == [
        f"laporan {n}" for n in range(1000)
    ]


def test_a_body_of_three_megabytes_is_read(channel: WhatsApp) -> None:
    body = _texts(["x" * 3_100_000])
    (event, _), *_ = channel.read(body)
    assert isinstance(event, InboundMessage)
    assert len(event.text) == 3_100_000


def test_what_no_database_takes_becomes_a_visible_mark(channel: WhatsApp) -> None:
    (event, _), *_ = channel.read(_texts(["a\x00b\ud83dc \U0001f600"]))
    assert isinstance(event, InboundMessage)
    assert event.text == "a\ufffdb\ufffdc \U0001f600"


@pytest.mark.parametrize("number", ["1e400", "-1e400", "9" * 5000, "NaN", "Infinity"])
def test_an_impossible_number_spoils_only_its_own_message(channel: WhatsApp, number: str) -> None:
    body = _texts(["sebelum", "sesudah"]).replace(b'{"body": "sebelum"}', f'{{"body": {number}}}'.encode())
    bad, good = (event for event, _ in channel.read(body))
    assert isinstance(good, InboundMessage)
    assert good.text == "sesudah"
    assert isinstance(bad, InboundMessage | Unreadable)


def test_an_impossible_time_is_unreadable(channel: WhatsApp) -> None:
    body = _texts(["halo"]).replace(b'"1795230000"', b"1e400")
    (event, _), *_ = channel.read(body)
    assert event == Unreadable(
        "whatsapp", channel.scope, "message:wamid.MASSAL0", "malformed messages: ValueError"
    )


def test_a_body_nested_too_deep_is_kept_whole(channel: WhatsApp) -> None:
    body = b'{"object":"whatsapp_business_account","entry":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    [(event, raw)] = channel.read(body)
    assert isinstance(event, Unreadable)
    assert raw == body


@pytest.mark.parametrize(
    "broken",
    [None, 7, "x", [], {}, {"id": []}, {"id": "w", "type": []}, {"id": "w", "type": "text", "text": "x"}],
)
@pytest.mark.parametrize("key", ["messages", "statuses", "user_id_update", "errors", "message_echoes"])
def test_a_misshapen_element_is_unreadable_and_alone(channel: WhatsApp, key: str, broken: object) -> None:
    body = json.loads(_texts(["halo"]))
    value = body["entry"][0]["changes"][0]["value"]
    value[key] = [*value.get(key, []), broken]
    kinds = [type(event) for event, _ in channel.read(json.dumps(body).encode())]
    assert sorted(kind.__name__ for kind in kinds) == ["InboundMessage", "Unreadable"]


@pytest.mark.parametrize("broken", [None, 7, "x", [], {}, {"changes": {}}, {"changes": [None, "x"]}])
def test_a_misshapen_entry_does_not_hide_the_next(channel: WhatsApp, broken: object) -> None:
    body = json.loads(_texts(["halo"]))
    body["entry"].insert(0, broken)
    *bad, good = [event for event, _ in channel.read(json.dumps(body).encode())]
    assert isinstance(good, InboundMessage)
    assert all(isinstance(event, Unreadable) for event in bad)


@pytest.mark.parametrize(
    "body",
    [b"", b"halo", b"[]", b"7", b"{}", b"\xff\xfe\xfa", b'{"object":"page","entry":[]}', b'{"entry":[]}'],
)
def test_a_body_of_somebody_else_is_refused(channel: WhatsApp, body: bytes) -> None:
    with pytest.raises(UnreadablePayload):
        channel.read(body)


def test_the_raw_part_keeps_the_contact_of_its_own_sender_only(channel: WhatsApp) -> None:
    body = (HERE / "fixtures" / "batch_of_two_citizens.json").read_bytes()
    first, second, _ = (raw for _, raw in channel.read(body))
    assert b"Sari" in first
    assert b"Tono" not in first
    assert b"Sari" not in second


def test_a_reason_holds_nothing_a_citizen_wrote(channel: WhatsApp) -> None:
    body = _texts(["halo"]).replace(
        b'"type": "text"', b'"type": "system", "system": {"type": "rahasia warga"}'
    )
    (event, _), *_ = channel.read(body)
    assert isinstance(event, Unreadable)
    assert "rahasia" not in event.reason


def test_no_depth_of_nesting_breaks_the_reading(channel: WhatsApp) -> None:
    for depth in (*range(50, 700, 50), *range(700, 1050)):
        nested = b'{"body": ' + b"[" * depth + b"]" * depth + b"}"
        events = channel.read(_texts(["dalam", "biasa"]).replace(b'{"body": "dalam"}', nested))
        assert isinstance(events[0][0], Unreadable)
        assert len(events) == 1 or isinstance(events[1][0], InboundMessage)


def _failures(*codes: int | None) -> bytes:
    body = json.loads((HERE / "fixtures" / "status_failed.json").read_text())
    value = body["entry"][0]["changes"][0]["value"]
    sample = value["statuses"][0]
    value["statuses"] = [
        {**sample, "id": f"wamid.{n}", "errors": [{"code": code}] if code is not None else []}
        for n, code in enumerate(codes)
    ]
    return json.dumps(body).encode()


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (131047, DeliveryStatus.WAITING),
        (130429, DeliveryStatus.PENDING),
        (131000, DeliveryStatus.PENDING),
        (190, DeliveryStatus.PENDING),
        (131026, DeliveryStatus.FAILED),
        (131051, DeliveryStatus.FAILED),
        (None, DeliveryStatus.FAILED),
    ],
)
def test_a_failed_report_says_whether_to_send_again(
    channel: WhatsApp, code: int | None, status: DeliveryStatus
) -> None:
    [(event, _)] = channel.read(_failures(code))
    assert isinstance(event, DeliveryReport)
    assert event.status is status


def test_a_broken_account_alarms_the_operator_once_a_batch(channel: WhatsApp) -> None:
    with capture_logs() as logs:
        channel.read(_failures(131042, 131042, 131042, 131026))
    assert [(entry["log_level"], entry["codes"]) for entry in logs] == [("error", ["131042"])]
    assert logs[0]["remedy"]
