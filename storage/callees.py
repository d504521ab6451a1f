"""Whom a call goes to, and from when on: duty at any hour for emergencies, the ladder with its quiet hours else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.cases import Cases
from storage.roster import Roster
from storage.staff import Officer, Role
from storage.unit_of_work import UnitOfWork
from tickets.calendar import WorkingCalendar
from tickets.errors import TicketNotFound
from tickets.terms import TOP_LEVEL
from tickets.ticket import Ticket, TicketUrgency, Visibility

WORKERS = frozenset({Role.OFFICER, Role.HEAD})


@dataclass(frozen=True, slots=True)
class Callees:
    """Everybody who may sign in, with what the region decided about calling them."""

    unit: UnitOfWork
    people: Sequence[Officer]
    roster: Roster
    calendar: WorkingCalendar
    now: datetime

    async def of(self, ticket: Ticket, level: int) -> list[tuple[Officer, datetime]]:
        """Return who is called, and not before when; nobody where there is nobody to call."""
        if ticket.urgency is TicketUrgency.EMERGENCY:
            return [(one, self.now) for one in await self._at_once(ticket, level)]
        found, quiet = self._in_office(ticket, level)
        seen = await self._who_see(ticket, found) or await self._who_see(ticket, self._workers(ticket))
        morning = self.calendar.next_opening(self.now)
        return [(one, morning if quiet else self.now) for one in seen]

    async def _at_once(self, ticket: Ticket, level: int) -> list[Officer]:
        """Return who is on duty (and the rung's person); where none has a chat, the agency's own people too."""
        local = self.calendar.local(self.now)
        named = list(self.roster.on_duty(local, ticket.agency))
        rung = self.roster.rung(ticket.agency, level) if level else None
        called = self._named([*named, rung.officer if rung else ""])
        if ticket.visibility is Visibility.SECRET:
            called = await self._who_see(ticket, called)
        if any([await self._is_reached(one) for one in called]):
            return called
        people = _once([*called, *await self._who_see(ticket, self._workers(ticket))])
        return people or await self._who_see(ticket, [p for p in self.people if p.role is Role.TRIAGE])

    def _in_office(self, ticket: Ticket, level: int) -> tuple[list[Officer], bool]:
        """Return who is called, and whether they are left in peace now."""
        asleep = not self.calendar.is_open(self.now)
        if level == 0:
            holder = [one for one in self.people if one.id == ticket.claimed_by]
            return holder or self._of(ticket.agency, Role.OFFICER) or self._of(
                ticket.agency, Role.HEAD
            ), asleep
        rung = self.roster.rung(ticket.agency, level)
        if rung and (named := self._named([rung.officer])):
            return named, rung.is_quiet(self.calendar.local(self.now), ticket.urgency)
        heads = [] if level >= TOP_LEVEL else self._of(ticket.agency, Role.HEAD)
        return heads or [one for one in self.people if one.role is Role.TRIAGE], asleep

    async def _who_see(self, ticket: Ticket, people: Iterable[Officer]) -> list[Officer]:
        return [one for one in people if await self._sees(ticket, one)]

    async def _sees(self, ticket: Ticket, officer: Officer) -> bool:
        try:
            await Cases(self.unit, officer).ticket(ticket.number)
        except TicketNotFound:
            return False
        return True

    async def _is_reached(self, officer: Officer) -> bool:
        link = await self.unit.officer_links.of_officer(officer.id)
        return link is not None and link.holds(self.now)

    def _workers(self, ticket: Ticket) -> list[Officer]:
        return [one for one in self.people if one.role in WORKERS and ticket.agency in one.agencies]

    def _of(self, agency: str, role: Role) -> list[Officer]:
        return [one for one in self.people if one.role is role and agency in one.agencies]

    def _named(self, usernames: Sequence[str]) -> list[Officer]:
        known = {one.username: one for one in self.people}
        return _once(known[name] for name in usernames if name in known)


def _once(people: Iterable[Officer]) -> list[Officer]:
    return list({one.id: one for one in people}.values())
