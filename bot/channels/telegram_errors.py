"""Telegram's refusals, put as the sender asks about them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.channels.errors import (
    ChannelBroken,
    ChatMoved,
    ConnectionFailed,
    ContactStopped,
    MessageRefused,
    SendError,
    Throttled,
)

_LONGEST_REASON = 120


@contextmanager
def telegram_errors() -> Iterator[None]:
    """Raise a SendError for every TelegramError within, without its cause, which can name the token."""
    try:
        yield
    except TelegramError as error:
        raise send_error(error) from None


def send_error(error: TelegramError) -> SendError:
    """Translate one error."""
    reason = error.message[:_LONGEST_REASON]
    match error:
        case RetryAfter():
            return Throttled(retry_after=_wait(error))
        case ChatMigrated():
            return ChatMoved(str(error.new_chat_id))
        case Forbidden():
            return ContactStopped(reason)
        case InvalidToken():
            return ChannelBroken("Telegram does not know the token")
        case BadRequest():
            # A NetworkError in this library, but trying again cannot help it.
            return MessageRefused(reason)
        case _:
            # Telegram never tells later whether it had taken the message, so it is sent again all the same.
            return ConnectionFailed(type(error).__name__, unknown=True)


def _wait(error: RetryAfter) -> timedelta:
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
