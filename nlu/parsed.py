"""From a processed Doc to a ParsedMessage."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from nlu.classifier import PURPOSES
from nlu.interpreter import (
    COMPLAINT,
    LOCATION_ANSWER,
    PLACE,
    Complaint,
    Entity,
    ParsedMessage,
    Purpose,
    Ranked,
)
from nlu.messages import SPANS, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spacy.tokens import Doc

    from nlu.ticket_numbers import TicketNumber

TICKET = "nomor_tiket"


def parsed_message(text: str, doc: Doc, tickets: Sequence[TicketNumber], sure_from: float) -> ParsedMessage:
    """Collect what the components found; confidence from `sure_from` on makes a topic sure."""
    topics = _ranking(doc.cats)
    intents = _ranking(_without_sub_labels(doc._.intents))
    return ParsedMessage(
        text=text,
        intent=intents[0],
        intents=intents,
        retrieval=_retrieval(intents[0].name, topics[0].name, doc._.intents),
        topic=topics[0],
        topics=topics,
        topic_is_sure=topics[0].confidence >= sure_from,
        entities=_entities(text, doc, tickets, intents[0].name),
        urgency=doc._.urgency,
        sensitivity=doc._.sensitivity,
        remarks=doc._.remarks,
        complaints=_complaints(doc, intents[0].name),
        places=doc._.places,
        purpose=Purpose(max(doc._.judged[PURPOSES], key=doc._.judged[PURPOSES].__getitem__)),
    )


def _complaints(doc: Doc, intent: str) -> tuple[Complaint, ...]:
    """Give the stretches of a complaint; a single one is about the topic of the whole message."""
    if intent != COMPLAINT:
        return ()
    words, labels = words_of(doc), list(doc.cats)
    topics = [Ranked(labels[each.topic], float(each.topics.max())) for each in doc._.stretches]
    if len(topics) == 1:
        topics = [_ranking(doc.cats)[0]]
    return tuple(
        Complaint(topic, words[each.start].start, words[each.end - 1].end)
        for topic, each in zip(topics, doc._.stretches, strict=True)
    )


def _ranking(confidences: Mapping[str, float]) -> tuple[Ranked, ...]:
    return tuple(sorted((Ranked(*each) for each in confidences.items()), key=lambda each: -each.confidence))


def _without_sub_labels(confidences: Mapping[str, float]) -> dict[str, float]:
    sums: defaultdict[str, float] = defaultdict(float)
    for label, confidence in confidences.items():
        sums[label.partition("/")[0]] += confidence
    return sums


def _retrieval(intent: str, topic: str, confidences: Mapping[str, float]) -> str | None:
    if intent == COMPLAINT:
        return topic
    below = [label for label in confidences if label.startswith(f"{intent}/")]
    return max(below, key=confidences.__getitem__).partition("/")[2] if below else None


def _entities(text: str, doc: Doc, tickets: Sequence[TicketNumber], intent: str) -> tuple[Entity, ...]:
    words = words_of(doc)
    found = [Entity(TICKET, *ticket) for ticket in tickets]
    for span in doc.spans[SPANS]:
        start, end = words[span.start].start, words[span.end - 1].end
        found.append(Entity(span.label_, span.id_ or _storable(text[start:end]), start, end))
    if intent == LOCATION_ANSWER and words and not any(each.type == PLACE for each in found):
        found.append(_whole(text))
    return tuple(sorted(found, key=lambda each: (each.start, -each.end, each.type)))


def _whole(text: str) -> Entity:
    start = len(text) - len(text.lstrip())
    return Entity(PLACE, _storable(text.strip()), start, start + len(text.strip()))


def _storable(value: str) -> str:
    # Databases refuse NUL and lone surrogates; both occur in what phones send.
    return value.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
