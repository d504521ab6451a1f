"""What reading a webhook of Meta's takes, whichever of its services sent it."""

import re
from dataclasses import dataclass

from bot.channels.graph_json import word
from bot.channels.text import clean
from messages import Attachment, MessageKind, Point

#: What a part of a wrong shape raises on the way: missing, of another type, or out of range.
MISSHAPEN = (KeyError, TypeError, AttributeError, ValueError, OverflowError, OSError, IndexError)
_OWN_WORD = re.compile(r"[a-z0-9_]{1,40}")
#: Degrees, the farthest a point can lie.
_POLE, _DATE_LINE = 90, 180


class NotHandled(Exception):
    """Nothing for us to answer; the message says why, without a citizen's words."""


@dataclass(frozen=True, slots=True)
class Content:
    """The part of a message that depends on its type."""

    kind: MessageKind = MessageKind.UNKNOWN
    text: str = ""
    payload: str | None = None
    attachments: tuple[Attachment, ...] = ()
    point: Point | None = None


def said(value: object) -> str:
    """Return words as they can be stored and sent: without NUL and lone surrogates."""
    return clean(value) if isinstance(value, str) else ""


def given(value: object) -> str:
    """Return an id that must be there. Raises ValueError."""
    if not (text := said(word(value))):
        raise ValueError("no id")
    return text


def message_id(value: object) -> str:
    """Return the key of the message of that id. Raises ValueError where there is none."""
    return f"message:{given(value)}"


def own_word(value: object) -> str:
    """Return one of Meta's own names or codes, never free text."""
    text = word(value)
    return text if _OWN_WORD.fullmatch(text) else "of unknown name"


def place(latitude: object, longitude: object) -> Point:
    """Return a point. Raises TypeError or ValueError for what is none on this earth."""
    point = Point(float(latitude), float(longitude))  # type: ignore[arg-type]
    if not (abs(point.latitude) <= _POLE and abs(point.longitude) <= _DATE_LINE):
        raise ValueError("no place on earth")
    return point
