"""No channel loses a button or refuses a text, and what would be lost is told."""

import pytest

from app.texts import HouseTexts, list_words
from bot.channels.whatsapp_compose import bodies
from bot.dialogue.renderer import Texts
from messages import Address, Button, OutboundMessage
from settings import Settings
from simulators.graph_contract import problem
from tests.conversations.channels import channel_faults, english
from tests.conversations.records import Heard
from tests.conversations.speech import own_settings, speech

BUTTONS = tuple((f"Pilihan {n}", f"/pilih{n}") for n in range(1, 13))


@pytest.fixture(scope="module")
def texts() -> HouseTexts:
    return HouseTexts(Texts(speech()[0]), Settings(**own_settings()))


def officers_words(text: str, buttons: tuple[tuple[str, str], ...]) -> list[Heard]:
    return [Heard(1, None, text, buttons, {})]


@pytest.mark.parametrize("length", [10, 1024, 1025, 4096, 4097, 9000])
@pytest.mark.parametrize("count", [0, 1, 3, 4, 10, 12])
def test_every_button_comes_through_under_any_text(texts: HouseTexts, length: int, count: int) -> None:
    assert list(channel_faults(texts, officers_words("x" * length, BUTTONS[:count]))) == []


def test_a_button_that_a_channel_would_refuse_is_told(texts: HouseTexts) -> None:
    said = officers_words("Yang mana?", (("Ini", "/" + "x" * 70),))
    assert any(fault.startswith("telegram") for fault in channel_faults(texts, said))


def test_an_empty_text_is_told(texts: HouseTexts) -> None:
    assert list(channel_faults(texts, officers_words(" ", ())))


@pytest.mark.parametrize(("english_texts", "opener"), [(False, "Pilih"), (True, "Choose")])
def test_whatsapps_list_is_opened_in_the_language_of_the_texts(
    texts: HouseTexts, *, english_texts: bool, opener: str
) -> None:
    words = list_words(english() if english_texts else texts)
    buttons = tuple(Button(*each) for each in BUTTONS[:4])
    message = OutboundMessage(Address("whatsapp", "desk", "6281200000017"), "x" * 4097, buttons)
    *parts, last = bodies(message, words=words)
    assert [part["type"] for part in parts] == ["text", "text"]
    assert last["interactive"]["action"]["button"] == opener
    assert problem(last) is None
