"""What one Telegram message holds."""

from dataclasses import dataclass
from typing import Any

from telegram import Location, Message, PhotoSize

from messages import Attachment, MessageKind, Point

#: Telegram's own notes in a chat, no citizen's words.
_NOTES = (
    "boost_added",
    "chat_background_set",
    "chat_shared",
    "connected_website",
    "delete_chat_photo",
    "forum_topic_closed",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "giveaway_completed",
    "giveaway_created",
    "message_auto_delete_timer_changed",
    "new_chat_photo",
    "new_chat_title",
    "paid_message_price_changed",
    "pinned_message",
    "proximity_alert_triggered",
    "refunded_payment",
    "successful_payment",
    "users_shared",
    "write_access_allowed",
)

#: Fields that hold a file, and what it is to us; an animation comes as a document too, so it goes first.
_FILES = {
    "video": MessageKind.VIDEO,
    "video_note": MessageKind.VIDEO,
    "animation": MessageKind.VIDEO,
    "voice": MessageKind.VOICE,
    "audio": MessageKind.VOICE,
    "document": MessageKind.DOCUMENT,
}


@dataclass(frozen=True, slots=True)
class Content:
    """The part of an InboundMessage that is in the message itself, not in its envelope."""

    kind: MessageKind
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    point: Point | None = None


def is_note(message: Message) -> bool:
    """Whether this is a note of Telegram's about the chat rather than somebody's message."""
    return any(getattr(message, name, None) for name in _NOTES)


def content_of(message: Message) -> Content:
    """Read what the message holds; `UNKNOWN` when it is nothing we have a word for."""
    found = (read(message) for read in (_text, _photo, _place, _contact, _sticker, _file))
    return next(filter(None, found), Content(MessageKind.UNKNOWN, message.caption or ""))


def _text(message: Message) -> Content | None:
    return None if message.text is None else Content(MessageKind.TEXT, message.text)


def _photo(message: Message) -> Content | None:
    if not message.photo:
        return None
    largest: PhotoSize = max(message.photo, key=lambda size: size.width * size.height)
    return Content(MessageKind.PHOTO, message.caption or "", (_attachment(MessageKind.PHOTO, largest),))


def _place(message: Message) -> Content | None:
    if venue := message.venue:
        return Content(MessageKind.LOCATION, f"{venue.title}, {venue.address}", point=_point(venue.location))
    return Content(MessageKind.LOCATION, point=_point(message.location)) if message.location else None


def _point(location: Location) -> Point:
    return Point(location.latitude, location.longitude)


def _contact(message: Message) -> Content | None:
    """Say only that a card came: somebody else's name and number are no part of what the citizen wrote."""
    return Content(MessageKind.CONTACT) if message.contact else None


def _sticker(message: Message) -> Content | None:
    return Content(MessageKind.STICKER) if message.sticker else None


def _file(message: Message) -> Content | None:
    for name, kind in _FILES.items():
        if file := getattr(message, name):
            return Content(kind, message.caption or "", (_attachment(kind, file),))
    return None


def _attachment(kind: MessageKind, file: Any) -> Attachment:
    return Attachment(
        kind=kind,
        file_id=file.file_id,
        mime=getattr(file, "mime_type", None),
        size=file.file_size,
        name=getattr(file, "file_name", None),
    )
