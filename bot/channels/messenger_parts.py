"""Taking a webhook's body apart: one part per event, each readable alone."""

from collections.abc import Iterator

from bot.channels.graph_json import Json, dump, rows, table, word
from bot.channels.graph_parts import TOO_DEEP, Part, entries

#: A page of Facebook, or an Instagram account behind the same address; whose it is, the entry's id says.
_OBJECTS = ("page", "instagram")
#: What an element may be, by the one of these names that it carries; else its kind is where it lay.
_KINDS = ("message", "postback", "message_edit", "delivery", "read", "reaction")


def parts(body: bytes) -> Iterator[Part]:
    """Yield every event of every entry, in order. Raises UnreadablePayload for what is not Messenger's."""
    try:
        kind, found = entries(body, _OBJECTS, "Messenger")
    except RecursionError:
        yield Part(TOO_DEEP, body)
        return
    for entry in found:
        yield from _of_entry(kind, table(entry), body)


def _of_entry(kind: str, entry: Json, body: bytes) -> Iterator[Part]:
    page = word(entry.get("id"))

    def wrap(key: str, inner: object) -> bytes:
        return dump({"object": kind, "entry": [{"id": entry.get("id"), key: [inner]}]}, body)

    for element in rows(entry.get("messaging")):
        for each in _apart(table(element)):
            yield Part(_kind(each), wrap("messaging", each or element), page, each)
    for key in ("standby", "changes"):
        for element in rows(entry.get(key)):
            yield Part(key, wrap(key, element), page, table(element))
    if not any(isinstance(entry.get(key), list) for key in ("messaging", "standby", "changes")):
        yield Part("entry", dump({"object": kind, "entry": [entry]}, body), page)


def _apart(element: Json) -> list[Json]:
    """Return an element by itself; one that tells of many messages delivered, once for each of them."""
    told = table(element.get("delivery"))
    mids = rows(told.get("mids"))
    return [{**element, "delivery": {**told, "mids": [mid]}} for mid in mids] or [element]


def _kind(element: Json) -> str:
    return next((kind for kind in _KINDS if kind in element), "event")
