"""The worker: claim, parse, handle, commit. One conversation's messages in order, conversations in parallel."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from bot.chatter import STOP, Chatter, Verdict, show_quietly
from bot.fault import name_fault
from bot.heard_anyway import is_about_erasure, is_danger
from bot.heartbeat import heartbeat
from bot.loop import Loop
from bot.measures import TurnOutcome, following
from bot.officer_chat import OfficerChat
from bot.retry import backoff
from bot.settle import show_together
from bot.spoken import Spoken
from bot.stale import LateTurns, without_sayings
from bot.turn import Said, Speaker, spoken_text, turn_key
from storage import Conflict, Database, LeaseLost, UnitOfWork
from storage.conversations import BOT, Conversation
from storage.errors import is_outage
from storage.journal import Glimpse, StoredMessage, WorkState
from storage.wakeups import INBOUND
from storage.wrong_clock import FURTHEST

log = structlog.get_logger(__name__)

#: A lease shorter than a machine's stall answers twice without any crash; a longer turn extends it. See
#: docs/decisions/0004.
LEASE = timedelta(seconds=60)
#: Seconds between tries to write down that a turn failed.
INSISTS = (0.2, 0.5, 1.0, 2.0, 5.0)
#: Conversations taken up together, in one commit: what a turn costs beside its own work is shared by so many. They
#: wait for a seat, their leases kept, and are given back where we are to stop.
TOGETHER = 8
#: How long a message waits for what is away, such as the action server, before it is tried again.
OUTAGE_PAUSE = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Claim:
    """One turn's work: the head of a conversation, with the other parts of its album."""

    conversation: Conversation
    messages: tuple[StoredMessage, ...]
    last: dict[str, Any] | None  #: what was said last before it, as `Speaker.recall` tells it

    @property
    def head(self) -> StoredMessage:
        """The message that names the turn."""
        return self.messages[0]

    @property
    def ids(self) -> list[int]:
        """Every message of the turn."""
        return [message.id for message in self.messages]


@dataclass(frozen=True, slots=True)
class Limits:
    """A message that fails `max_attempts` times is parked; a turn ends after `timeout` seconds.

    `seats` is how many turns go on at the same time.
    """

    max_attempts: int
    timeout: float
    seats: int = 4


class Worker(Loop):
    """Works journalled messages off, each turn one transaction."""

    topic = INBOUND
    poll_seconds = 1.0

    def __init__(
        self,
        database: Database,
        speaker: Speaker,
        now: Callable[[], datetime],
        limits: Limits,
        *,
        officers: OfficerChat | None = None,
        spoken: Spoken | None = None,
        chatter: Chatter | None = None,
        late: LateTurns | None = None,
    ) -> None:
        """Answer through `speaker`.

        `officers` hears first what officers say in their own chats, `spoken` what voice messages say; `chatter`
        knows programs that write to us; `late` says what becomes of messages that waited through an outage.
        """
        super().__init__(database)
        self._officers = officers
        self._spoken = spoken
        self._chatter = chatter
        self._late = late
        self._speaker = speaker
        self._now = now
        self._limits = limits
        self._seat = asyncio.Semaphore(limits.seats)
        self._newest = True

    async def step(self) -> bool:
        """Work one turn; False where nothing is due."""
        return await self.turn()

    async def turn(self) -> bool:
        """Work one turn; False where nothing is due."""
        claims = await self._claim(1)
        for claim in claims:
            await self._carry(claim)
        return bool(claims)

    async def begin(self) -> bool:
        """Take conversations up once a seat is free, and go on while they are worked; False where nothing is due."""
        while len(self._under_way) >= self._limits.seats:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        if self._stopping:
            return False
        claims = await self._claim(TOGETHER)
        for claim in claims:
            self.go_on(self._carry(claim))
        return bool(claims)

    async def _carry(self, claim: Claim) -> None:
        """Work the turn once a seat is free; never raises."""
        try:
            async with heartbeat(LEASE, partial(self._extend, claim)), self._seat:
                await (self._let_go(claim) if self._stopping else self._take_turn(claim))
        except Exception as error:  # noqa: BLE001 - its lease ends, and then it is worked again
            log.warning("loop_stumbled", loop=type(self).__name__, error=name_fault(error))

    async def _take_turn(self, claim: Claim) -> None:
        began = time.monotonic()
        with following(turn_key(claim.head), conversation=claim.conversation.id):
            outcome = await self._attempt(claim)
            took = time.monotonic() - began
            waited = (self._now() - claim.head.received_at).total_seconds()
            self.measures.turn(outcome, took, waited)
            log.info("turn_ended", outcome=outcome, took=round(took, 3), waited=round(waited, 3))

    async def _attempt(self, claim: Claim) -> TurnOutcome:
        try:
            async with asyncio.timeout(self._limits.timeout):
                await self._work(claim)
        except LeaseLost:
            log.warning("lease_lost", message=claim.head.id)
            return TurnOutcome.LEASE_LOST
        except Exception as error:  # noqa: BLE001 - whatever a turn raises, its message is kept and counted
            # As soon as the database can: an attempt that was counted and ended by an outage would park the message.
            return await self.insist(partial(self._failed, claim, error), INSISTS)
        return TurnOutcome.DONE

    async def _claim(self, most: int) -> list[Claim]:
        """Take up at most so many turns, their attempts counted."""
        if self._database.is_sqlite and not await self._has_due():
            return []
        async with self._database.write() as unit:
            # Both ends by turns: so a backlog neither holds up who has just written, nor is held up for good.
            self._newest = not self._newest
            take, claims = unit.conversations.claim_all, list[Claim]()
            while not claims and (talks := await take(self._now(), LEASE, most=most, newest=self._newest)):
                claims = await self._claim_messages(unit, talks)
            if claims:
                await unit.journal.count_attempts([message for claim in claims for message in claim.ids])
            await unit.commit()
            return claims

    async def _has_due(self) -> bool:
        """Look without a write first: an idle worker must not take the one writer's seat."""
        async with self._database.read() as unit:
            return await unit.conversations.has_due(self._now())

    async def _extend(self, claim: Claim) -> bool:
        talk = claim.conversation
        async with self._database.write() as unit:
            ours = await unit.conversations.extend(talk.id, talk.lease_token, self._now() + LEASE)
            await unit.commit()
        return ours

    async def _claim_messages(self, unit: UnitOfWork, talks: Sequence[Conversation]) -> list[Claim]:
        """Return the turns that are due in conversations that are ours; others are given back."""
        found = await unit.journal.pending_of([talk.id for talk in talks])
        last = await self._speaker.recall_all(unit, talks)
        claims = []
        for talk in talks:
            pending = found[talk.id]
            head = pending[0] if pending else None
            if head is None or self._now() < head.ready_at <= self._now() + FURTHEST:
                await unit.conversations.give_back(talk.id, talk.lease_token)
                continue
            parts = tuple(m for m in pending if m is head or _one_turn(head, m))
            claim = Claim(talk, parts, last.get(talk.id))
            if head.attempts >= self._limits.max_attempts:
                await self._park(unit, claim, head.error or "crashed")
            else:
                claims.append(claim)
        return await self._without_company(unit, claims)

    async def _without_company(self, unit: UnitOfWork, claims: list[Claim]) -> list[Claim]:
        """Take up alone what was tried before: it may have ended its process, and would be counted against all."""
        tried = next((claim for claim in claims if claim.head.attempts), None)
        if tried is None:
            return claims
        for other in claims:
            if other is not tried:
                await unit.conversations.release(other.conversation.id, other.conversation.lease_token)
        return [tried]

    async def _let_go(self, claim: Claim) -> None:
        """Give back what no seat was free for."""
        talk = claim.conversation
        async with self._database.write() as unit:
            await unit.conversations.release(talk.id, talk.lease_token)
            await unit.journal.uncount(claim.ids)
            await unit.commit()

    async def _work(self, claim: Claim) -> None:
        if claim.head.edits_fingerprint and await self._note_edit(claim):
            return
        if self._officers is not None and await self._obey(self._officers, claim):
            return
        last = claim.last
        verdict = await self._judge(claim)
        if verdict is Verdict.SILENCE:
            await self._say_nothing(claim)
            return
        stops = verdict is Verdict.LAST_WORD
        parsed = await self._speaker.parse(STOP if stops else spoken_text(claim.messages))
        self.measures.understood(parsed)
        if self._spoken is not None:
            parsed = await self._spoken.words_for(claim.conversation, claim.head.id, parsed, last)
        if self._speaker.remote:
            await self._answer_remotely(claim, parsed, last)
        else:
            await self._answer(claim, parsed, last)

    async def _obey(self, officers: OfficerChat, claim: Claim) -> bool:
        """Do an officer's command; False where the words are a citizen's."""
        spoken = await officers.hear(claim)
        if spoken is None:
            return False
        async with self._database.write() as unit:
            conversation = await self._fence(unit, claim)
            await officers.obey(unit, conversation, claim, spoken)
            await self._finish(unit, claim)
            await unit.commit()
        return True

    async def _judge(self, claim: Claim) -> Verdict:
        if self._chatter is None or claim.conversation.owner != BOT:
            return Verdict.ANSWER
        return await self._chatter.judge(self._glimpse, claim.messages, claim.last)

    async def _glimpse(self, conversation_id: str, count: int) -> list[Glimpse]:
        async with self._database.read() as unit:
            return await unit.journal.glimpse(conversation_id, count)

    async def _say_nothing(self, claim: Claim) -> None:
        async with self._database.write() as unit:
            conversation = await self._fence(unit, claim)
            last = await self._speaker.recall(unit, conversation)
            await show_quietly(unit, last["ticket_id"] if last else None, claim.ids)
            await self._finish(unit, claim)
            await unit.commit()

    async def _answer(self, claim: Claim, parsed: dict[str, Any], last: dict[str, Any] | None) -> None:
        tracker = None
        async with self._database.write() as unit:
            conversation = await self._fence(unit, claim)
            if _is_the_bots(conversation, parsed, last):
                said = await self._speaker.speak(conversation, claim.messages, parsed, last, unit)
                quiet = self._is_quiet(claim, parsed, last)
                tracker = await self._keep(unit, conversation, claim, said, quiet=quiet)
            if _is_the_officers(conversation, parsed):
                await self._speaker.pass_on(unit, conversation, claim.messages)
            await self._finish(unit, claim, tracker)
            await unit.commit()

    async def _answer_remotely(
        self, claim: Claim, parsed: dict[str, Any], last: dict[str, Any] | None
    ) -> None:
        """Answer with actions that commit on their own: no transaction is held while we wait for them."""
        said, quiet, tracker = None, False, None
        if _is_the_bots(claim.conversation, parsed, last):
            said = await self._speaker.speak(claim.conversation, claim.messages, parsed, last, None)
            quiet = self._is_quiet(claim, parsed, last)
        async with self._database.write() as unit:
            conversation = await self._fence(unit, claim)
            handed_off = said is not None and said.handed_off
            if said is not None and (handed_off or _is_the_bots(conversation, parsed, last)):
                tracker = await self._keep(unit, conversation, claim, said, quiet=quiet)
            if not handed_off and _is_the_officers(conversation, parsed):
                await self._speaker.pass_on(unit, conversation, claim.messages)
            await self._finish(unit, claim, tracker)
            await unit.commit()

    def _is_quiet(self, claim: Claim, parsed: dict[str, Any], last: dict[str, Any] | None) -> bool:
        late = self._late
        return late is not None and late.is_quiet(claim.messages, parsed, last, self._now())

    async def _keep(
        self, unit: UnitOfWork, conversation: Conversation, claim: Claim, said: Said, *, quiet: bool
    ) -> dict[str, Any]:
        """Write what the turn came to; what comes too late is kept for the one summary.

        Returns the dialogue's state after it.
        """
        if self._late is not None and said.handed_off:
            # That officers have the conversation now is told at once, after what is still to be told.
            await self._late.speak_up(unit, conversation.id)
            quiet = False
        heard = without_sayings(said) if quiet else said
        tracker = await self._speaker.keep(unit, conversation, claim.head, heard)
        await show_together(unit, claim.messages)
        if quiet:
            await unit.journal.keep_quiet(claim.ids)
        return tracker

    async def _note_edit(self, claim: Claim) -> bool:
        async with self._database.write() as unit:
            await self._fence(unit, claim)
            shown = await self._speaker.note_edit(unit, claim.head)
            if shown:
                await self._finish(unit, claim)
                await unit.commit()
            return shown

    async def _fence(self, unit: UnitOfWork, claim: Claim) -> Conversation:
        return await unit.conversations.check_lease(claim.conversation.id, claim.conversation.lease_token)

    async def _finish(self, unit: UnitOfWork, claim: Claim, tracker: dict[str, Any] | None = None) -> None:
        await unit.journal.settle(claim.ids, WorkState.DONE)
        await self._next(unit, claim.conversation, tracker)

    async def _next(
        self, unit: UnitOfWork, conversation: Conversation, tracker: dict[str, Any] | None = None
    ) -> None:
        quiet = await unit.conversations.give_back(conversation.id, conversation.lease_token, tracker)
        if self._late is not None and quiet:
            pending = await unit.journal.pending(conversation.id)
            await self._late.sum_up(unit, conversation.id, pending, self._now())

    async def _failed(self, claim: Claim, error: Exception) -> TurnOutcome:
        reason = name_fault(error)
        retryable = getattr(error, "retryable", isinstance(error, Conflict)) or is_outage(error)
        log.warning("turn_failed", message=claim.head.id, error=reason, attempt=claim.head.attempts + 1)
        async with self._database.write() as unit:
            try:
                await self._fence(unit, claim)
            except LeaseLost:
                if retryable:
                    await unit.journal.uncount(claim.ids)
                    await unit.commit()
                return TurnOutcome.LEASE_LOST
            gives_up = claim.head.attempts + 1 >= self._limits.max_attempts and not retryable
            if gives_up:
                await self._park(unit, claim, reason)
            else:
                # An outage elsewhere is not the message's fault and never counts towards parking.
                until = self._now() + (OUTAGE_PAUSE if retryable else backoff(claim.head.attempts))
                await unit.journal.postpone(claim.ids, until, reason, uncount=retryable)
                await self._next(unit, claim.conversation)
            await unit.commit()
        return TurnOutcome.PARKED if gives_up else TurnOutcome.FAILED

    async def _park(self, unit: UnitOfWork, claim: Claim, reason: str) -> None:
        log.error("message_parked", message=claim.head.id, error=reason, remedy="tanggap parked replay")
        await unit.journal.settle(claim.ids, WorkState.PARKED, reason)
        await self._next(unit, claim.conversation)


def _one_turn(head: StoredMessage, other: StoredMessage) -> bool:
    """Whether they are parts of one album or burst; what came after a first try is a turn of its own."""
    return head.group_id is not None and (head.group_id, head.attempts) == (other.group_id, other.attempts)


def _is_the_bots(conversation: Conversation, parsed: dict[str, Any], last: Mapping[str, Any] | None) -> bool:
    """Whether the bot answers: it owns the conversation, or the officers who do cannot do this in its place."""
    return conversation.owner == BOT or is_danger(parsed) or is_about_erasure(parsed, last)


def _is_the_officers(conversation: Conversation, parsed: dict[str, Any]) -> bool:
    """Whether officers who own the conversation read it as their own; danger has a ticket that calls them."""
    return conversation.owner != BOT and not is_danger(parsed)
