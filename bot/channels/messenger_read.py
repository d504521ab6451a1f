"""From the parts of a webhook to events."""

from datetime import UTC, datetime, timedelta

from bot.channels.graph_json import rows, table, word
from bot.channels.graph_parts import Part, event
from bot.channels.graph_reading import Content, NotHandled, given, message_id, own_word, said
from bot.channels.messenger_compose import tracker_in
from bot.channels.messenger_content import content, pressed
from bot.channels.messenger_parts import parts
from messages import (
    Address,
    DeliveryReport,
    DeliveryStatus,
    InboundEvent,
    InboundMessage,
    MessageKind,
    Unreadable,
)

CHANNEL = "messenger"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read(body: bytes, page: str) -> list[tuple[InboundEvent, bytes]]:
    """Read a whole batch for the page of this id, each event with a body holding it alone.

    Raises UnreadablePayload when the body as a whole is not Messenger's.
    """
    return [(event(part, page, _read, _unreadable, "page"), part.raw) for part in parts(body)]


def _read(part: Part) -> InboundEvent:
    if not part.scope:
        raise NotHandled(f"{part.kind} without a page")
    match part.kind:
        case "message" if part.element["message"].get("is_echo") is True:
            return _echo(part)
        case "message":
            return _message(part)
        case "postback":
            return _postback(part)
        case "message_edit":
            return _edit(part)
        case "delivery" | "read":
            return _progress(part)
        case "changes":
            raise NotHandled(f"change of field {own_word(part.element.get('field'))}")
        case _:
            raise NotHandled(part.kind)


def _message(part: Part) -> InboundMessage:
    message = part.element["message"]
    reply_to = said(word(table(message.get("reply_to")).get("mid"))) or None
    return _heard(part, message_id(message["mid"]), content(message), reply_to=reply_to)


def _postback(part: Part) -> InboundMessage:
    told = part.element["postback"]
    at = part.element.get("timestamp")
    key = message_id(told["mid"]) if "mid" in told else f"postback:{_sender(part).id}:{word(at)}"
    return _heard(part, key, pressed(said(told.get("title")), told.get("payload")))


def _edit(part: Part) -> InboundMessage:
    edit = part.element["message_edit"]
    first = message_id(edit["mid"])
    key = f"edit:{given(edit['mid'])}:{given(edit['num_edit'])}"
    return _heard(part, key, Content(MessageKind.TEXT, said(edit["text"])), edits=first)


def _heard(
    part: Part, key: str, inner: Content, *, edits: str | None = None, reply_to: str | None = None
) -> InboundMessage:
    return InboundMessage(
        _sender(part),
        key,
        inner.kind,
        _moment(part.element["timestamp"]),
        text=inner.text,
        payload=inner.payload,
        attachments=inner.attachments,
        point=inner.point,
        edits=edits,
        reply_to=reply_to,
    )


def _echo(part: Part) -> DeliveryReport:
    """Read what the page itself said. Raises NotHandled for the words of people and of other programs."""
    message = part.element["message"]
    tracker = tracker_in(message.get("metadata"))
    if not tracker:
        raise NotHandled("echo of a message we do not follow")
    at = _moment(part.element["timestamp"])
    return DeliveryReport(
        CHANNEL, part.scope, given(message["mid"]), DeliveryStatus.SENT, at, tracker=tracker
    )


def _progress(part: Part) -> DeliveryReport:
    """Read a delivery by the message it names, and a reading by its watermark: everything said until then."""
    told = part.element[part.kind]
    status = DeliveryStatus.READ if part.kind == "read" else DeliveryStatus.DELIVERED
    mid = next((given(mid) for mid in rows(told.get("mids"))), "")
    up_to = None if mid else _sender(part)
    return DeliveryReport(CHANNEL, part.scope, mid, status, _moment(told["watermark"]), up_to=up_to)


def _sender(part: Part) -> Address:
    """Return who wrote, by an id that means something on this page only. Raises NotHandled where nobody is told."""
    person = said(word(table(part.element.get("sender")).get("id")))
    if not person or person == part.scope:
        raise NotHandled("no sender")
    return Address(CHANNEL, part.scope, person)


def _unreadable(part: Part, page: str, reason: str) -> Unreadable:
    mid = said(word(table(part.element.get("message")).get("mid"))) if part.kind == "message" else ""
    return Unreadable(CHANNEL, page, f"message:{mid}" if mid else part.fingerprint, reason)


def _moment(milliseconds: object) -> datetime:
    """Read Unix milliseconds (WhatsApp tells seconds). Raises ValueError or OverflowError when they are none."""
    return _EPOCH + timedelta(milliseconds=int(word(milliseconds)))
