"""One message becomes the requests the service takes."""

from typing import Any

import pytest

from bot.channels.whatsapp_compose import bodies
from messages import Address, Button, OutboundMessage
from simulators.graph_contract import problem

PHONE = Address("whatsapp", "1", "6281200000017")
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


def _bodies(text: str, count: int = 0, title: str = "Tombol", to: Address = PHONE) -> list[dict[str, Any]]:
    buttons = tuple(Button(f"{title} {n}" if count > 1 else title, f"/pilih{n}") for n in range(count))
    return bodies(OutboundMessage(to, text, buttons, tracker="outbox-7"))


def _kinds(requests: list[dict[str, Any]]) -> list[str]:
    return [request.get("interactive", request)["type"] for request in requests]


@pytest.mark.parametrize(
    ("length", "buttons", "kinds"),
    [
        (5, 0, ["text"]),
        (5, 1, ["button"]),
        (1024, 3, ["button"]),
        (1025, 3, ["text", "button"]),
        (5, 4, ["list"]),
        (4096, 10, ["list"]),
        (4097, 10, ["text", "text", "list"]),
        (5, 11, ["text", "list", "button"]),
        (5, 24, ["text", "list", "list", "list"]),
        (9000, 0, ["text", "text", "text"]),
    ],
)
def test_the_form_follows_length_and_buttons(length: int, buttons: int, kinds: list[str]) -> None:
    requests = _bodies("x" * length, buttons)
    assert _kinds(requests) == kinds
    assert [problem(request) for request in requests] == [None] * len(kinds)


def test_every_button_can_still_be_pressed_however_many_there_are() -> None:
    requests = _bodies("Pilih topik", 24)
    rows = [row["id"] for r in requests[1:] for row in r["interactive"]["action"]["sections"][0]["rows"]]
    assert rows == [f"/pilih{n}" for n in range(24)]


def test_nothing_of_a_long_text_is_lost() -> None:
    words = [f"kata{n}" for n in range(2000)]
    requests = _bodies(" ".join(words))
    assert " ".join(request["text"]["body"] for request in requests).split() == words


def test_only_the_last_part_carries_the_tracker() -> None:
    requests = _bodies("x" * 9000)
    assert [r.get("biz_opaque_callback_data") for r in requests] == [None, None, "outbox-7"]


def test_a_phone_is_written_to_and_an_id_is_the_recipient() -> None:
    [by_phone] = _bodies("Halo")
    [by_id] = _bodies("Halo", to=Address("whatsapp", "1", "ID.4410982237715530", "6281200000017"))
    assert (by_phone["to"], "recipient" in by_phone) == ("6281200000017", False)
    assert (by_id["recipient"], "to" in by_id) == ("ID.4410982237715530", False)


@pytest.mark.parametrize("count", [1, 3, 4, 10])
@pytest.mark.parametrize(
    "title", [FAMILY * 5, "a\u0301" * 40, "Laporan jalan rusak dan lampu padam", "\U0001f1ee\U0001f1e9" * 9]
)
def test_a_long_title_is_cut_between_graphemes_and_stays_unique(title: str, count: int) -> None:
    [request] = _bodies("Pilih", count, title)
    assert problem(request) is None
    for cut in _titles(request):
        assert not cut.removesuffix("…").endswith(("\u200d", "\U0001f1ee"))


def test_a_row_whose_title_was_cut_tells_the_rest_below() -> None:
    [request] = _bodies("Pilih", 4, "Laporan jalan rusak dan lampu padam")
    rows = request["interactive"]["action"]["sections"][0]["rows"]
    assert rows[2]["description"] == "Laporan jalan rusak dan lampu padam 2"


def test_links_are_not_previewed() -> None:
    [request] = _bodies("Lihat https://lapor.contoh.id")
    assert request["text"]["preview_url"] is False


def test_what_json_cannot_carry_is_marked() -> None:
    [request] = _bodies("a\ud800b\x00")
    assert request["text"]["body"] == "a\ufffdb\ufffd"


def _titles(request: dict[str, Any]) -> list[str]:
    action = request["interactive"]["action"]
    buttons = [button["reply"]["title"] for button in action.get("buttons", ())]
    return buttons or [row["title"] for row in action["sections"][0]["rows"]]
