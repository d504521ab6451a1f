"""Taking a webhook's body apart: one part per message, status, echo or error, each readable alone."""

import hashlib
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.channels.errors import UnreadablePayload

Json = dict[str, Any]

_OBJECT = "whatsapp_business_account"
#: The lists a change's value may hold, in the order in which we read them.
_LISTS = ("messages", "statuses", "message_echoes", "user_id_update", "errors")
_SENDER_IDS = ("from_user_id", "from", "recipient_user_id", "recipient_id", "wa_id")
_SHARED = ("messaging_product", "metadata")


@dataclass(frozen=True, slots=True)
class Part:
    """One element of a batch: `kind` is the list it lay in, or "change" for a change without one.

    `topic` is the change's field, `scope` the number's id it is for ("" where it names none), `contact`
    the profile that came with this very sender, `raw` a whole webhook body holding this element only.
    """

    kind: str
    raw: bytes
    scope: str = ""
    topic: str = ""
    element: Json = field(default_factory=dict)
    contact: Json = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """A stable id for what the service gave no id of its own."""
        return f"part:{hashlib.sha256(self.raw).hexdigest()[:32]}"


def parts(body: bytes) -> Iterator[Part]:
    """Yield every element of every change, in order. Raises UnreadablePayload for what is not WhatsApp's."""
    try:
        payload = json.loads(body, parse_int=_integer, parse_float=_real, parse_constant=str)
    except RecursionError:
        yield Part("body, nested too deep", body)
        return
    except ValueError:
        raise UnreadablePayload("no JSON") from None
    entries = payload.get("entry") if isinstance(payload, dict) else None
    if not isinstance(entries, list) or payload.get("object") != _OBJECT:
        raise UnreadablePayload("no WhatsApp webhook")
    for entry in entries:
        yield from _of_entry(entry, body)


def word(value: object) -> str:
    """Return an id or name as text, "" for anything that cannot be one."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def table(value: object) -> Json:
    """Return `value` if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def _of_entry(entry: object, body: bytes) -> Iterator[Part]:
    changes = table(entry).get("changes")
    if not isinstance(changes, list):
        yield Part("entry", _dump({"object": _OBJECT, "entry": [entry]}, body))
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
        return _dump({"object": _OBJECT, "entry": [{"id": entry_id, "changes": [inner]}]}, body)

    lists = [key for key in _LISTS if isinstance(value.get(key), list)]
    if not lists:
        yield Part("change", wrap(change), scope, name)
    for key in lists:
        for element in value[key]:
            contact = _contact_of(table(element), profiles, alone=len(value[key]) == 1)
            own = {"contacts": [contact]} if contact else {}
            raw = wrap({"field": name, "value": {**shared, **own, key: [element]}})
            yield Part(key, raw, scope, name, table(element), contact)


def _profiles(value: Json) -> dict[str, Json]:
    """Index the contacts of a change by every id they go by."""
    contacts = value.get("contacts")
    found: dict[str, Json] = {}
    for contact in contacts if isinstance(contacts, list) else []:
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


def _dump(payload: Json, body: bytes) -> bytes:
    """Serialise one part; what is nested too deep to be written again keeps the whole body it came in."""
    try:
        return json.dumps(payload, separators=(",", ":")).encode()
    except RecursionError:
        return body


def _integer(digits: str) -> int | str:
    """Keep numbers no id or time can be as their digits: converting thousands of digits raises."""
    return int(digits) if len(digits) < len(str(2**64)) else digits


def _real(digits: str) -> float | str:
    return number if math.isfinite(number := float(digits)) else digits
