"""Taking a webhook's body apart: one part per message, status, echo or error, each readable alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.channels import graph_parts
from bot.channels.graph_json import Json, dump, rows, table, word

_OBJECT = "whatsapp_business_account"
#: The lists a change's value may hold, in the order in which we read them.
_LISTS = ("messages", "statuses", "message_echoes", "user_id_update", "errors")
_SENDER_IDS = ("from_user_id", "from", "recipient_user_id", "recipient_id", "wa_id")
_SHARED = ("messaging_product", "metadata")


@dataclass(frozen=True, slots=True)
class Part(graph_parts.Part):
    """One element of a batch: `kind` is the list it lay in, or "change" for a change without one.

    `topic` is the change's field, `contact` the profile that came with this very sender.
    """

    topic: str = ""
    contact: Json = field(default_factory=dict)


def parts(body: bytes) -> Iterator[Part]:
    """Yield every element of every change, in order. Raises UnreadablePayload for what is not WhatsApp's."""
    try:
        _, entries = graph_parts.entries(body, (_OBJECT,), "WhatsApp")
    except RecursionError:
        yield Part(graph_parts.TOO_DEEP, body)
        return
    for entry in entries:
        yield from _of_entry(entry, body)


def _of_entry(entry: object, body: bytes) -> Iterator[Part]:
    changes = table(entry).get("changes")
    if not isinstance(changes, list):
        yield Part("entry", dump({"object": _OBJECT, "entry": [entry]}, body))
        return
    for change in changes:
        yield from _of_change(table(entry).get("id"), change, body)


def _of_change(entry_id: object, change: object, body: bytes) -> Iterator[Part]:
    value = table(table(change).get("value"))
    scope = word(table(value.get("metadata")).get("phone_number_id"))
    name = word(table(change).get("field"))
    profiles = _profiles(value)
    shared = {key: value[key] for key in _SHARED if key in value}

    def wrap(inner: object) -> bytes:
        return dump({"object": _OBJECT, "entry": [{"id": entry_id, "changes": [inner]}]}, body)

    lists = [key for key in _LISTS if isinstance(value.get(key), list)]
    if not lists:
        yield Part("change", wrap(change), scope, topic=name)
    for key in lists:
        for element in value[key]:
            contact = _contact_of(table(element), profiles, alone=len(value[key]) == 1)
            own = {"contacts": [contact]} if contact else {}
            raw = wrap({"field": name, "value": {**shared, **own, key: [element]}})
            yield Part(key, raw, scope, table(element), name, contact)


def _profiles(value: Json) -> dict[str, Json]:
    """Index the contacts of a change by every id they go by."""
    found: dict[str, Json] = {}
    for contact in rows(value.get("contacts")):
        for key in ("wa_id", "user_id"):
            if name := word(table(contact).get(key)):
                found[name] = contact
    return found


def _contact_of(element: Json, profiles: dict[str, Json], *, alone: bool) -> Json:
    for key in _SENDER_IDS:
        if contact := profiles.get(word(element.get(key))):
            return contact
    # Meta may write one person's number in two ways; only in a batch of one is it sure who is meant.
    found = {id(contact): contact for contact in profiles.values()}
    return next(iter(found.values())) if alone and len(found) == 1 else {}
