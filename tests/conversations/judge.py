"""What is wrong with what was said: against the conversation file, and against the house rules."""

from collections.abc import Iterator
from typing import Any

from app.rehearsal_script import Bubble
from tests.conversations.records import Heard

LONGEST_TITLE = 20  #: characters, WhatsApp's limit
LONGEST_PAYLOAD = 64  #: bytes, Telegram's limit
MOST_BUBBLES = 3


def judge(expected: tuple[Bubble, ...], said: list[Heard]) -> Iterator[str]:
    """Tell where the bot said something else than expected; `expected` is filled in already."""
    if len(expected) != len(said):
        yield f"expected {len(expected)} messages, heard {len(said)}"
    for n, (bubble, heard) in enumerate(zip(expected, said, strict=False), start=1):
        for fault in _differences(bubble, heard):
            yield f"message {n}: {fault}"


def house_rules(said: list[Heard]) -> Iterator[str]:
    """Tell which rules for every answer are broken."""
    text = "\n".join(heard.text for heard in said)
    if len(said) > MOST_BUBBLES:
        yield f"house rule: at most {MOST_BUBBLES} messages a turn"
    if text.count("?") > 1:
        yield "house rule: at most one question a turn"
    if any(mark in text for mark in ("{", "}", "None", " ,", "segera")):
        yield "house rule: no holes, and a date rather than `segera`"
    for title, payload in (button for heard in said for button in heard.buttons):
        if len(title) > LONGEST_TITLE or len(payload.encode()) > LONGEST_PAYLOAD:
            yield f"house rule: button [{title}] {payload} is too long"


def judge_facts(name: str, expected: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    """Tell which facts of a ticket differ."""
    for fact, value in expected.items():
        if value != found[fact]:
            yield f"{name}.{fact}: expected {value!r}, found {found[fact]!r}"


def _differences(expected: Bubble, heard: Heard) -> Iterator[str]:
    if expected.response and expected.response != heard.response:
        yield f"expected {expected.response}, heard {heard.response}"
    for words in expected.contains:
        if words not in heard.text:
            yield f"`{words}` is missing"
    for words in expected.lacks:
        if words in heard.text:
            yield f"`{words}` must not be said"
    titles = tuple(title for title, _ in heard.buttons)
    if expected.buttons is not None and expected.buttons != titles:
        yield f"expected buttons {list(expected.buttons)}, heard {list(titles)}"
