"""One message becomes the requests the service takes."""

from typing import Any

import pytest

from bot.channels.messenger_compose import bodies, seen, tracker_in
from messages import Address, Button, OutboundMessage
from simulators.messenger_contract import problem

WHO = Address("messenger", "1", "7100000000000017")


def _bodies(text: str, count: int = 0, title: str = "Tombol") -> list[dict[str, Any]]:
    buttons = tuple(Button(f"{title} {n}", f"/pilih{n}") for n in range(count))
    return bodies(OutboundMessage(WHO, text, buttons, tracker="17"))


@pytest.mark.parametrize(
    ("length", "buttons", "parts"),
    [
        (5, 0, 1),
        (2000, 0, 1),
        (2001, 0, 2),
        (5, 1, 1),
        (2000, 13, 1),
        (2001, 13, 2),
        (5, 14, 1),
        (9000, 0, 5),
    ],
)
def test_the_service_takes_every_part(length: int, buttons: int, parts: int) -> None:
    requests = _bodies("x" * length, buttons)
    assert [problem(request) for request in requests] == [None] * parts


def test_up_to_thirteen_buttons_stand_below_the_last_part() -> None:
    *parts, last = _bodies("kata " * 900, 13)
    assert ["quick_replies" in part["message"] for part in parts] == [False, False]
    assert [each["payload"] for each in last["message"]["quick_replies"]] == [f"/pilih{n}" for n in range(13)]


@pytest.mark.parametrize(("count", "title"), [(14, "Tombol"), (2, "Judul yang terlalu panjang")])
def test_buttons_that_do_not_fit_become_numbered_lines(count: int, title: str) -> None:
    [request] = _bodies("Yang mana?", count, title)
    lines = request["message"]["text"].splitlines()
    assert lines == ["Yang mana?", *(f"{n + 1}. {title} {n}" for n in range(count))]
    assert "quick_replies" not in request["message"]


def test_nothing_of_a_long_text_is_lost() -> None:
    words = [f"kata{n}" for n in range(2000)]
    assert " ".join(each["message"]["text"] for each in _bodies(" ".join(words))).split() == words


def test_a_text_is_cut_by_the_larger_reading_of_a_character() -> None:
    assert [len(each["message"]["text"]) for each in _bodies("\U0001f600" * 1001)] == [1000, 1]


def test_only_the_last_part_carries_the_tracker_and_it_comes_back() -> None:
    told = [each["message"].get("metadata") for each in _bodies("x" * 4001)]
    assert [tracker_in(each) for each in told] == ["", "", "17"]


@pytest.mark.parametrize("metadata", [None, 17, "17", "", "tanggap", {"a": 1}])
def test_the_metadata_of_another_program_is_no_tracker_of_ours(metadata: object) -> None:
    assert tracker_in(metadata) == ""


def test_what_is_said_within_the_window_is_a_response_without_a_tag() -> None:
    [request] = _bodies("Halo")
    assert (request["messaging_type"], "tag" in request) == ("RESPONSE", False)


def test_photos_go_first_and_the_words_after_them() -> None:
    requests = bodies(OutboundMessage(WHO, "Sudah.", tracker="17"), ["1", "2"])
    assert [problem(request) for request in requests] == [None] * 3
    assert ["attachment" in each["message"] for each in requests] == [True, True, False]
    [alone] = bodies(OutboundMessage(WHO, "", tracker="17"), ["1"])
    assert tracker_in(alone["message"]["metadata"]) == "17"


def test_our_read_receipt_keeps_the_contract() -> None:
    assert problem(seen(WHO)) is None


def test_what_json_cannot_carry_is_marked() -> None:
    [request] = _bodies("a\ud800b\x00")
    assert request["message"]["text"] == "a\ufffdb\ufffd"
