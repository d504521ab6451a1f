"""Graph's error codes, sorted by what the sender is to do about them.

The code decides, never the title and hardly the HTTP status [Meta's page "error codes" of the Cloud API,
2026-05-15]. The same codes come back from a request and, later, in a `failed` delivery report.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from bot.channels.errors import (
    ChannelBroken,
    ConnectionFailed,
    ContactStopped,
    MessageRefused,
    SendError,
    Throttled,
    WindowClosed,
)
from bot.channels.whatsapp_parts import Json, table
from messages import DeliveryStatus

#: What an operator does about ChannelBroken, whichever of its codes it is.
REMEDY = "check WHATSAPP_TOKEN, the number and the account in Meta's Business Manager, then restart"
_PAIR_RATE = 131056

_BY_CODE: dict[int, type[SendError]] = {
    4: Throttled,  # the app's rate
    80007: Throttled,  # the business account's rate
    130429: Throttled,  # throughput of the number
    131048: Throttled,  # quality limit of the number
    _PAIR_RATE: Throttled,
    2: ConnectionFailed,  # "temporary, due to downtime"
    131000: ConnectionFailed,  # "something went wrong"
    131016: ConnectionFailed,  # service overloaded
    131057: ConnectionFailed,  # maintenance
    131047: WindowClosed,
    # Undeliverable: no WhatsApp there, terms not accepted, or we are blocked; Meta does not tell which. Until
    # the citizen acts nothing arrives, so it is the address that is stopped, not this one message.
    131026: ContactStopped,
    # Opted out of marketing only: replies still arrive, so the address stays good.
    131050: MessageRefused,
    131051: MessageRefused,
    131062: MessageRefused,
    0: ChannelBroken,
    3: ChannelBroken,
    10: ChannelBroken,
    33: ChannelBroken,  # our number is gone
    190: ChannelBroken,  # token expired or revoked
    368: ChannelBroken,  # blocked for policy
    131005: ChannelBroken,  # permission missing
    131031: ChannelBroken,  # account locked
    131042: ChannelBroken,  # payment
    133010: ChannelBroken,  # our number is not registered
} | dict.fromkeys(range(200, 300), ChannelBroken)

_BY_STATUS: dict[int, type[SendError]] = {
    HTTPStatus.UNAUTHORIZED: ChannelBroken,
    HTTPStatus.FORBIDDEN: ChannelBroken,
    HTTPStatus.TOO_MANY_REQUESTS: Throttled,
}


def verdict(code: int | str | None, status: int = HTTPStatus.BAD_REQUEST) -> type[SendError]:
    """Return the kind of error a code means; one we do not know is the message's fault below HTTP 500.

    An answer without any code is not Graph's own but that of something in between, so worth another try.
    """
    number = int(code) if code is not None and str(code).isdecimal() else None
    if number is not None and number in _BY_CODE:
        return _BY_CODE[number]
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    theirs = number is None or status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return ConnectionFailed if theirs else MessageRefused


def fate(code: str | None) -> DeliveryStatus:
    """Return what becomes of a message whose delivery report says `failed` with this code.

    WAITING until the citizen writes, PENDING to be sent again, FAILED for good. Without a code nothing says
    that another try would fare better.
    """
    if code is None:
        return DeliveryStatus.FAILED
    kind = verdict(code)
    if kind is WindowClosed:
        return DeliveryStatus.WAITING
    return DeliveryStatus.PENDING if kind.retryable else DeliveryStatus.FAILED


def send_error(status: int, answer: object, headers: Mapping[str, str]) -> SendError:
    """Return the error an unsuccessful answer means; `answer` is its JSON, or None where it has none."""
    error: Json = table(table(answer).get("error"))
    code = error["code"] if isinstance(error.get("code"), int) else None
    kind = verdict(code, status)
    if kind is MessageRefused and error.get("is_transient") is True:
        kind = ConnectionFailed
    pause = retry_after(headers.get("Retry-After", ""))
    reason = f"HTTP {status}, code {code}"
    if kind is Throttled:
        return Throttled(reason, pause, everywhere=code != _PAIR_RATE)
    if kind is ConnectionFailed:
        # An unwell answer without a code is that of something in between: who knows how far the message got.
        return ConnectionFailed(reason, pause, unknown=code is None)
    return kind(reason, pause)


def retry_after(value: str) -> timedelta | None:
    """Read a Retry-After header: seconds or a date, None for neither."""
    if value.isdecimal():
        return timedelta(seconds=min(int(value[:9]), 86_400))
    try:
        return max(parsedate_to_datetime(value) - datetime.now(UTC), timedelta())
    except (ValueError, TypeError):
        return None
