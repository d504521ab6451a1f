"""Messages that are no citizen's plain words: forwards, links, emoji, other languages. No model is asked.

What the last question, or anger, made of a message stands; so does an emergency, except in a chain letter.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, Final

from bot.doubt import COMPLAINT, EMERGENCY
from bot.reading import entity, settled
from bot.sieve import Sieve
from messages import Forwarded, MessageKind
from storage.journal import StoredMessage

FORWARDED, LINK, ENGLISH, OTHER_SCRIPT = "terusan", "kirim_tautan", "bahasa_inggris", "bahasa_lain"
OWN_DATA = "data_diri"
GREETING, GESTURE, PHOTO, PLACE = "sapa", "kirim_lain", "kirim_foto", "beri_lokasi"
#: Words that say nothing beside a photo or a pin.
SMALL_TALK: Final = frozenset({GREETING, "terima_kasih", "pamit"})
#: What the model makes of emoji rightly.
UNDERSTOOD_GESTURES: Final = frozenset({"setuju", "tolak", "terima_kasih", GREETING})
MEDIA: Final = frozenset({MessageKind.PHOTO, MessageKind.VIDEO, MessageKind.DOCUMENT})
#: A telephone number or a NIK (sixteen digits).
OWN_NUMBER: Final = re.compile(
    r"(?<![\d/-])(?:(?:\+?62|0)[ .-]?8\d(?:[ .-]?\d){7,10}|\d(?:[ .]?\d){15})(?!\d)"
)
#: So many words beside it only name it ("nik saya"); so many may tell a matter, and more are not looked at.
WORDS_NAMING, WORDS_BESIDE = 2, 6
LINKS: Final = re.compile(r"\s*(?:(?:https?://|www\.)\S+\s*)+", re.IGNORECASE)

Messages = Sequence[StoredMessage]
Rule = Callable[[dict[str, Any], Messages, Sieve], str | None]


def resolve_noise(parsed: dict[str, Any], messages: Messages, sieve: Sieve) -> dict[str, Any]:
    """Return the parse with the intent that noise has; a button's payload is left alone.

    `read_as` keeps what it was understood as.
    """
    if parsed["text"].startswith("/"):
        return parsed
    if len(messages) > 1:
        parsed = _with_point(parsed, messages)
    chain = any(each.forwarded is Forwarded.OFTEN for each in messages)
    if "read_as" in parsed or (parsed["urgency"] == EMERGENCY and not chain):
        return parsed
    found = next(filter(None, (rule(parsed, messages, sieve) for rule in RULES)), None)
    return parsed if found is None else settled(parsed, found, read_as=parsed["intent"]["name"])


def _forward(_: dict[str, Any], messages: Messages, __: Sieve) -> str | None:
    passed_on = any(each.forwarded is not Forwarded.NO and each.text.strip() for each in messages)
    return FORWARDED if passed_on else None


def _ping(parsed: dict[str, Any], _: Messages, sieve: Sieve) -> str | None:
    return GREETING if sieve.is_ping(parsed["text"]) else None


def _link(parsed: dict[str, Any], _: Messages, __: Sieve) -> str | None:
    return LINK if LINKS.fullmatch(parsed["text"]) else None


def _own_data(parsed: dict[str, Any], _: Messages, __: Sieve) -> str | None:
    """Hear a number that nobody asked for as that, where no matter stands beside it."""
    rest, found = OWN_NUMBER.subn(" ", parsed["text"])
    words = len(rest.split())
    if not found or words > WORDS_BESIDE:
        return None
    tells = parsed["intent"]["name"] == COMPLAINT and parsed["topic_is_sure"] and words > WORDS_NAMING
    return None if tells else OWN_DATA


def _script(parsed: dict[str, Any], _: Messages, __: Sieve) -> str | None:
    letters = [letter for letter in parsed["text"] if letter.isalpha()]
    foreign = sum(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return OTHER_SCRIPT if foreign * 2 > len(letters) else None


def _english(parsed: dict[str, Any], _: Messages, sieve: Sieve) -> str | None:
    return ENGLISH if sieve.is_english(parsed["text"]) else None


def _gesture(parsed: dict[str, Any], _: Messages, __: Sieve) -> str | None:
    """Emoji or marks alone, but for those the model knows: a thumb agrees, folded hands thank."""
    known = parsed["intent"]["name"] in UNDERSTOOD_GESTURES
    return GESTURE if not known and not any(letter.isalnum() for letter in parsed["text"]) else None


def _beside(parsed: dict[str, Any], messages: Messages, sieve: Sieve) -> str | None:
    """Hear a greeting beside a photo or a pin as what it came with."""
    if parsed["intent"]["name"] not in SMALL_TALK and not sieve.is_ping(parsed["text"]):
        return None
    if any(each.kind in MEDIA for each in messages):
        return PHOTO
    return PLACE if any(each.point for each in messages) else None


RULES: tuple[Rule, ...] = (_forward, _beside, _ping, _link, _own_data, _gesture, _script, _english)


def _with_point(parsed: dict[str, Any], messages: Messages) -> dict[str, Any]:
    """Let a pin among the words answer "where?" as one alone does."""
    point = next((each.point for each in messages if each.point), None)
    if point is None:
        return parsed
    value = f"{point.latitude:.6f},{point.longitude:.6f}"
    return {**parsed, "entities": [entity("titik", value), *parsed["entities"]]}
