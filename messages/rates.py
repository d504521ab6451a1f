"""How fast a channel takes what we send."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Rate:
    """One message every `every`; after a silence up to `burst` of them at once."""

    every: timedelta
    burst: int = 1

    @property
    def slack(self) -> timedelta:
        """How far ahead of an even pace a burst may run."""
        return self.every * (self.burst - 1)


#: As fast as we like.
FREE = Rate(timedelta())


@dataclass(frozen=True, slots=True)
class Lane:
    """One channel as the sender's database sees it.

    `whole` is for all its chats together, `chat` for each. Where a send ended nobody knows how, the row waits for
    `settles`, in which the channel's own report may still tell; None where the channel tells nothing.
    """

    channel: str
    scope: str
    whole: Rate = FREE
    chat: Rate = FREE
    settles: timedelta | None = None
