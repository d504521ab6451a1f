"""A typed number or title is the button it names."""

import pytest

from bot.choices import chosen_payload, numbered
from messages import Button

LAST = {"choices": [["Sudah benar", "/setuju"], ["Ubah topik", "/ubah_topik"], ["Kirim foto", "/cara_foto"]]}


@pytest.mark.parametrize(
    "text",
    [
        "2",
        " 2 ",
        "2.",
        "2)",
        "no 2",
        "No. 2",
        "nomor 2",
        "pilih 2",
        "ubah topik",
        "[Ubah topik]",
        "Ubah Topik!",
    ],
)
def test_the_second_button_is_meant(text: str) -> None:
    assert chosen_payload(text, LAST) == "/ubah_topik"


@pytest.mark.parametrize(
    "text", ["0", "4", "22", "2 hari", "rt 2", "topik", "112", "dua kali", "", "/ubah_topik"]
)
def test_anything_else_means_no_button(text: str) -> None:
    assert chosen_payload(text, LAST) is None


@pytest.mark.parametrize("last", [None, {}, {"choices": []}])
def test_without_buttons_a_number_is_a_number(last: dict[str, object] | None) -> None:
    assert chosen_payload("2", last) is None


def test_a_title_goes_before_a_number() -> None:
    """Stars are titled by their numbers, whatever order they stand in."""
    assert chosen_payload("5", {"choices": [["5", "/lima"], ["4", "/empat"], ["3", "/tiga"]]}) == "/lima"


def test_buttons_are_written_as_numbered_lines_where_a_channel_has_none() -> None:
    buttons = (Button("Kec. Ceper", "/a"), Button("Lainnya", "/b"))
    assert numbered("Yang mana?", buttons) == "Yang mana?\n1. Kec. Ceper\n2. Lainnya"
    assert numbered("Baik.", ()) == "Baik."
