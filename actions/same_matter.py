"""Has somebody reported it already? Ticket first, then the offer to join, or to open the own closed one again."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.ask_lokasi import ask_again
from actions.context import Context
from actions.lookup import case_of, own_ticket
from actions.several import could_be_one
from actions.status_text import standing
from actions.wiring import wiring, work
from actions.wording import mention
from storage import UnitOfWork
from storage.alike import alike, report_of
from tickets.dates import short_date
from tickets.duplicates import suggest
from tickets.redaction import redact
from tickets.service import TicketService
from tickets.status import CLOSED, TicketStatus
from tickets.ticket import Ticket, TicketUrgency, Visibility, Vote
from tickets.verbs.joining import may_join

#: More messages than this nobody reads at once.
MOST_BUBBLES = 3
#: So many offers are remembered; older buttons say that there is nothing to join.
REMEMBERED = 5
#: The reason that stands beside a button.
APART = "berbeda"


async def offer_same(
    dispatcher: CollectingDispatcher,
    domain: dict[str, Any],
    context: Context,
    unit: UnitOfWork,
    service: TicketService,
    ticket: Ticket,
) -> list[EventType]:
    """Ask whether it is what is being handled already; secret and urgent matters are not asked about."""
    if ticket.visibility is Visibility.SECRET or ticket.urgency is TicketUrgency.EMERGENCY:
        return []
    if len(dispatcher.messages) >= MOST_BUBBLES or ticket.status in CLOSED:
        return []
    found = await _likeliest(unit, ticket)
    if found is None:
        return []
    case = await case_of(unit, found)
    own, ended = found.reporter_id == ticket.reporter_id, _has_ended(case)
    if not (own if ended else may_join(ticket, case)):
        return []
    await _ask(dispatcher, domain, unit, service, ticket, found if own else case)
    known = dict(context.slot("calon_sama") or {})
    kept = list(known.items())[1 - REMEMBERED :]
    return [SlotSet("calon_sama", dict([*kept, (ticket.number, found.id if own else case.id)]))]


class ActionJoin(Action):
    """It is the same: join the ticket to the other, or open the own closed one again and join it there."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_join"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Join it and tell how things stand."""
        context = Context.of(tracker, self.name())
        async with work() as (unit, service):
            ticket, other = await _pair(unit, context)
            if ticket is None:
                dispatcher.utter_message(response="utter_tidak_ada_tiket")
                return [SlotSet("butuh_lokasi", False)]
            if other and context.entity("induk") and not could_be_one(ticket, other):
                mention(dispatcher, "utter_tidak_digabung", ticket)
                return await ask_again(unit, context)
            if ticket.parent_id is None and other and _has_ended(await case_of(unit, other)):
                await _reopen(unit, service, context, ticket, other)
                other = await unit.tickets.get(other.id)
            case = await case_of(unit, ticket if ticket.parent_id or other is None else other)
            if ticket.parent_id is None:
                if not may_join(ticket, case):
                    mention(dispatcher, "utter_tetap_sendiri", ticket)
                    return [SlotSet("butuh_lokasi", False)]
                await service.join(ticket, case, context.citizen, context.keys)
            now = standing(domain, case, await unit.tickets.events(case.id))
            left = await ask_again(unit, context)
        dispatcher.utter_message(response="utter_keadaan_sekarang", status=now, ticket_id=ticket.id)
        return [SlotSet("tiket_aktif", ticket.number), *left]


class ActionKeepApart(Action):
    """It is not the same; said after joining, the ticket goes its own way again."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_keep_apart"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say that the ticket goes its own way."""
        del domain
        context = Context.of(tracker, self.name())
        async with work() as (unit, service):
            ticket, other = await _pair(unit, context)
            if ticket and ticket.parent_id and other:
                await service.part(ticket, context.said or APART, context.citizen, context.keys)
                return []
        mention(dispatcher, "utter_tetap_sendiri", ticket)
        return []


async def _likeliest(unit: UnitOfWork, ticket: Ticket) -> Ticket | None:
    """Return the report most like it; the reporter's own goes before another's."""
    likely = [each.report for each in suggest(*await alike(unit, ticket))]
    own = (report for report in likely if report.reporter == ticket.reporter_id)
    best = next(own, next(iter(likely), None))
    return await unit.tickets.by_number(best.number) if best else None


def _has_ended(case: Ticket) -> bool:
    return case.status in CLOSED | {TicketStatus.AWAITING_REPORTER}


async def _ask(
    dispatcher: CollectingDispatcher,
    domain: dict[str, Any],
    unit: UnitOfWork,
    service: TicketService,
    ticket: Ticket,
    other: Ticket,
) -> None:
    """Ask by topic and place, never by another's words."""
    own, case = other.reporter_id == ticket.reporter_id, await case_of(unit, other)
    reporters = {case.reporter_id, *(one.reporter_id for one in await unit.tickets.joined_to(case.id))}
    name = "utter_mungkin_sama_sendiri" if own else "utter_mungkin_sama"
    dispatcher.utter_message(
        response="utter_mungkin_dibuka_kembali" if _has_ended(case) else name,
        nomor=ticket.number,
        ticket_id=ticket.id,
        lama=other.number if own else None,
        opd=service.short(case.agency),
        perkara=_matter(case),
        sejak=short_date(service.calendar.local(case.opened_at).date(), service.language),
        jumlah=str(len(reporters)),
        status=standing(domain, case, await unit.tickets.events(case.id)),
    )


def _matter(case: Ticket) -> str:
    """Return "Jalan dan jembatan, depan Pasar Randusari"; a place that tells who lives there is left out."""
    title, place = wiring().topic(case.topic).title, case.place
    return f"{title}, {place}" if place and redact(place) == place else title


async def _pair(unit: UnitOfWork, context: Context) -> tuple[Ticket | None, Ticket | None]:
    """Return the own ticket the answer is about and what it was said to be like; only what was offered counts."""
    number = context.entity("nomor_tiket") or context.slot("tiket_aktif")
    ticket = await own_ticket(unit, context, number) if number else None
    if ticket and (first := context.entity("induk")):
        return ticket, await own_ticket(unit, context, first)
    other = (context.slot("calon_sama") or {}).get(number) if ticket else None
    return ticket, await unit.tickets.get(other) if other else None


async def _reopen(
    unit: UnitOfWork, service: TicketService, context: Context, ticket: Ticket, other: Ticket
) -> None:
    """Open the own ended report again with what the new one says."""
    case = await case_of(unit, other)
    note = (await report_of(unit, ticket)).text
    for message_id in await unit.tickets.message_ids(ticket.id):
        await unit.tickets.link_message(case.id, message_id)
    await service.vote(other, Vote.NO, context.citizen, context.keys, note)
