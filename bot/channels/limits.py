"""What each channel shows whole in one message, in one table; longer texts go out in parts, never cut."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.channels import messenger_compose
from bot.channels.text import units
from bot.channels.web import MAX_TEXT
from bot.channels.whatsapp_compose import (
    BUTTON_BODY,
    BUTTON_TITLE,
    LIST_BODY,
    MOST_BUTTONS,
    MOST_ROWS,
    ROW_TITLE,
    TEXT,
)
from messages import Button

#: UTF-16 code units of one message and of a photo's caption; photos of one album (Bot API).
TELEGRAM_TEXT, TELEGRAM_CAPTION, TELEGRAM_ALBUM = 4096, 1024, 10


@dataclass(frozen=True, slots=True)
class Limits:
    """Lengths in UTF-16 code units, `payload` in bytes, None where there is no limit.

    Up to `few` buttons stand under a text of at most `beside_few` and have titles of at most `title`; more are
    the rows of a list, at most `rows` of them, under a text of at most `beside_rows`.
    """

    text: int | None = None
    few: int | None = None
    beside_few: int | None = None
    title: int | None = None
    rows: int | None = None
    beside_rows: int | None = None
    row_title: int | None = None
    payload: int | None = None


#: Telegram's Bot API, WhatsApp's Cloud API, Messenger's Send API, our own page. Another channel shows buttons as
#: numbered lines (bot/choices.py) and has only a length of its own.
LIMITS: Final = {
    "telegram": Limits(text=TELEGRAM_TEXT, few=100, beside_few=TELEGRAM_TEXT, payload=64),
    "whatsapp": Limits(
        text=TEXT,
        few=MOST_BUTTONS,
        beside_few=BUTTON_BODY,
        title=BUTTON_TITLE,
        rows=MOST_ROWS,
        beside_rows=LIST_BODY,
        row_title=ROW_TITLE,
        payload=200,
    ),
    "messenger": Limits(
        text=messenger_compose.TEXT,
        few=messenger_compose.MOST_REPLIES,
        beside_few=messenger_compose.TEXT,
        title=messenger_compose.TITLE,
        payload=messenger_compose.PAYLOAD,
    ),
    "web": Limits(text=MAX_TEXT),
}
#: What holds on every channel: the title of a WhatsApp button, the payload of a Telegram one.
SHORTEST_TITLE, SHORTEST_PAYLOAD = BUTTON_TITLE, 64


def faults(channel: str, text: str, buttons: Sequence[Button]) -> Iterator[str]:
    """Tell what of a message this channel would not show whole in one piece."""
    limits = LIMITS[channel]
    many = limits.few is not None and len(buttons) > limits.few
    if buttons:
        room, title = (limits.beside_rows, limits.row_title) if many else (limits.beside_few, limits.title)
    else:
        room, title = limits.text, None
    if _over(units(text), room):
        yield f"text of {units(text)}, room for {room}"
    if many and _over(len(buttons), limits.rows or 0):
        yield f"{len(buttons)} buttons, room for {limits.rows or limits.few}"
    for button in buttons:
        if _over(units(button.title), title):
            yield f"title [{button.title}], room for {title}"
        if _over(len(button.payload.encode()), limits.payload):
            yield f"payload {button.payload}, room for {limits.payload} bytes"


def _over(length: int, limit: int | None) -> bool:
    return limit is not None and length > limit
