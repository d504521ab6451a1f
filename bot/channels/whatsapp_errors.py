"""WhatsApp's error codes [Meta's page "error codes" of the Cloud API, 2026-05-15].

The same codes come back from a request and, later, in a `failed` delivery report.
"""

from bot.channels.errors import (
    ChannelBroken,
    ConnectionFailed,
    ContactStopped,
    MessageRefused,
    Throttled,
    WindowClosed,
)
from bot.channels.graph_errors import COMMON, Errors
from messages import DeliveryStatus

#: What an operator does about ChannelBroken, whichever of its codes it is.
REMEDY = "check WHATSAPP_TOKEN, the number and the account in Meta's Business Manager, then restart"
_PAIR_RATE = 131056

ERRORS = Errors(
    {
        **COMMON,
        80007: Throttled,  # the business account's rate
        130429: Throttled,  # throughput of the number
        131048: Throttled,  # quality limit of the number
        _PAIR_RATE: Throttled,
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
        33: ChannelBroken,  # our number is gone
        131005: ChannelBroken,  # permission missing
        131031: ChannelBroken,  # account locked
        131042: ChannelBroken,  # payment
        133010: ChannelBroken,  # our number is not registered
    },
    of_a_chat=frozenset({_PAIR_RATE}),
)


def fate(code: str | None) -> DeliveryStatus:
    """Return what becomes of a message whose delivery report says `failed` with this code.

    WAITING until the citizen writes, PENDING to be sent again, FAILED for good. Without a code nothing says
    that another try would fare better.
    """
    if code is None:
        return DeliveryStatus.FAILED
    kind = ERRORS.verdict(code)
    if kind is WindowClosed:
        return DeliveryStatus.WAITING
    return DeliveryStatus.PENDING if kind.retryable else DeliveryStatus.FAILED
