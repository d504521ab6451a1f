"""What a WhatsApp message holds, by its type."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from bot.channels.text import clean
from bot.channels.whatsapp_identity import NotHandled
from bot.channels.whatsapp_parts import Json, table, word
from messages import Attachment, MessageKind, Point

#: What a citizen does rather than says: kept, but there is nothing to answer.
_GESTURES = {"reaction": "reaction", "revoke": "revoked", "request_welcome": "chat opened"}
_MEDIA = {
    "image": MessageKind.PHOTO,
    "video": MessageKind.VIDEO,
    "audio": MessageKind.VOICE,
    "voice": MessageKind.VOICE,
    "document": MessageKind.DOCUMENT,
    "sticker": MessageKind.STICKER,
}


#: Degrees, the farthest a point can lie.
_POLE, _DATE_LINE = 90, 180


@dataclass(frozen=True, slots=True)
class Content:
    """The part of a message that depends on its type."""

    kind: MessageKind = MessageKind.UNKNOWN
    text: str = ""
    payload: str | None = None
    attachments: tuple[Attachment, ...] = ()
    point: Point | None = None


def content(message: Json) -> Content:
    """Read a message by its type; a type we do not know is still something a citizen sent: UNKNOWN.

    Raises NotHandled for what asks for no answer, and KeyError or ValueError for what its own type forbids.
    """
    kind = word(message.get("type"))
    if kind in _GESTURES:
        raise NotHandled(_GESTURES[kind])
    if kind in _MEDIA:
        return _media(_MEDIA[kind], message[kind])
    read = _READERS.get(kind)
    return read(message) if read else Content()


def said(value: object) -> str:
    """Return words as they can be stored and sent: without NUL and lone surrogates."""
    return clean(value) if isinstance(value, str) else ""


def _text(message: Json) -> Content:
    return Content(MessageKind.TEXT, clean(message["text"]["body"]))


def _media(kind: MessageKind, media: Json) -> Content:
    size = media.get("file_size")
    attachment = Attachment(
        kind,
        clean(media["id"]),
        mime=said(media.get("mime_type")) or None,
        size=size if isinstance(size, int) else None,
        name=said(media.get("filename")) or None,
    )
    return Content(kind, said(media.get("caption")), attachments=(attachment,))


def _location(message: Json) -> Content:
    place = message["location"]
    point = Point(float(place["latitude"]), float(place["longitude"]))
    if not (math.fabs(point.latitude) <= _POLE and math.fabs(point.longitude) <= _DATE_LINE):
        raise ValueError("no place on earth")
    named = [said(place.get(key)) for key in ("name", "address")]
    return Content(MessageKind.LOCATION, ", ".join(filter(None, named)), point=point)


def _contacts(_message: Json) -> Content:
    """Say only that a card came: somebody else's name and number are no part of what the citizen wrote."""
    return Content(MessageKind.CONTACT)


def _button(message: Json) -> Content:
    button = message["button"]
    title = said(button.get("text"))
    return Content(MessageKind.BUTTON, title, payload=said(button.get("payload")) or title)


def _interactive(message: Json) -> Content:
    """Read a pressed button or list row; of a form's answer, or of nothing, only that it came."""
    reply = table(message.get("interactive"))
    chosen = reply.get("button_reply") or reply.get("list_reply")
    if not chosen:
        return Content()
    return Content(MessageKind.BUTTON, said(chosen.get("title")), payload=clean(chosen["id"]))


_READERS: dict[str, Callable[[Json], Content]] = {
    "text": _text,
    "location": _location,
    "contacts": _contacts,
    "button": _button,
    "interactive": _interactive,
}
