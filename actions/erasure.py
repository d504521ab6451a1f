"""The citizen wants the own data erased: explained first, then kept as a request that a chore does when it is due."""

from datetime import timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context
from actions.several import listed
from actions.wiring import wiring, work
from actions.wording import phrase
from storage import UnitOfWork
from storage.erasing import due_at, open_reports
from storage.erasures import AFTER, PROMISE, Erasure, promised_day
from tickets.service import TicketService


class ActionOfferErasure(Action):
    """Tell what is erased, what stays and when, and ask."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_offer_erasure"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Ask; where it was asked for already, say when it is done."""
        context = Context.of(tracker, self.name())
        async with work() as (unit, service):
            known = await unit.erasures.of(context.contact_id)
            words = await _when(unit, service, domain, context, known)
        asked = "utter_hapus_data_sudah_diminta" if known else "utter_hapus_data"
        dispatcher.utter_message(response=asked, kapan=words)
        return []


class ActionEraseData(Action):
    """Keep the request."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_erase_data"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Keep it, once however often it is pressed, and say by when it is done."""
        context = Context.of(tracker, self.name())
        async with work() as (unit, service):
            request = await unit.erasures.ask(context.contact_id, context.keys.turn, wiring().desk.now())
            await unit.erasures.set_due(context.contact_id, await due_at(unit, request))
            words = await _when(unit, service, domain, context, request)
        dispatcher.utter_message(response="utter_hapus_data_dicatat", kapan=words)
        return [SlotSet("tertunda", None)]


class ActionKeepData(Action):
    """Nothing is erased, or no longer."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_keep_data"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Forget the request, if there is one, and say so."""
        del domain
        context = Context.of(tracker, self.name())
        async with work() as (unit, _):
            await unit.erasures.withdraw(context.contact_id)
        dispatcher.utter_message(response="utter_hapus_data_batal")
        return []


async def _when(
    unit: UnitOfWork, service: TicketService, domain: dict[str, Any], context: Context, known: Erasure | None
) -> str:
    """Say the day; with reports open, the day that follows from their own limits."""
    desk, now = wiring().desk, wiring().desk.now()
    going = await open_reports(unit, context.contact_id)
    if not going:
        due = await due_at(unit, known) if known else None
        day = promised_day(due - AFTER if due else now, desk.rules.timezone)
        return phrase(domain, "utter_hapus_kapan", tanggal=service.day(day))
    today = now.astimezone(desk.rules.timezone).date()
    limit = max(today, *(case.completion_due or case.first_answer_due for case in going))
    return phrase(
        domain,
        "utter_hapus_kapan_tiket",
        daftar=listed([case.number for case in going]),
        batas=service.day(limit),
        tanggal=service.day(limit + timedelta(days=PROMISE.days)),
    )
