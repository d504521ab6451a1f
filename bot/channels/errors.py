"""Sending fails in many ways; the sender asks only whether to try again."""

from datetime import timedelta


class UnreadablePayload(Exception):
    """The body is not one of this channel's own; nothing in it can be kept apart."""


class SendError(Exception):
    """The message was not sent."""

    #: Whether the same message may be tried again.
    retryable = False
    #: Whether an operator must act before anything more can be sent.
    alarm = False

    def __init__(self, reason: str = "", retry_after: timedelta | None = None) -> None:
        """`reason` is a short code or sentence without the citizen's words; `retry_after` is the channel's wish."""
        super().__init__(reason or type(self).__doc__)
        self.retry_after = retry_after


class Throttled(SendError):
    """The channel asks us to slow down."""

    retryable = True


class ConnectionFailed(SendError):
    """The channel could not be reached, or answered that it is unwell."""

    retryable = True


class ContactStopped(SendError):
    """The citizen blocked us or is gone; nothing more can be sent to this address."""


class MessageRefused(SendError):
    """The channel will never take this message."""


class WindowClosed(SendError):
    """The channel's reply window is closed; the message waits until the citizen writes again."""


class ChannelBroken(SendError):
    """Token, permission or account trouble: an operator must act."""

    retryable = True
    alarm = True


class ChatMoved(SendError):
    """The chat has a new id; send there."""

    retryable = True

    def __init__(self, new_id: str) -> None:
        """`new_id` is the channel's new id of the chat."""
        super().__init__("the chat moved")
        self.new_id = new_id


class FileGone(Exception):
    """The channel no longer has the file, or it is larger than we take."""
