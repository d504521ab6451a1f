"""From the parts of a webhook to events."""

from collections.abc import Iterable
from datetime import UTC, datetime

import structlog

from bot.channels.graph_json import Json, table, word
from bot.channels.graph_parts import event
from bot.channels.graph_reading import NotHandled, given, message_id, own_word, said
from bot.channels.whatsapp_content import content
from bot.channels.whatsapp_errors import ERRORS, REMEDY, fate
from bot.channels.whatsapp_identity import CHANNEL, moved, rotated, sender, sender_name
from bot.channels.whatsapp_parts import Part, parts
from messages import DeliveryReport, DeliveryStatus, Forwarded, InboundEvent, InboundMessage, Unreadable

log = structlog.get_logger(__name__)

_STATUSES = {
    "sent": DeliveryStatus.SENT,
    "delivered": DeliveryStatus.DELIVERED,
    "read": DeliveryStatus.READ,
    "played": DeliveryStatus.READ,
    "failed": DeliveryStatus.FAILED,
}


def read(body: bytes, scope: str) -> list[tuple[InboundEvent, bytes]]:
    """Read a whole batch for the phone-number id `scope`, each event with a body holding it alone.

    Raises UnreadablePayload when the body as a whole is not WhatsApp's.
    """
    events = [(event(part, scope, _read, _unreadable, "number"), part.raw) for part in parts(body)]
    _alarm(event for event, _ in events)
    return events


def _alarm(events: Iterable[InboundEvent]) -> None:
    """Tell the operator, once a batch, of failures that only they can end."""
    failed = {event.code for event in events if isinstance(event, DeliveryReport) and event.code}
    if broken := sorted(code for code in failed if ERRORS.verdict(code).alarm):
        log.error("channel_broken", channel=CHANNEL, codes=broken, remedy=REMEDY)


def _read(part: Part) -> InboundEvent:
    match part.kind:
        case "messages" if part.scope and part.element:
            return _message(part)
        case "statuses" if part.scope and part.element:
            return _report(part)
        case "user_id_update" if part.scope and part.element:
            return rotated(part)
        case "message_echoes":
            raise NotHandled("echo of a message sent by hand")
        case "errors":
            raise NotHandled(f"error {own_word(part.element.get('code'))}")
        case "change":
            raise NotHandled(f"change of field {own_word(part.topic)}")
        case _:
            raise NotHandled(
                f"{part.kind} without a phone number id" if part.element else f"malformed {part.kind}"
            )


def _message(part: Part) -> InboundEvent:
    message = part.element
    if message.get("type") == "system":
        return moved(part)
    edit = table(message["edit"]) if message.get("type") == "edit" else None
    inner = content(message if edit is None else edit["message"])
    return InboundMessage(
        sender(part),
        message_id(message["id"]),
        inner.kind,
        _moment(message["timestamp"]),
        text=inner.text,
        payload=inner.payload,
        sender_name=said(sender_name(part)) or None,
        attachments=inner.attachments,
        point=inner.point,
        edits=None if edit is None else message_id(edit["original_message_id"]),
        reply_to=said(word(table(message.get("context")).get("id"))) or None,
        direct="group_id" not in message,
        thread=said(message.get("group_id")),
        forwarded=_forwarded(table(message.get("context"))),
    )


def _forwarded(context: Json) -> Forwarded:
    if context.get("frequently_forwarded") is True:
        return Forwarded.OFTEN
    return Forwarded.ONCE if context.get("forwarded") is True else Forwarded.NO


def _report(part: Part) -> DeliveryReport:
    status = part.element
    stage = _STATUSES.get(word(status.get("status")))
    if stage is None:
        raise NotHandled(f"status {own_word(status.get('status'))}")
    errors = status.get("errors") or [{}]
    code = said(word(errors[0].get("code"))) or None
    return DeliveryReport(
        CHANNEL,
        part.scope,
        given(status["id"]),
        fate(code) if stage is DeliveryStatus.FAILED else stage,
        _moment(status["timestamp"]),
        code=code,
        tracker=said(status.get("biz_opaque_callback_data")) or None,
    )


def _unreadable(part: Part, scope: str, reason: str) -> Unreadable:
    return Unreadable(CHANNEL, scope, _external_id(part), reason)


def _external_id(part: Part) -> str:
    own = said(word(part.element.get("id")))
    if part.kind == "messages" and own:
        return f"message:{own}"
    return part.fingerprint


def _moment(seconds: object) -> datetime:
    """Read Unix seconds. Raises ValueError, OverflowError or OSError when they are none."""
    return datetime.fromtimestamp(int(word(seconds)), UTC)
