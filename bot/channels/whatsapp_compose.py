"""The bodies one message is sent as."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.channels.graph_json import Json
from bot.channels.text import clean, split, units
from bot.channels.whatsapp_identity import is_user_id
from messages import Address, Button, OutboundMessage

#: Limits of the Cloud API's messages. Meta says "characters" without saying which; we count UTF-16 code
#: units, the larger reading.
TEXT = 4096
LIST_BODY = 4096
BUTTON_BODY = 1024
CAPTION = 1024
BUTTON_TITLE = 20
ROW_TITLE = 24
ROW_DESCRIPTION = 72
MOST_BUTTONS = 3
MOST_ROWS = 10


@dataclass(frozen=True, slots=True)
class ListWords:
    """What a list needs beside its rows: the title of what opens it, and a line above rows sent by themselves."""

    open: str = "≡"
    choose: str = "↓"


def bodies(message: OutboundMessage, media: Sequence[str] = (), words: ListWords = ListWords()) -> list[Json]:
    """Return the requests that together carry one message, in the order to send them.

    `media` are the ids under which its photos were uploaded; they go first, the text as the first one's caption
    where it fits and no buttons belong to it. Only the last request carries the tracker: a report on an early
    part must not settle the whole.
    """
    text = clean(message.text)
    caption = text.strip() if media and not message.buttons and units(text) <= CAPTION else ""
    contents = [_image(media_id, caption if n == 0 else "") for n, media_id in enumerate(media)]
    if not media or (text.strip() and not caption):
        contents += _contents(text, message.buttons, words)
    requests = [_to(message.address, content) for content in contents]
    if message.tracker:
        requests[-1]["biz_opaque_callback_data"] = message.tracker
    return requests


def template(address: Address, name: str, language: str) -> Json:
    """Return the request for an approved template without any parameters."""
    wanted = {"name": name, "language": {"code": language, "policy": "deterministic"}}
    return _to(address, {"type": "template", "template": wanted})


def read_receipt(wamid: str) -> Json:
    """Return the request that marks a citizen's message as read."""
    return {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}


def _to(address: Address, content: Json) -> Json:
    recipient = "recipient" if is_user_id(address.id) else "to"
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        recipient: address.id,
        **content,
    }


def _contents(text: str, buttons: Sequence[Button], words: ListWords) -> list[Json]:
    limit = BUTTON_BODY if len(buttons) <= MOST_BUTTONS else LIST_BODY
    if 0 < len(buttons) <= MOST_ROWS and text.strip() and units(text) <= limit:
        return [_interactive(text, buttons, words)]
    groups = [buttons[start : start + MOST_ROWS] for start in range(0, len(buttons), MOST_ROWS)]
    return [*map(_text, split(text, TEXT)), *(_interactive(words.choose, group, words) for group in groups)]


def _image(media_id: str, caption: str) -> Json:
    return {"type": "image", "image": {"id": media_id} | ({"caption": caption} if caption else {})}


def _text(part: str) -> Json:
    return {"type": "text", "text": {"body": part, "preview_url": False}}


def _interactive(body: str, buttons: Sequence[Button], words: ListWords) -> Json:
    few = len(buttons) <= MOST_BUTTONS
    inner = {
        "type": "button" if few else "list",
        "body": {"text": body},
        "action": _reply_buttons(buttons) if few else _list(buttons, words.open),
    }
    return {"type": "interactive", "interactive": inner}


def _reply_buttons(buttons: Sequence[Button]) -> Json:
    titles = _titles(buttons, BUTTON_TITLE)
    replies = [{"id": b.payload, "title": title} for b, title in zip(buttons, titles, strict=True)]
    return {"buttons": [{"type": "reply", "reply": reply} for reply in replies]}


def _list(buttons: Sequence[Button], opener: str) -> Json:
    rows = []
    for button, title in zip(buttons, _titles(buttons, ROW_TITLE), strict=True):
        row = {"id": button.payload, "title": title}
        if title != button.title:
            row["description"] = _cut(button.title, ROW_DESCRIPTION)
        rows.append(row)
    return {"button": opener, "sections": [{"rows": rows}]}


def _titles(buttons: Sequence[Button], limit: int) -> list[str]:
    """Cut the titles to `limit`, still telling them apart: the service refuses two alike."""
    titles: list[str] = []
    for number, button in enumerate(buttons, start=1):
        title = _cut(button.title, limit)
        mark = f" {number}"
        titles.append(_cut(button.title, limit - len(mark)) + mark if title in titles else title)
    return titles


def _cut(text: str, limit: int) -> str:
    return text if units(text) <= limit else f"{split(text, limit - 1)[0]}…"
