"""What is counted while messages are worked and sent, and the key by which log lines of one turn are found."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import Any, Protocol

from structlog.contextvars import bound_contextvars

SENT = "sent"  #: a try to send that the channel took


class TurnOutcome(StrEnum):
    """What became of one try at a turn."""

    DONE = "done"  #: committed
    FAILED = "failed"  #: is tried again
    PARKED = "parked"  #: given up
    LEASE_LOST = "lease_lost"  #: another worker has it


class Measures(Protocol):
    """Where the house counts; nothing here may fail or wait. All times are seconds."""

    def turn(self, outcome: TurnOutcome, took: float, waited: float) -> None:
        """Count one try that `took` so long, of a message that came `waited` ago."""
        ...

    def understood(self, parsed: Mapping[str, Any]) -> None:
        """Count how sure the language model was."""
        ...

    def sending(self, channel: str, outcome: str, took: float) -> None:
        """Count one try to send; `outcome` is "sent" or the error's kind."""
        ...


class Unmeasured:
    """Counts nothing, for the chat on the command line and for tests."""

    def turn(self, outcome: TurnOutcome, took: float, waited: float) -> None:
        """Count nothing."""

    def understood(self, parsed: Mapping[str, Any]) -> None:
        """Count nothing."""

    def sending(self, channel: str, outcome: str, took: float) -> None:
        """Count nothing."""


def following(turn: str, **more: object) -> AbstractContextManager[None]:
    """Put the turn's key on every log line within, whoever writes it: one id from the message to its answer.

    It is the key of everything the turn does: `in:17` stands in `outbox.turn` and `ticket_events.turn`, too.
    """
    return bound_contextvars(turn=turn, **more)
