"""Messenger's error codes [Meta's page "Common Error Codes" of the Messenger Platform, 2026-03-18].

What matters stands in the subcode: code 10 is a closed window, a person who wants no messages, or a permission.
"""

from bot.channels.errors import ConnectionFailed, ContactStopped, Throttled, WindowClosed
from bot.channels.graph_errors import COMMON, Errors

ERRORS = Errors(
    {
        **COMMON,
        # "Unknown error"; told also of messages that were sent (subcode 1357046), so an echo may still tell.
        1: ConnectionFailed,
        1200: ConnectionFailed,  # "temporary send message failure"
        32: Throttled,  # the page's rate
        613: Throttled,  # "calls to this API have exceeded the rate limit": the page's or the thread's
        80006: Throttled,  # the page's business use case rate
        551: ContactStopped,  # "this person isn't available right now": blocked us, or gone
    },
    by_subcode={
        (10, 2018065): WindowClosed,
        (10, 2018278): WindowClosed,
        (10, 2018108): ContactStopped,  # "this person cannot receive messages"
        (100, 2018001): ContactStopped,  # no such person on this page
        (200, 1545041): ContactStopped,
    },
    of_whom=frozenset({613}),
    unsure=frozenset({1}),
)
