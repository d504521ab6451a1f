"""Who a WhatsApp user is: a business-scoped user id where there is one, else a phone number."""

import re

from bot.channels.graph_json import Json, table, word
from bot.channels.graph_reading import NotHandled
from bot.channels.whatsapp_parts import Part
from messages import Address, AddressChanged

CHANNEL = "whatsapp"

#: "ID.1349…", or "ID.ENT.1181…" for a parent id; from Meta's page on business-scoped user ids.
_USER_ID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
#: E.164 without the plus sign: at most 15 digits.
_PHONE = re.compile(r"\+?([0-9]{5,15})")
_NUMBER_CHANGES = ("user_changed_number", "customer_changed_number")


def is_user_id(text: str) -> bool:
    """Whether `text` is a business-scoped user id, which is sent to as `recipient` and not as `to`."""
    return _USER_ID.fullmatch(text) is not None


def sender(part: Part) -> Address:
    """Return who wrote. Raises NotHandled when neither an id nor a phone number is told."""
    element, contact = part.element, part.contact
    found = _address(
        part.scope,
        (element.get("from_user_id"), contact.get("user_id"), element.get("from")),
        (element.get("from"), contact.get("wa_id")),
    )
    if found is None:
        raise NotHandled("no sender")
    return found


def sender_name(part: Part) -> str | None:
    """Return the name the sender's profile shows, if told."""
    return word(table(part.contact.get("profile")).get("name")) or None


def moved(part: Part) -> AddressChanged:
    """Read a system message. Raises NotHandled where it does not tell both the old and the new address.

    The old id is never read out of the message's text: the profile name in it is the user's own to choose,
    and with it one citizen could take over another's conversation.
    """
    message, system = part.element, table(part.element.get("system"))
    kind = word(system.get("type"))
    old = _address(
        part.scope,
        (system.get("previous_user_id"), message.get("from_user_id")),
        (system.get("customer"), message.get("from")),
    )
    new = _address(part.scope, (system.get("user_id"),), (system.get("wa_id"), system.get("new_wa_id")))
    if kind not in (*_NUMBER_CHANGES, "user_changed_user_id") or not old or not new or old.id == new.id:
        raise NotHandled("system message")
    return AddressChanged(old, new, f"message:{word(message['id'])}")


def rotated(part: Part) -> AddressChanged:
    """Read a `user_id_update`, which tells the old and the new business-scoped id of one person."""
    ids: Json = table(part.element.get("user_id"))
    old = _address(part.scope, (ids.get("previous"),), ())
    new = _address(part.scope, (ids.get("current"),), (part.element.get("wa_id"),))
    if not old or not new or old.id == new.id:
        raise NotHandled("user id update")
    return AddressChanged(old, new, f"user_id_update:{old.id}:{new.id}")


def _address(scope: str, user_ids: tuple[object, ...], phones: tuple[object, ...]) -> Address | None:
    user_id = next((text for value in user_ids if is_user_id(text := word(value))), None)
    phone = next((match[1] for value in phones if (match := _PHONE.fullmatch(word(value)))), None)
    if user_id:
        return Address(CHANNEL, scope, user_id, phone, (phone,) if phone else ())
    return Address(CHANNEL, scope, phone, phone) if phone else None
