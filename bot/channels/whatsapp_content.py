"""What a WhatsApp message holds, by its type."""

from collections.abc import Callable

from bot.channels.graph_json import Json, table, word
from bot.channels.graph_reading import Content, NotHandled, place, said
from bot.channels.text import clean
from messages import Attachment, MessageKind

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
    told = message["location"]
    point = place(told["latitude"], told["longitude"])
    named = [said(told.get(key)) for key in ("name", "address")]
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
