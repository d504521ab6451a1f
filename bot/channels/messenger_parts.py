"""Taking a webhook's body apart: one part per event, each readable alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.channels import graph_json
from bot.channels.errors import UnreadablePayload
from bot.channels.graph_json import Json, dump, load, rows, table, word

#: A page of Facebook, or an Instagram account behind the same address; whose it is, the entry's id says.
_OBJECTS = ("page", "instagram")
#: What an element may be, by the one of these names that it carries.
_KINDS = ("message", "postback", "message_edit", "delivery", "read", "reaction")


@dataclass(frozen=True, slots=True)
class Part:
    """One element of a batch: `kind` is what it carries, or where it lay if that is none of ours.

    `page` is the id of the page it is for ("" where none is named), `element` has what Meta sent, `raw` is a whole
    webhook body holding this element only.
    """

    kind: str
    raw: bytes
    page: str = ""
    element: Json = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """A stable id for what the service gave no id of its own."""
        return graph_json.fingerprint(self.raw)


def parts(body: bytes) -> Iterator[Part]:
    """Yield every event of every entry, in order. Raises UnreadablePayload for what is not Messenger's."""
    try:
        payload = load(body)
    except RecursionError:
        yield Part("body, nested too deep", body)
        return
    entries = payload.get("entry") if isinstance(payload, dict) else None
    if not isinstance(entries, list) or payload.get("object") not in _OBJECTS:
        raise UnreadablePayload("no Messenger webhook")
    for entry in entries:
        yield from _of_entry(payload["object"], table(entry), body)


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
