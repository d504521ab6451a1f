"""The citizen takes a report back, after one question."""

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.ask_lokasi import NOT_ASKED, ask_again
from actions.context import Context
from actions.lookup import active_ticket, own_ticket
from actions.wiring import work
from actions.wording import payload, phrase
from storage import UnitOfWork
from tickets.status import CLOSED, TicketStatus
from tickets.ticket import Ticket

#: Asked about a report that has its place already, another one was wanted: "gak jadi" keeps it.
OTHER_PLACE = frozenset({"utter_tanya_lokasi", "utter_tanya_lokasi_lagi"})
NAMED = re.compile(r"lapor|tiket|aduan", re.IGNORECASE)


class ActionOfferWithdrawal(Action):
    """Ask whether the report at hand is to be withdrawn."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_offer_withdrawal"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Ask."""
        context = Context.of(tracker, self.name())
        async with work() as (unit, _):
            ticket = await active_ticket(unit, context)
        if ticket is None:
            dispatcher.utter_message(response="utter_tidak_ada_tiket")
            return []
        if ticket.place and context.last_response() in OTHER_PLACE and not NAMED.search(context.said):
            told = {"nomor": ticket.number, "tempat": ticket.place, "ticket_id": ticket.id}
            dispatcher.utter_message(response="utter_lokasi_tetap", **told)
            return [*NOT_ASKED]
        buttons = [
            {
                "title": phrase(domain, "utter_tombol_ya"),
                "payload": payload("batalkan_tiket", ticket.number),
            },
            {"title": phrase(domain, "utter_tombol_tidak"), "payload": "/tolak"},
        ]
        dispatcher.utter_message(
            response="utter_yakin_batal", nomor=ticket.number, ticket_id=ticket.id, buttons=buttons
        )
        return [SlotSet("tiket_aktif", ticket.number)]


class ActionWithdraw(Action):
    """Withdraw the report."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_withdraw"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Archive it and say so."""
        del domain
        context = Context.of(tracker, self.name())
        async with work() as (unit, service):
            ticket = await _to_withdraw(unit, context)
            if ticket is None:
                dispatcher.utter_message(response="utter_tidak_ada_tiket")
                return [SlotSet("butuh_lokasi", False)]
            if ticket.status is not TicketStatus.ARCHIVED:
                await service.withdraw(ticket, context.citizen, context.keys)
            left = await ask_again(unit, context)
        dispatcher.utter_message(response="utter_tiket_dibatalkan", nomor=ticket.number, ticket_id=ticket.id)
        return [SlotSet("tiket_aktif", None), *left]


async def _to_withdraw(unit: UnitOfWork, context: Context) -> Ticket | None:
    """Return the very ticket that was asked about; pressed or run twice, it is found withdrawn already."""
    number = context.entity("nomor_tiket") or context.slot("tiket_aktif")
    ticket = await own_ticket(unit, context, number) if number else None
    done = CLOSED - {TicketStatus.ARCHIVED} | {TicketStatus.AWAITING_REPORTER}
    gone = ticket is not None and ticket.status in done
    return None if gone else ticket
