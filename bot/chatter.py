"""Two programs must not talk for ever: when the bot says one last sentence, and when it says nothing.

Nothing is remembered: the journal tells who wrote how often, the outbox whether the last sentence was said.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, Final

from bot.sieve import Sieve, plain
from messages import MessageKind
from storage import UnitOfWork
from storage.journal import Glimpse, StoredMessage

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
#: No person types so many messages an hour, whatever the minute's limit is.
MOST_AN_HOUR: Final = 60
#: The same words so often without a break, within this time, are a program's.
SAME, SAME_WITHIN = 5, timedelta(minutes=10)
#: After so long without a message the bot listens again.
QUIET: Final = timedelta(minutes=10)
#: Seconds within which an automatic answer follows what we said.
ANSWERED_WITHIN: Final = 120
#: A ticket shows at most so many messages of a program.
MOST_SHOWN: Final = 50
LAST_WORD: Final = "utter_berhenti_dulu"
#: What the dialogue hears instead of the words, when it is to say so.
STOP: Final = "/terlalu_ramai"


class Verdict(Enum):
    """What the bot does with a turn."""

    ANSWER = auto()
    LAST_WORD = auto()  #: says that it stops, and calls a person
    SILENCE = auto()


#: Shows the latest messages of a conversation, so many of them (`Journal.glimpse`).
Look = Callable[[str, int], Awaitable[list[Glimpse]]]


@dataclass(frozen=True, slots=True)
class Chatter:
    """Judges whether a program is writing; more than `most` typed turns a minute are one's."""

    most: int
    sieve: Sieve

    async def judge(
        self, glimpse: Look, messages: Sequence[StoredMessage], last: Mapping[str, Any] | None
    ) -> Verdict:
        """Say what to do; `last` is what was said last, as `Speaker.recall` tells it."""
        if not all(map(_is_typed, messages)):
            return Verdict.ANSWER  # a program neither presses buttons nor takes photos
        head = messages[0]
        soon = last is not None and last["age_seconds"] <= ANSWERED_WITHIN
        if soon and self.sieve.is_automatic(head.text):
            return Verdict.SILENCE
        stopped = last is not None and last["response"] == LAST_WORD
        if not stopped and head.sequence < min(SAME, self.most):
            return Verdict.ANSWER  # nobody has written too often who has hardly written yet
        ids = {message.id for message in messages}
        recent = await glimpse(head.conversation_id, MOST_AN_HOUR + len(ids))
        before = [one for one in recent if one.id not in ids and one.written_at <= head.provider_time]
        if stopped:
            return self._while_stopped(head, before)
        stops = self._too_many(head, before) or _repeats(head, before)
        return Verdict.LAST_WORD if stops else Verdict.ANSWER

    def _while_stopped(self, head: StoredMessage, before: list[Glimpse]) -> Verdict:
        """Listen again after a pause; somebody in danger is always heard, though not the same cry again."""
        paused = not before or head.provider_time - before[0].written_at >= QUIET
        cries = self.sieve.is_danger(head.text) and not any(_alike(head, one) for one in before)
        return Verdict.ANSWER if paused or cries else Verdict.SILENCE

    def _too_many(self, head: StoredMessage, before: list[Glimpse]) -> bool:
        return (
            _turns_since(head.provider_time - MINUTE, before) >= self.most
            or _turns_since(head.provider_time - HOUR, before) >= MOST_AN_HOUR
        )


async def show_quietly(unit: UnitOfWork, ticket_id: str | None, message_ids: Sequence[int]) -> None:
    """Let the officers of the ticket see what is not answered; the first of it, for a program never stops."""
    if ticket_id is None or len(await unit.tickets.message_ids(ticket_id)) >= MOST_SHOWN:
        return
    for message_id in message_ids:
        await unit.tickets.link_message(ticket_id, message_id)


def _is_typed(message: StoredMessage | Glimpse) -> bool:
    return message.kind is MessageKind.TEXT and not message.payload


def _turns_since(moment: datetime, before: Sequence[Glimpse]) -> int:
    """Count the typed turns since then; the bubbles of a burst are one."""
    return len({one.group_id or one.id for one in before if _is_typed(one) and one.written_at > moment})


def _repeats(head: StoredMessage, before: Sequence[Glimpse]) -> bool:
    """Whether the last few messages all say the same."""
    lately = before[: SAME - 1]
    return len(lately) == SAME - 1 and all(
        _is_typed(one) and _alike(head, one) and head.provider_time - one.written_at <= SAME_WITHIN
        for one in lately
    )


def _alike(head: StoredMessage, one: Glimpse) -> bool:
    return plain(head.text) == plain(one.text)
