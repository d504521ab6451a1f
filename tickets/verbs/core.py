"""What every verb stands on: one keyed event, the clocks after it, and words for everybody it concerns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from messages import OutboundFile, Outbox, Saying
from tickets.calendar import WorkingCalendar
from tickets.clocks import ClockState
from tickets.dates import LANGUAGE, long_date
from tickets.errors import IllegalMove, NothingSaid
from tickets.keys import TurnKeys
from tickets.ports import ConversationStore, Pager, QueueBell, TicketStore
from tickets.routing import Routing
from tickets.status import CLOSED, EventKind, move
from tickets.terms import Terms
from tickets.ticket import Actor, Ticket, TicketEvent, TicketKind, TicketUrgency, Vote
from tickets.timing import RESTARTS, Schedule, TicketClocks, clocks, missed_at


@dataclass(frozen=True, slots=True)
class Core:
    """One unit of work, the routing, the calendar and the terms; the caller commits."""

    store: TicketStore
    conversations: ConversationStore
    outbox: Outbox
    bell: QueueBell
    pager: Pager
    routing: Routing
    calendar: WorkingCalendar
    terms: Terms
    now: Callable[[], datetime]
    prefix: str
    language: str = LANGUAGE

    @property
    def schedule(self) -> Schedule:
        """When what falls due by itself."""
        return Schedule(self.terms, self.calendar)

    async def clocks(self, ticket: Ticket) -> TicketClocks:
        """Read the ticket's clocks from its history."""
        return clocks(ticket, await self.store.events(ticket.id), self.terms, self.calendar)

    def first_answer_due(self, moment: datetime, kind: TicketKind = TicketKind.COMPLAINT) -> date:
        """Return the date promised for the first answer to something received at that moment."""
        return self.terms.first_answer_to(kind).due(self.calendar, moment, timedelta()).date()

    async def happen(
        self,
        ticket: Ticket,
        kind: EventKind,
        actor: Actor,
        keys: TurnKeys,
        *,
        reason: str = "",
        payload: Mapping[str, object] | None = None,
    ) -> Ticket:
        """Let one thing happen: the event, the status, the clocks. Done already under this key, nothing happens.

        Raises IllegalMove (TicketClosed where the ticket is closed).
        """
        turn, n = keys.next()
        try:
            status = move(ticket.status, kind)
        except IllegalMove:
            # What was done under this key may be the very reason why it cannot be done now.
            if await self.store.has_event(turn, n):
                return await self.store.get(ticket.id)
            raise
        told = self.told(ticket, kind) | dict(payload or {})
        event = TicketEvent(ticket.id, turn, n, kind, actor, self.now(), reason.strip(), told)
        if not await self.store.append(event):
            return await self.store.get(ticket.id)
        changed = self.timed(replace(ticket, status=status), await self.store.events(ticket.id))
        await self.store.save(changed)
        self.bell.ring(changed.agency)
        return changed

    def told(self, ticket: Ticket, kind: EventKind) -> dict[str, object]:
        """Return whose it is from now on and the day promised with that: what figures are judged by later."""
        if kind not in RESTARTS | {EventKind.TRANSFERRED}:
            return {}
        goes_on = ticket.kind is TicketKind.INFORMATION_REQUEST and kind is EventKind.TRANSFERRED
        due = ticket.first_answer_due if goes_on else self.first_answer_due(self.now(), ticket.kind)
        return {"agency": ticket.agency, "due": due.isoformat()}

    def timed(self, ticket: Ticket, events: Sequence[TicketEvent]) -> Ticket:
        """Return the ticket with what its clocks say now, by its whole history."""
        now = self.now()
        known = clocks(ticket, events, self.terms, self.calendar)
        due = Schedule(self.terms, self.calendar, events).next(ticket, known, now)
        waits_for_pickup = known.pickup.state(now) is not ClockState.STOPPED
        # A standstill whose end is known already counts whole, so that no list calls it late meanwhile.
        seen = max([now, *(pause.end for pause in known.pickup.pauses if pause.end)])
        return replace(
            ticket,
            pickup_due=known.pickup.due(seen) if waits_for_pickup else None,
            first_answer_due=known.first_answer.due_date(seen),
            first_answered_at=known.first_answer.stopped,
            completion_due=known.completion.due_date(seen),
            wake_at=due.at if due else None,
            closed_at=(ticket.closed_at or now) if ticket.status in CLOSED else None,
            missed_at=missed_at(events),
        )

    async def tell(
        self,
        ticket: Ticket,
        saying: Saying,
        actor: Actor,
        keys: TurnKeys,
        *,
        not_before: datetime | None = None,
        but: Vote | None = None,
    ) -> None:
        """Tell the reporter, and those whose tickets were joined to this one, each under the own number, once.

        Who gave the vote `but` is left in peace.
        """
        told: set[str] = set()
        for one in (ticket, *await self.store.joined_to(ticket.id)):
            if one.conversation_id in told or (but is not None and one.vote is but):
                continue
            told.add(one.conversation_id)
            turn, n = keys.next()
            own = replace(saying, params={**saying.params, "nomor": one.number})
            await self.outbox.put(
                one.conversation_id,
                own,
                turn=turn,
                n=n,
                author=actor.id or actor.kind,
                ticket_id=one.id,
                not_before=not_before,
            )

    async def wake(self, ticket: Ticket, keys: TurnKeys) -> None:
        """Call who is on duty where a ticket is an emergency, or has just become one here."""
        if ticket.urgency is TicketUrgency.EMERGENCY:
            await self.pager.page(ticket, 0, "emergency", f"{keys.turn}:{ticket.id}:wake")

    def short(self, code: str) -> str:
        """Return what an agency is called in a sentence."""
        return self.routing.agency_or_code(code).short

    def day(self, day: date) -> str:
        """Return a day as citizens are told it: "Senin, 4 Mei 2026"."""
        return long_date(day, self.language)

    def superior(self, ticket: Ticket, level: int) -> str:
        """Name who stands on a level above the ticket's officers."""
        return self.terms.superior(ticket.agency, level) or f"pimpinan {self.short(ticket.agency)}"


def must_say(text: str) -> str:
    """Return the words without what surrounds them. Raises NothingSaid."""
    if not text.strip():
        raise NothingSaid
    return text.strip()


Files = tuple[OutboundFile, ...]
