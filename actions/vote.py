"""Is it really done? Only the reporter of that ticket says so, by button or in words; "Belum" opens it again."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.check_status import tell_status
from actions.context import Context
from actions.lookup import case_of, own_ticket
from actions.wiring import work
from storage import UnitOfWork
from tickets.service import TicketService
from tickets.status import EventKind, TicketStatus
from tickets.ticket import Outcome, Ticket, Vote

VOTES = {"sudah_beres": Vote.YES, "belum_beres": Vote.NO, "belum_lihat": Vote.UNSEEN}
#: What the reporter may still judge; what was withdrawn, lapsed or marked has other ways back.
JUDGED = frozenset({TicketStatus.AWAITING_REPORTER, TicketStatus.RESOLVED, TicketStatus.NOT_OURS})
#: What can be objected to, and not confirmed.
REFUSED = frozenset({Outcome.CANNOT, Outcome.NOT_OURS})


class ActionVote(Action):
    """Take the reporter's word on "done"."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_vote"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Vote; nobody but the reporter of the ticket can."""
        context = Context.of(tracker, self.name())
        vote = VOTES[tracker.latest_message["intent"]["name"]]
        async with work() as (unit, service):
            ticket = await named_ticket(dispatcher, unit, context)
            if ticket is None:
                return []
            case = await case_of(unit, ticket)
            if case.status not in JUDGED or (vote is not Vote.NO and case.outcome in REFUSED):
                return await tell_status(dispatcher, domain, unit, service, ticket)
            await self._take(dispatcher, context, unit, service, ticket, vote)
        return [SlotSet("tiket_aktif", ticket.number), SlotSet("butuh_lokasi", False)]

    async def _take(
        self,
        dispatcher: CollectingDispatcher,
        context: Context,
        unit: UnitOfWork,
        service: TicketService,
        ticket: Ticket,
        vote: Vote,
    ) -> None:
        case = await case_of(unit, ticket)
        if context.said:
            for one in {case.id, ticket.id}:
                await unit.tickets.link_message(one, context.message_id)
        if vote is not ticket.vote or vote is Vote.NO:
            await service.vote(ticket, vote, context.citizen, context.keys, context.said)
        if vote is Vote.YES:
            say(dispatcher, "utter_minta_nilai", ticket, opd=service.short(case.agency))
        elif vote is Vote.UNSEEN:
            say(dispatcher, "utter_belum_lihat", ticket, janji=await self._until(unit, service, case))
        # A "Belum" is answered by the reopening itself, which tells everybody joined, too.

    async def _until(self, unit: UnitOfWork, service: TicketService, case: Ticket) -> str:
        """Return the day until which a word is waited for."""
        done = [e.at for e in await unit.tickets.events(case.id) if e.kind is EventKind.REPORTED_DONE]
        end = service.schedule.vote_end(done[-1]) if done else service.now()
        return service.day(service.calendar.next_opening(end).date())


async def named_ticket(dispatcher: CollectingDispatcher, unit: UnitOfWork, context: Context) -> Ticket | None:
    """Return the own ticket a button names; to anybody else the number says nothing."""
    number = context.entity("nomor_tiket")
    ticket = await own_ticket(unit, context, number) if number else None
    if ticket is None:
        dispatcher.utter_message(
            response="utter_tiket_tidak_ketemu" if number else "utter_tidak_ada_tiket", nomor=number
        )
    return ticket


def say(dispatcher: CollectingDispatcher, response: str, ticket: Ticket, **params: str) -> None:
    """Say something about a ticket."""
    dispatcher.utter_message(response=response, nomor=ticket.number, ticket_id=ticket.id, **params)
