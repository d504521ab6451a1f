"""What of a turn reaches the dialogue as a slot."""

from threading import get_ident

import pytest

from bot.ear import Ear
from bot.sieve import Sieve, read_sieve
from bot.turn import READ_TOPIC, understand
from nlu.interpreter import ParsedMessage, Ranked
from tests.conftest import ROOT


class Reader:
    """Understands everything as a complaint about the first topic there is."""

    def parse(self, text: str) -> ParsedMessage:
        intent, topic = Ranked("lapor", 1.0), Ranked("air_bersih", 0.1)
        return ParsedMessage(text, intent, (intent,), None, topic, (topic,), topic_is_sure=False)


@pytest.fixture(scope="module")
def sieve() -> Sieve:
    return read_sieve(ROOT / "data")


async def topics(sieve: Sieve, text: str) -> list[str]:
    parsed = await understand(Reader(), Ear(), sieve, text)
    return [each["value"] for each in parsed["entities"] if each["entity"] == READ_TOPIC]


async def test_words_tell_their_topic(sieve: Sieve) -> None:
    assert await topics(sieve, "air keruh") == ["air_bersih"]


@pytest.mark.parametrize(
    "payload",
    ['/beri_lokasi{"titik":"-7.65,110.55"}', "/setuju", "/kirim_foto", '/beri_lokasi{"titik":"Ceper"}'],
)
async def test_a_pin_and_a_button_leave_the_topic_as_it_was(sieve: Sieve, payload: str) -> None:
    assert await topics(sieve, payload) == []


async def test_only_a_short_text_is_read_on_the_event_loop(sieve: Sieve) -> None:
    threads = []

    class Watched(Reader):
        def parse(self, text: str) -> ParsedMessage:
            threads.append(get_ident())
            return super().parse(text)

    for text in ("air keruh", "air keruh " * 40):
        await understand(Watched(), Ear(), sieve, text)
    assert [each == get_ident() for each in threads] == [True, False]
