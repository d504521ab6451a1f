"""A complaint becomes a ticket on the first message that contains a problem; questions come after."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, read_point
from actions.lookup import active_ticket
from actions.place import say_place_saved
from actions.receipt import say_receipt
from actions.wiring import Wiring, wiring, work
from storage import UnitOfWork
from tickets.opening import Opening
from tickets.service import TicketService
from tickets.ticket import Ticket, TicketKind, TicketUrgency

#: Up to so many words, a message of the ticket's own topic that names a place answers "where?".
PLACE_ANSWER_WORDS = 14


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
        async with work() as (unit, service):
            asked = await _ticket_asked_about(unit, context)
            if asked is not None and _answers_where(context, asked):
                return await _save_place(dispatcher, domain, context, service, asked)
            ticket = await service.open_ticket(opening(context, wiring()), context.keys)
            agency = service.routing.agency(ticket.agency)
        question = say_receipt(dispatcher, domain, wiring(), ticket, agency)
        return [
            SlotSet("tiket_aktif", ticket.number),
            SlotSet("butuh_lokasi", question == "place"),
            SlotSet("lokasi", None),
            SlotSet("calon_lokasi", None),
            SlotSet("tanya_lokasi", 0),
            SlotSet("tertunda", None),
            SlotSet("gagal_paham", 0),
        ]


def opening(context: Context, house: Wiring, kind: TicketKind = TicketKind.COMPLAINT) -> Opening:
    """Gather what the citizen said, now and in what was set aside."""
    aside = context.slot("tertunda") or {}
    insisted = context.said == ""
    about = aside if insisted and aside.get("topics") else context.metadata
    topic = context.slot("topik") if insisted and context.entity("topik") else about["topics"][0][0]
    chosen = insisted and context.entity("topik") is not None
    point = context.point() or read_point(aside.get("titik"))
    place = context.place() or aside.get("tempat") or (house.region.describe(point) if point else None)
    return Opening(
        source_message_id=int(aside.get("message_id", context.message_id)) if insisted else context.message_id,
        reporter_id=context.contact_id,
        conversation_id=context.conversation_id,
        topic=topic,
        topic_confidence=1.0 if chosen else float(about["topics"][0][1]),
        topic_is_sure=chosen or bool(about["topic_is_sure"]),
        kind=kind,
        urgency=context.urgency if not insisted else TicketUrgency(aside.get("urgency", "ordinary")),
        candidates=tuple(name for name, _ in about["topics"][1:]),
        sensitivity=tuple(about["sensitivity"]),
        place=place,
        point=point,
        message_ids=(*aside.get("message_ids", ()), *context.message_ids),
    )


async def _ticket_asked_about(unit: UnitOfWork, context: Context) -> Ticket | None:
    """Return the ticket whose place the form is asking for."""
    if (context.tracker.active_loop or {}).get("name") != "form_lokasi":
        return None
    ticket = await active_ticket(unit, context)
    return None if ticket is None or ticket.place else ticket


def _answers_where(context: Context, ticket: Ticket) -> bool:
    """Whether this is the answer to "where?" that only sounds like another complaint of the same topic."""
    same_topic = context.metadata["topics"][0][0] == ticket.topic
    short = len(context.said.split()) <= PLACE_ANSWER_WORDS
    calm = context.urgency is not TicketUrgency.EMERGENCY
    return same_topic and short and calm and context.place() is not None


async def _save_place(
    dispatcher: CollectingDispatcher,
    domain: dict[str, Any],
    context: Context,
    service: TicketService,
    ticket: Ticket,
) -> list[EventType]:
    await service.add_information(ticket, context.message_ids, context.citizen, context.keys)
    ticket = await service.set_place(
        ticket, context.citizen, context.keys, place=context.said, point=context.point(), area=None
    )
    say_place_saved(dispatcher, domain, wiring(), ticket, service.routing.agency(ticket.agency))
    done: list[EventType] = [SlotSet("butuh_lokasi", False), SlotSet("lokasi", None)]
    return [*done, ActiveLoop(None), SlotSet("requested_slot", None)]
