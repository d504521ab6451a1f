"""What a Messenger message holds."""

from bot.channels.graph_json import Json, rows, table
from bot.channels.graph_reading import Content, NotHandled, given, place, said
from messages import Attachment, MessageKind

_FILES = {
    "image": MessageKind.PHOTO,
    "video": MessageKind.VIDEO,
    "audio": MessageKind.VOICE,
    "file": MessageKind.DOCUMENT,
    "sticker": MessageKind.STICKER,
}


def content(message: Json) -> Content:
    """Read a message; what we do not know is still something a citizen sent: UNKNOWN.

    Raises NotHandled for what asks for no answer, and KeyError or ValueError for what its own type forbids.
    """
    if message.get("is_deleted") is True:
        raise NotHandled("revoked")
    text = said(message.get("text"))
    if quick_reply := table(message.get("quick_reply")):
        return pressed(text, quick_reply.get("payload"))
    shared = [table(each) for each in rows(message.get("attachments"))]
    if point := next((each for each in shared if each.get("type") == "location"), None):
        return _location(text, point)
    files = _files(shared)
    if files:
        return Content(files[0].kind, text, attachments=files)
    return Content(MessageKind.TEXT, text) if text else Content()


def pressed(title: str, payload: object) -> Content:
    """Read a button; what a page's own menu carries besides our payloads is its title, said as words."""
    told = said(payload)
    if told.startswith("/"):
        return Content(MessageKind.BUTTON, title, payload=told)
    return Content(MessageKind.TEXT, title or told)


def _location(text: str, shared: Json) -> Content:
    where = shared["payload"]["coordinates"]
    named = text or said(shared.get("title"))
    return Content(MessageKind.LOCATION, named, point=place(where["lat"], where["long"]))


def _files(shared: list[Json]) -> tuple[Attachment, ...]:
    """Return what can be fetched; a sticker, which also came as an image until 2026-08-30, only once."""
    found = [_file(each) for each in shared if each.get("type") in _FILES and table(each.get("payload"))]
    stickers = [file for file in found if file.kind is MessageKind.STICKER]
    return tuple(stickers[:1] or found)


def _file(shared: Json) -> Attachment:
    """Read one file: Messenger tells no id, type or size, only the address where it is."""
    payload = shared["payload"]
    kind = MessageKind.STICKER if "sticker_id" in payload else _FILES[shared["type"]]
    return Attachment(kind, given(payload["url"]))
