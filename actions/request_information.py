"""A question to the government: a short answer where there is one, else a request with a clock of its own."""

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.add_information import add
from actions.answer import answers
from actions.aside import read_aside, set_aside
from actions.context import Context
from actions.lookup import active_ticket, answered_ticket
from actions.open_complaint import opening
from actions.where import asked_where
from actions.wiring import wiring, work
from actions.wording import mention, ticket_params
from tickets.faq import Faq, find_answer
from tickets.opening import Opening
from tickets.service import TicketService
from tickets.ticket import TicketKind

TOLD = "utter_jawaban_faq"
REQUEST = TicketKind.INFORMATION_REQUEST


class ActionRequestInformation(Action):
    """Answer a common question, or open a request for information."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_request_information"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Tell the answer and offer a request, or open it and say who answers by when."""
        context = Context.of(tracker, self.name())
        async with work() as (unit, service):
            answered = None if asked_where(context) else await answered_ticket(unit, context)
            if answered is not None and answers(context, answered):
                return await add(dispatcher, domain, context, unit, service, answered)
            known = _known(context)
            if known is not None:
                _tell(dispatcher, service, known)
                return [set_aside(context, complaint=True)]
            if not context.said and not context.slot("tertunda"):
                mention(dispatcher, "utter_tiket_sudah_ada", await active_ticket(unit, context))
                return []
            ticket = await service.open_ticket(_request(context), context.keys)
            params = ticket_params(wiring(), ticket, service.short(ticket.agency))
        days = str(service.terms.information_days)
        dispatcher.utter_message(response="utter_tiket_informasi", hari=days, **params)
        return [SlotSet("tiket_aktif", ticket.number), SlotSet("tertunda", None)]


def _known(context: Context) -> Faq | None:
    """Return the short answer to it; a matter that only a secret ticket may hold gets none."""
    if not context.said or context.sensitive:
        return None
    return find_answer(wiring().faq, context.metadata["topics"][0][0], context.said)


def _tell(dispatcher: CollectingDispatcher, service: TicketService, known: Faq) -> None:
    dispatcher.utter_message(
        response=TOLD,
        jawaban=known.answer,
        sumber=known.source,
        diperbarui=service.day(known.updated),
        opd=service.routing.responsible_agency(known.topic, sure=True).short,
        tanggal=service.day(service.first_answer_due(service.now(), REQUEST)),
    )


def _request(context: Context) -> Opening:
    """Gather what was asked; after a short answer the question before it is what the request is about."""
    request, aside = opening(context, wiring(), REQUEST), read_aside(context, however_old=not context.said)
    if not aside.spoken or (context.said and context.last_response() != TOLD):
        return request
    topic, confidence = aside.about["topics"][0]
    since = context.message_ids if context.said else []
    return replace(
        request,
        topic=topic,
        topic_confidence=float(confidence),
        topic_is_sure=aside.about["topic_is_sure"],
        candidates=tuple(name for name, _ in aside.about["topics"] if name != topic),
        message_ids=tuple(sorted({*aside.message_ids, *since})),
    )
