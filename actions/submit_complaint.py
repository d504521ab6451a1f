"""A complaint becomes a ticket at once; what is still missing is asked afterwards."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.add_information import add
from actions.answer import answers
from actions.context import Context
from actions.lookup import active_ticket, answered_ticket, fitting_tickets, may_hold, meant_ticket
from actions.numbered_places import numbered_places
from actions.open_complaint import open_complaint
from actions.several import asked_about, lacks_place
from actions.validate_form_lokasi import judge_answer, remembered_landmarks
from actions.voice import put_in_words, voiced_ticket
from actions.wiring import wiring, work
from actions.wording import mention
from actions.worse import worsened_ticket
from storage import UnitOfWork
from tickets.status import CLOSED
from tickets.ticket import Ticket, TicketUrgency

#: Up to so many words, a message answers "where?" although it sounds like a complaint.
PLACE_ANSWER_WORDS = 14
#: Words of an answer beside the place itself: "di", "pak".
WORDS_BESIDE_PLACE = 2
#: From here on the reading as a complaint is believed, even where the topic is in doubt.
CLEARLY_A_COMPLAINT = 0.5
#: Lists of data/lexicon: words of damage, and of what is still not done.
DAMAGE, UNSOLVED = "masalah", "belum"


class ActionSubmitComplaint(Action):
    """Open a ticket for this message, or for the one set aside before it."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_submit_complaint"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Open the ticket and acknowledge it."""
        context = Context.of(tracker, self.name())
        if not _topic_is_known(context):
            dispatcher.utter_message(response="utter_tidak_paham")
            return [SlotSet("butuh_lokasi", False)]
        async with work() as (unit, service):
            asked = await _ticket_asked_about(unit, context)
            if asked is not None and _answers_where(context, asked):
                await unit.tickets.link_message(asked.id, context.message_id)
                judged = judge_answer(context, domain, context.said)
                return [SlotSet("butuh_lokasi", True), *(SlotSet(*slot) for slot in judged.items())]
            if known := await _added_to(unit, context):
                return await add(dispatcher, domain, context, unit, service, known)
            if not context.said and not context.slot("tertunda"):
                # A button pressed again, or long after: there is nothing left to keep.
                mention(dispatcher, "utter_tiket_sudah_ada", await active_ticket(unit, context))
                return [SlotSet("butuh_lokasi", False)]
            if voiced := await voiced_ticket(unit, context):
                return await put_in_words(dispatcher, domain, context, unit, service, voiced)
            return await open_complaint(dispatcher, domain, context, unit, service)


def _topic_is_known(context: Context) -> bool:
    """Whether a topic that the button names exists; anybody can make up a payload."""
    named = context.entity("topik")
    return named is None or named in wiring().topics


async def _ticket_asked_about(unit: UnitOfWork, context: Context) -> Ticket | None:
    """Return the ticket whose place the form is asking for."""
    if not context.said or (context.tracker.active_loop or {}).get("name") != "form_lokasi":
        return None
    several = [one for one in await asked_about(unit, context) if lacks_place(one)]
    ticket = next(iter(several), None) or await meant_ticket(unit, context)
    if ticket is None or ticket.status in CLOSED:
        return None
    return None if ticket.place or not may_hold(ticket, context) else ticket


async def _added_to(unit: UnitOfWork, context: Context) -> Ticket | None:
    """Return the ticket that a seeming complaint only adds to: an officer asked, it got worse, or it is as it was."""
    answered = await answered_ticket(unit, context)
    if answered is not None and answers(context, answered):
        return answered
    return await worsened_ticket(unit, context) or await _unsolved_ticket(unit, context)


async def _unsolved_ticket(unit: UnitOfWork, context: Context) -> Ticket | None:
    """Return the own open ticket of which "masih bolong aja nih" speaks: nothing but that it is as it was."""
    if UNSOLVED not in context.remarks or context.place() or context.parts:
        return None
    mine = await fitting_tickets(unit, context)
    return next((t for t in mine if t.topic == context.metadata["topics"][0][0]), None)


def _answers_where(context: Context, ticket: Ticket) -> bool:
    """Whether this answers "where?" and only sounds like another complaint."""
    if numbered_places(context, context.said):
        return True
    words, place = len(context.said.split()), context.place()
    if words > PLACE_ANSWER_WORDS or context.parts or context.urgency is TicketUrgency.EMERGENCY:
        return False
    if wiring().region.narrow(remembered_landmarks(context), context.said):
        return True
    same_topic = context.metadata["topics"][0][0] == ticket.topic
    only_a_place = place is not None and words - len(place.split()) <= WORDS_BESIDE_PLACE
    sure = context.metadata["topic_is_sure"]
    if sure and not same_topic and DAMAGE in context.remarks:
        return False  # "jalan bolong depan pasar", asked where the rubbish lies, is another complaint
    return same_topic or only_a_place or (context.confidence < CLEARLY_A_COMPLAINT and not sure)
