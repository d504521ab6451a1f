"""Button payloads: `/intent@0.9{"slot": "value"}` says what is meant, so nothing is guessed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlu.interpreter import COMPLAINT, Entity, ParsedMessage, Ranked

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 4_000
_SHAPE = re.compile(
    r"/(?P<intent>\w+)(?:/(?P<retrieval>\w+))?(?:@(?P<sure>[01](?:\.\d+)?))?(?P<slots>\{.*\})?"
)


@dataclass(frozen=True, slots=True)
class Payload:
    """A button's meaning; `start` and `end` bound its JSON in the text."""

    intent: str
    retrieval: str | None
    confidence: float
    slots: dict[str, object]
    start: int
    end: int


def read_payload(text: str) -> Payload | None:
    """Read a payload; None for anything else, a malformed payload included (it is then plain text)."""
    if not text.startswith("/") or len(text) > LONGEST:
        return None
    shape = _SHAPE.fullmatch(text.rstrip())
    slots = _slots(shape["slots"] or "{}") if shape else None
    if shape is None or slots is None:
        return None
    start, end = shape.span("slots") if shape["slots"] else (len(text), len(text))
    confidence = min(float(shape["sure"] or 1.0), 1.0)
    return Payload(shape["intent"], shape["retrieval"], confidence, slots, start, end)


def _slots(written: str) -> dict[str, object] | None:
    try:
        slots = json.loads(written)
    except (ValueError, RecursionError):
        return None
    return slots if isinstance(slots, dict) else None


def parsed_payload(text: str, payload: Payload, topics: Sequence[str]) -> ParsedMessage:
    """Turn a payload into a parsed message; a slot `topik` or `/lapor/<topic>` settles the topic."""
    named = payload.slots.get("topik", payload.retrieval if payload.intent == COMPLAINT else None)
    ranking = _settled(named, topics) if named in topics else _open(topics)
    intent = Ranked(payload.intent, payload.confidence)
    return ParsedMessage(
        text=text,
        intent=intent,
        intents=(intent,),
        retrieval=payload.retrieval or (str(named) if intent.name == COMPLAINT and named in topics else None),
        topic=ranking[0],
        topics=ranking,
        topic_is_sure=named in topics,
        entities=tuple(
            Entity(name, str(value), payload.start, payload.end) for name, value in payload.slots.items()
        ),
        slots=payload.slots,
    )


def _settled(named: object, topics: Sequence[str]) -> tuple[Ranked, ...]:
    ranking = (Ranked(name, 1.0 if name == named else 0.0) for name in topics)
    return tuple(sorted(ranking, key=lambda each: -each.confidence))


def _open(topics: Sequence[str]) -> tuple[Ranked, ...]:
    return tuple(Ranked(name, 1.0 / len(topics)) for name in topics)
