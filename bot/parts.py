"""The matters of one message, each understood by itself: topic, place, urgency, secrecy."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from bot.announced import announces_several, is_link
from bot.doubt import TURNED_AWAY, WHERE, resolve_doubt
from nlu.interpreter import COMPLAINT, LOCATION_ANSWER, PLACE, Complaint, Interpreter, ParsedMessage, Urgency

#: More matters than this are kept together in the last part, for a person to take apart.
MOST = 5
TOPICS = 3
#: Fewer words left over between two matters are no matter.
LEAST_WORDS = 3
#: A stretch that says no more than this, or only where, is no matter: "Izin lapor komandan", "di dekat pasar".
SMALL_TALK = frozenset({"sapa", "terima_kasih", "pamit", "setuju", "tolak", "tanya_bot", "di_luar_topik"})

Part = dict[str, Any]


def parts_of(interpreter: Interpreter, parsed: ParsedMessage) -> list[Part]:
    """Return two to five parts as plain values, none where the message is about one matter.

    Each has `text`, `topics` (the best three with their confidence), `topic_is_sure`, `urgency`, `sensitivity`,
    and `place`, which is None where it names none.
    """
    text = parsed.text
    if "\n" in text:
        # Who sends one matter in several bubbles begins new lines, too: a line is no more than a pause.
        parsed = interpreter.parse(text.replace("\n", ","))
    spans = [(each.start, each.end) for each in parsed.complaints]
    if len(spans) < 2 or not announces_several(parsed.text, spans):  # noqa: PLR2004 - one matter is no list
        return []
    alone = [(each, interpreter.parse(parsed.text[each.start : each.end])) for each in parsed.complaints]
    alone += _overlooked(interpreter, parsed)
    matters = sorted((pair for pair in alone if not _is_small_talk(pair[1])), key=lambda pair: pair[0].start)
    parts = [_part(parsed, each, own) for each, own in matters]
    parts = _warned(parsed, [each for each, _ in matters], parts) if len(parts) > 1 else []
    _share_place(parsed, parts)
    _share_words(text, [each for each, _ in matters], parts)
    return _together(parts)


def heard(parsed: dict[str, Any], parts: Sequence[Part]) -> dict[str, Any]:
    """Return the parse with its parts; what one of them says of danger and secrets holds for the whole."""
    if not parts:
        return parsed
    urgency = min((parsed["urgency"], *(each["urgency"] for each in parts)), key=list(Urgency).index)
    told = {*parsed["sensitivity"], *(flag for each in parts for flag in each["sensitivity"])}
    return {**parsed, "parts": list(parts), "urgency": urgency, "sensitivity": sorted(told)}


def _overlooked(interpreter: Interpreter, parsed: ParsedMessage) -> Iterator[tuple[Complaint, ParsedMessage]]:
    """Yield what the NLU left over between its stretches and yet is clearly a matter of another topic."""
    known = {each.topic.name for each in parsed.complaints}
    bounds = [0, *(at for each in parsed.complaints for at in (each.start, each.end)), len(parsed.text)]
    for start, end in zip(bounds[::2], bounds[1::2], strict=True):
        if len(parsed.text[start:end].split()) < LEAST_WORDS:
            continue
        own = interpreter.parse(parsed.text[start:end])
        if own.intent.name == COMPLAINT and own.topic_is_sure and own.topic.name not in known:
            yield Complaint(own.topic, start, end), own


def _is_small_talk(own: ParsedMessage) -> bool:
    return own.urgency is Urgency.ORDINARY and (_intent(own) in SMALL_TALK or _says_only_where(own))


def _says_only_where(own: ParsedMessage) -> bool:
    """Whether nothing but a link stands beside a place: "juga di dekat pasar"."""
    named = {word for one in own.entities if one.type == PLACE for word in one.value.split()}
    rest = [word for word in own.text.split() if word not in named and not WHERE.fullmatch(word)]
    bare = not rest or is_link(" ".join(rest))
    return bool(named) and bool(WHERE.search(own.text)) and bare


def _intent(own: ParsedMessage) -> str:
    return str(resolve_doubt(own.as_rasa())["intent"]["name"])


def _part(parsed: ParsedMessage, each: Complaint, own: ParsedMessage) -> Part:
    agreed = own.topic.name == each.topic.name and _intent(own) not in TURNED_AWAY
    return {
        "text": own.text.strip(),
        "topics": [[topic.name, topic.confidence] for topic in own.topics[:TOPICS]],
        "topic_is_sure": own.topic_is_sure and agreed,
        "urgency": own.urgency.value,
        "sensitivity": sorted(own.sensitivity),
        "place": _place(parsed, each, own),
    }


def _place(parsed: ParsedMessage, each: Complaint, own: ParsedMessage) -> str | None:
    """Return the place that this part names."""
    within = [one for one in parsed.entities if each.start <= one.start < each.end]
    # A part that alone sounds like the answer to "where?" would be its own place.
    alone = own.entities if own.intent.name != LOCATION_ANSWER else ()
    return next((one.value for one in (*within, *alone) if one.type == PLACE), None)


def _share_place(parsed: ParsedMessage, parts: list[Part]) -> None:
    """Give the only place of the message to the parts that name none at all."""
    named = {one.value for one in parsed.entities if one.type == PLACE} | {part["place"] for part in parts}
    places = named - {None}
    for part in parts if len(places) == 1 else ():
        if part["place"] is None and not WHERE.search(part["text"]):
            part["place"] = next(iter(places))


def _share_words(text: str, spans: Sequence[Complaint], parts: list[Part]) -> None:
    """Let no word be lost: what stands between two parts goes with the one before, or with a secret one."""
    starts = [0]
    for (before, after), part in zip(pairwise(spans), parts[1:], strict=False):
        starts.append(before.end if part["sensitivity"] else after.start)
    for part, start, end in zip(parts, starts, [*starts[1:], len(text)], strict=False):
        part["text"] = text[start:end].strip(" \n,;")


def _together(parts: list[Part]) -> list[Part]:
    """Keep at most five; the rest goes with the last, whose topic nobody is then sure of."""
    if len(parts) <= MOST:
        return parts
    last, rest = parts[MOST - 1], parts[MOST:]
    told = {"text": "; ".join(each["text"] for each in (last, *rest)), "topic_is_sure": False}
    urgency = min((each["urgency"] for each in (last, *rest)), key=list(Urgency).index)
    flags = sorted({flag for each in (last, *rest) for flag in each["sensitivity"]})
    return [*parts[: MOST - 1], {**last, **told, "urgency": urgency, "sensitivity": flags}]


def _warned(parsed: ParsedMessage, spans: Sequence[Complaint], parts: list[Part]) -> list[Part]:
    """Give the whole message's danger and secrets to the part that holds them; in doubt nothing is parted.

    Two secret parts stay together, too: one keeper reads the message as a whole.
    """
    told = {flag for each in parts for flag in each["sensitivity"]}
    if parsed.sensitivity - told or sum(bool(each["sensitivity"]) for each in parts) > 1:
        return []
    urgencies = list(Urgency)
    if min(urgencies.index(Urgency(each["urgency"])) for each in parts) <= urgencies.index(parsed.urgency):
        return parts
    words = [entity for entity in parsed.entities if entity.type == parsed.urgency.value]
    holder = next(
        (n for n, each in enumerate(spans) if any(each.start <= word.start < each.end for word in words)),
        None,
    )
    if holder is None or holder >= len(parts):
        return []
    parts[holder] = {**parts[holder], "urgency": parsed.urgency.value}
    return parts
