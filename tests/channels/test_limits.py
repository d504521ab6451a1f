"""Every response of data/domain.yml is shown whole, in one message, on every channel."""

import json
from typing import Any

import pytest

from bot.channels import messenger_compose
from bot.channels.limits import LIMITS, SHORTEST_PAYLOAD, SHORTEST_TITLE, faults
from bot.channels.telegram_steps import steps
from bot.channels.whatsapp_compose import bodies
from bot.dialogue.domain import load_domain
from bot.dialogue.renderer import PLACEHOLDER
from bot.dialogue.vocabulary import Variation
from messages import Address, Button, OutboundMessage
from simulators import messenger_contract
from simulators.graph_contract import problem
from tests.conftest import ROOT

DOMAIN = load_domain(ROOT / "data" / "domain.yml")
#: As long as these get; other values are a line of text. Officers' own words (`isi`, `alasan`) have any length.
VALUES = {
    "nomor": "KLT-3W7QHD-5",
    "tanggal": "Kamis, 25 September 2025",
    "nilai": "5",
    "suara": "0" * 32,
    "topik": "perumahan_pertanahan",
}
LINE = "x" * 60
VARIATIONS = [(name, one) for name, all_of_it in DOMAIN.responses.items() for one in all_of_it]


def filled(text: str) -> str:
    """Put a long value into every hole."""
    return PLACEHOLDER.sub(lambda hole: VALUES.get(hole[1], LINE), text)


def message(one: Variation, channel: str) -> OutboundMessage:
    """Write one wording as it would be sent."""
    buttons = tuple(Button(filled(each.title), filled(each.payload)) for each in one.buttons)
    return OutboundMessage(Address(channel, "1", "6281200000017"), filled(one.text), buttons)


@pytest.mark.parametrize("channel", LIMITS)
def test_every_response_fits_every_channel(channel: str) -> None:
    found = {
        name: told
        for name, one in VARIATIONS
        if one.channel in {None, channel}
        and (told := list(faults(channel, (sent := message(one, channel)).text, sent.buttons)))
    }
    assert found == {}


def test_every_response_is_one_call_to_telegram() -> None:
    assert [name for name, one in VARIATIONS if len(list(steps(message(one, "telegram")))) != 1] == []


def test_every_response_is_one_request_whatsapp_takes_with_every_button_in_it() -> None:
    for name, one in VARIATIONS:
        sent = message(one, "whatsapp")
        requests = bodies(sent)
        assert [problem(request) for request in requests] == [None], name
        assert all(
            json.dumps(each.payload) in json.dumps(requests, ensure_ascii=False) for each in sent.buttons
        )


def test_every_response_is_one_request_messenger_takes_with_every_button_in_it() -> None:
    for name, one in VARIATIONS:
        sent = message(one, "messenger")
        [request] = messenger_compose.bodies(sent)
        assert messenger_contract.problem(request) is None, name
        replies = request["message"].get("quick_replies", [])
        assert [each["payload"] for each in replies] == [each.payload for each in sent.buttons], name


def test_the_house_rules_for_buttons_hold_on_every_channel() -> None:
    for limits in LIMITS.values():
        assert limits.title is None or limits.title >= SHORTEST_TITLE
        assert limits.payload is None or limits.payload >= SHORTEST_PAYLOAD


def two(title: str = "Ya", payload: str = "/ya", count: int = 2) -> tuple[Button, ...]:
    return tuple(Button(title, payload) for _ in range(count))


@pytest.mark.parametrize(
    ("channel", "text", "buttons", "told"),
    [
        ("whatsapp", "x" * 4097, (), ["text of 4097, room for 4096"]),
        ("whatsapp", "x" * 1025, two(), ["text of 1025, room for 1024"]),
        ("whatsapp", "x" * 1025, two(count=4), []),
        ("whatsapp", "x", two("x" * 21, count=1), [f"title [{'x' * 21}], room for 20"]),
        ("whatsapp", "x", two("x" * 21, count=4), []),
        ("whatsapp", "x", two(count=11), ["11 buttons, room for 10"]),
        ("messenger", "x" * 2001, two(), ["text of 2001, room for 2000"]),
        ("messenger", "x", two("x" * 21, count=1), [f"title [{'x' * 21}], room for 20"]),
        ("messenger", "x", two(count=14), ["14 buttons, room for 13"]),
        ("telegram", "x", two(payload="/" + "x" * 64, count=1), [f"payload /{'x' * 64}, room for 64 bytes"]),
        ("telegram", "x" * 4097, two(), ["text of 4097, room for 4096"]),
        ("web", "x" * 4097, two(count=11), []),
    ],
)
def test_what_does_not_fit_is_told(channel: str, text: str, buttons: Any, told: list[str]) -> None:
    assert list(faults(channel, text, buttons)) == told
