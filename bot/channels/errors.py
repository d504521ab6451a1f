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
    #: Whether the channel may have taken it all the same.
    unknown = False
    #: Whether all chats of the channel are meant; None where the channel does not say.
    everywhere: bool | None = None

    def __init__(self, reason: str = "", retry_after: timedelta | None = None) -> None:
        """`reason` is a short code or sentence without the citizen's words; `retry_after` is the channel's wish."""
        super().__init__(reason or type(self).__doc__)
        self.retry_after = retry_after


class Throttled(SendError):
    """The channel asks us to slow down, in this chat or everywhere."""

    retryable = True

    def __init__(
        self, reason: str = "", retry_after: timedelta | None = None, *, everywhere: bool | None = None
    ) -> None:
        """See SendError."""
        super().__init__(reason, retry_after)
        self.everywhere = everywhere


class ConnectionFailed(SendError):
    """The channel could not be reached, or answered that it is unwell, or did not answer (`unknown`)."""

    retryable = True

    def __init__(
        self, reason: str = "", retry_after: timedelta | None = None, *, unknown: bool = False
    ) -> None:
        """See SendError."""
        super().__init__(reason, retry_after)
        self.unknown = unknown


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
