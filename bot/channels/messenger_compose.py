"""The bodies one message is sent as."""

from collections.abc import Sequence

from bot.channels.graph_json import Json
from bot.channels.text import clean, split, units
from bot.choices import numbered
from messages import Address, Button, OutboundMessage

#: Limits of the Send API [Meta's pages "Send API" and "Quick replies", 2026-04-22]. Meta says "characters" without
#: saying which; we count UTF-16 code units, the larger reading.
TEXT = 2000
MOST_REPLIES = 13
TITLE = 20
PAYLOAD = 1000
#: Before our row's number in `metadata`, which other programs on the same page use, too.
_OURS = "tanggap:"
#: Meta's leave to answer as a person until the seventh day, to be had by App Review.
HUMAN_AGENT = "HUMAN_AGENT"


def bodies(message: OutboundMessage, media: Sequence[str] = (), *, tag: str = "") -> list[Json]:
    """Return the requests that together carry one message, in the order to send them.

    `media` are the ids under which its photos were uploaded; they go first, because a photo carries no words here.
    `tag` is the leave under which it goes out after the window. Only the last request carries the tracker: an echo
    of an early part must not settle the whole.
    """
    text = clean(message.text)
    contents = [_image(media_id) for media_id in media]
    if not media or text.strip():
        contents += _contents(text, message.buttons)
    if message.tracker:
        contents[-1]["metadata"] = _OURS + message.tracker
    return [_to(message.address, content, tag) for content in contents]


def tracker_in(metadata: object) -> str:
    """Return the tracker an echo brings back, "" for the echo of what we did not send."""
    if not isinstance(metadata, str) or not metadata.startswith(_OURS):
        return ""
    return metadata.removeprefix(_OURS)


def seen(address: Address) -> Json:
    """Return the request that marks a citizen's messages as read."""
    return {"recipient": {"id": address.id}, "sender_action": "mark_seen"}


def _to(address: Address, content: Json, tag: str) -> Json:
    leave = {"messaging_type": "MESSAGE_TAG", "tag": tag} if tag else {"messaging_type": "RESPONSE"}
    return {"recipient": {"id": address.id}, **leave, "message": content}


def _contents(text: str, buttons: Sequence[Button]) -> list[Json]:
    """Cut the text into messages; buttons stand below the last one, or as numbered lines where they do not fit."""
    fits = len(buttons) <= MOST_REPLIES and all(0 < units(each.title) <= TITLE for each in buttons)
    whole = text if fits else numbered(text, buttons)
    contents: list[Json] = [{"text": part} for part in split(whole, TEXT)]
    if buttons and fits:
        contents[-1]["quick_replies"] = [_reply(each) for each in buttons]
    return contents


def _reply(button: Button) -> Json:
    return {"content_type": "text", "title": button.title, "payload": button.payload}


def _image(attachment_id: str) -> Json:
    return {"attachment": {"type": "image", "payload": {"attachment_id": attachment_id}}}
