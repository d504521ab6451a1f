"""Whose case it is: verifying, passing on, helping, bodies outside, one level higher."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from messages import Saying
from tickets.budget import WorkingDays
from tickets.errors import NotAlike, PassedTooOften
from tickets.help import FollowUp, HelpKind, HelpRequest
from tickets.keys import TurnKeys
from tickets.status import EventKind
from tickets.terms import TOP_LEVEL
from tickets.ticket import Actor, ActorKind, Ticket, TicketEvent, Visibility
from tickets.verbs.core import Core, must_say


class Disposition(Core):
    """Who works on it."""

    async def verify(self, ticket: Ticket, actor: Actor, keys: TurnKeys) -> Ticket:
        """Say, as triage, that it is a complaint with all it needs. Raises IllegalMove."""
        return await self.happen(ticket, EventKind.VERIFIED, actor, keys)

    async def transfer(
        self,
        ticket: Ticket,
        to: str,
        reason: str,
        actor: Actor,
        keys: TurnKeys,
        *,
        decides: bool = False,
    ) -> Ticket:
        """Pass the ticket to another agency, with the reason; its clocks begin anew, and the reporter hears a date.

        After two such moves only triage (`decides`) says whose it is; till then it goes to triage. Triage's first
        choice of an owner counts as no move. Raises TicketClosed, UnknownAgency, NothingSaid, PassedTooOften.
        """
        agency, words, before = self.routing.agency(to), must_say(reason), ticket.agency
        moves = transfers(await self.store.events(ticket.id))
        if not decides and moves >= self.terms.most_transfers and to != self.routing.triage:
            raise PassedTooOften
        payload = {"from": before, "to": agency.code, "decided": decides or before == self.routing.triage}
        self.bell.ring(before)
        moved = replace(ticket, agency=agency.code, claimed_by=None, level=0)
        ticket = await self.happen(moved, EventKind.TRANSFERRED, actor, keys, reason=words, payload=payload)
        day = ticket.completion_due if ticket.first_answered_at else ticket.first_answer_due
        params = {"opd": agency.short, "alasan": words, "tanggal": self.day(day or ticket.first_answer_due)}
        await self.tell(ticket, Saying("utter_tiket_dialihkan", params), actor, keys)
        await self.wake(ticket, keys)
        return ticket

    async def ask_help(
        self, ticket: Ticket, kind: HelpKind, agency: str, text: str, days: int, actor: Actor, keys: TurnKeys
    ) -> Ticket:
        """Ask another agency for its part or for an answer, within `days` working days, on a clock of its own.

        Raises TicketClosed, UnknownAgency, NothingSaid.
        """
        words, asked = must_say(text), self.routing.agency(agency)
        request_id = uuid.uuid5(uuid.NAMESPACE_OID, f"{keys.turn}:{ticket.id}:{asked.code}").hex
        payload = {"request": request_id, "kind": kind, "agency": asked.code, "text": words}
        helpers = (*ticket.supporting, asked.code) if kind is HelpKind.PART else ticket.supporting
        changed = replace(ticket, supporting=tuple(dict.fromkeys(helpers)))
        done = await self.store.has_event(keys.turn, 0)
        ticket = await self.happen(changed, EventKind.HELP_ASKED, actor, keys, payload=payload)
        if not done:
            due = WorkingDays(days).due(self.calendar, self.now(), timedelta()).date()
            await self.store.ask(
                HelpRequest(
                    request_id, ticket.id, kind, ticket.agency, asked.code, words, actor.id, self.now(), due
                )
            )
        self.bell.ring(asked.code)
        return ticket

    async def give_help(
        self, ticket: Ticket, request: HelpRequest, text: str, actor: Actor, keys: TurnKeys
    ) -> Ticket:
        """Answer such a request; the officers who asked see it, the reporter does not. Raises NothingSaid."""
        words = must_say(text)
        payload = {"request": request.id, "kind": request.kind, "agency": request.agency, "text": words}
        ticket = await self.happen(ticket, EventKind.HELP_GIVEN, actor, keys, payload=payload)
        await self.store.answer_help(request.id, words, actor.id, self.now())
        self.bell.ring(request.from_agency)
        return ticket

    async def pass_outside(
        self, ticket: Ticket, body: str, contact: str, note: str, again: date, actor: Actor, keys: TurnKeys
    ) -> Ticket:
        """Ask a body outside (PLN, the province) and watch it until a day. Raises TicketClosed, NothingSaid."""
        words = must_say(note)
        payload = {"body": body, "contact": contact, "text": words, "again": again.isoformat()}
        ticket = await self.happen(ticket, EventKind.PASSED_OUTSIDE, actor, keys, payload=payload)
        await self.store.pass_outside(FollowUp(ticket.id, body, contact, words, again, actor.id, self.now()))
        params = {"lembaga": body, "isi": words, "tanggal": self.day(again)}
        await self.tell(ticket, Saying("utter_diteruskan_ke_luar", params), actor, keys)
        return ticket

    async def escalate(
        self,
        ticket: Ticket,
        why: str,
        actor: Actor,
        keys: TurnKeys,
        *,
        clock: str | None = None,
        days: int | None = None,
    ) -> Ticket:
        """Lift it one level; `clock` names the missed clock that begins anew, with `days` or as long as before.

        Raises TicketClosed.
        """
        level = min(ticket.level + 1, TOP_LEVEL)
        payload = {"level": level, "name": self.superior(ticket, level), "clock": clock, "days": days}
        ticket = await self.happen(
            replace(ticket, level=level), EventKind.ESCALATED, actor, keys, reason=why, payload=payload
        )
        await self.pager.page(ticket, level, clock or "complaint", f"{keys.turn}:{level}")
        return ticket

    async def change_visibility(
        self, ticket: Ticket, visibility: Visibility, reason: str, actor: Actor, keys: TurnKeys
    ) -> Ticket:
        """Make it secret, anonymous or ordinary at the reporter's wish; whose it is stays."""
        payload = {"from": ticket.visibility, "to": visibility}
        changed = replace(ticket, visibility=visibility)
        return await self.happen(
            changed, EventKind.VISIBILITY_CHANGED, actor, keys, reason=reason, payload=payload
        )

    async def make_secret(self, ticket: Ticket, matter: str, actor: Actor, keys: TurnKeys) -> Ticket:
        """Give a case with a sensitive `matter` (a flag of the lexicon) to that matter's keeper, who alone sees it.

        Raises TicketClosed, NotAlike where others were joined to it: their reporters would hear of a secret case.
        """
        if await self.store.joined_to(ticket.id):
            raise NotAlike
        flags = tuple(sorted({*ticket.sensitivity, matter}))
        keeper = self.routing.responsible_agency(ticket.topic, sure=False, sensitivity=(matter,))
        payload = {"from": ticket.visibility, "to": Visibility.SECRET, "matter": matter}
        hidden = replace(ticket, visibility=Visibility.SECRET, sensitivity=flags, supporting=())
        ticket = await self.happen(hidden, EventKind.VISIBILITY_CHANGED, actor, keys, payload=payload)
        if keeper.code != ticket.agency:
            self.bell.ring(ticket.agency)
            move = {"from": ticket.agency, "to": keeper.code, "decided": True}
            moved = replace(ticket, agency=keeper.code, claimed_by=None, level=0)
            ticket = await self.happen(moved, EventKind.TRANSFERRED, actor, keys, payload=move)
        params = {"opd": keeper.short, "tanggal": self.day(ticket.first_answer_due)}
        await self.tell(ticket, Saying("utter_dirahasiakan", params), actor, keys)
        await self.wake(ticket, keys)
        return ticket


def transfers(events: Sequence[TicketEvent]) -> int:
    """Count how often agencies passed it on; what triage decided counts not."""
    return sum(
        1
        for event in events
        if event.kind is EventKind.TRANSFERRED
        and event.actor.kind is ActorKind.OFFICER
        and not event.payload.get("decided")
    )
