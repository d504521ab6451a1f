"""What does not tell the citizen's own matter in words we read is kept, and asked about: no ticket by itself."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.add_information import add
from actions.answer import answer_officer
from actions.aside import set_aside
from actions.context import Context
from actions.lookup import may_hold, meant_ticket
from actions.open_complaint import unread
from actions.wiring import wiring, work
from actions.wording import emergency_numbers, ticket_params
from tickets.ticket import TicketUrgency

FORWARDED, LINK, ENGLISH, OTHER_SCRIPT = "terusan", "kirim_tautan", "bahasa_inggris", "bahasa_lain"
#: The question that each of them meets.
QUESTIONS = {
    FORWARDED: "utter_terusan",
    LINK: "utter_tautan",
    ENGLISH: "utter_bahasa_inggris",
    OTHER_SCRIPT: "utter_bahasa_lain",
}
COMPLAINT = "lapor"
#: From so many English words read as a complaint it is kept as one; a person reads it.
TALE_WORDS = 5


class ActionAskBack(Action):
    """Keep the message and ask what it means; what answers an officer is the officer's."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_ask_back"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Ask; a complaint in English is kept as a ticket first."""
        context = Context.of(tracker, self.name())
        answered = await answer_officer(dispatcher, domain, context, waiting=True)
        if answered is not None:
            return answered
        intent = tracker.latest_message["intent"]["name"]
        if intent == ENGLISH and _complains(context):
            return await _keep_for_a_person(dispatcher, domain, context)
        if context.urgency is TicketUrgency.EMERGENCY:
            # A chain letter about danger: no ticket by itself, and yet the numbers come before everything.
            numbers = emergency_numbers(domain, wiring().emergency)
            dispatcher.utter_message(response="utter_jika_terluka", nomor_darurat=numbers)
        dispatcher.utter_message(response=QUESTIONS.get(intent, "utter_tidak_paham"))
        return [set_aside(context, complaint=intent != LINK), SlotSet("butuh_lokasi", False)]


def _complains(context: Context) -> bool:
    return context.metadata["read_as"] == COMPLAINT and len(context.said.split()) >= TALE_WORDS


async def _keep_for_a_person(
    dispatcher: CollectingDispatcher, domain: dict[str, Any], context: Context
) -> list[EventType]:
    """Put it on the ticket at hand, else open one that triage reads; the answer is in both languages."""
    async with work() as (unit, service):
        ticket = await meant_ticket(unit, context)
        if ticket is not None and may_hold(ticket, context):
            return await add(dispatcher, domain, context, unit, service, ticket)
        ticket = await service.open_ticket(unread(context, context.message_ids), context.keys)
        params = ticket_params(wiring(), ticket, service.short(ticket.agency))
    dispatcher.utter_message(response="utter_bahasa_inggris_dicatat", **params)
    return [SlotSet("tiket_aktif", ticket.number), SlotSet("butuh_lokasi", False)]
