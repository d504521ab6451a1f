"""What comes without a complaint: added information, photos, voice notes, pins, places."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context
from actions.lookup import active_ticket
from actions.place import find_place, say_if_outside, say_place_saved
from actions.receipt import say_receipt
from actions.submit_complaint import opening
from actions.wiring import wiring, work
from actions.wording import ticket_params
from storage import UnitOfWork
from tickets.opening import Opening
from tickets.service import TicketService
from tickets.ticket import Ticket
from tickets.topics import OTHER


class ActionAddInformation(Action):
    """Add the message to the ticket the dialogue is about; without one it is a complaint of its own."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_add_information"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Add it and say so."""
        context = Context.of(tracker, self.name())
        async with work() as (unit, service):
            ticket = await active_ticket(unit, context)
            if ticket is None:
                ticket = await service.open_ticket(opening(context, wiring()), context.keys)
                say_receipt(dispatcher, domain, wiring(), ticket, service.routing.agency(ticket.agency))
                return [SlotSet("tiket_aktif", ticket.number)]
            await _add(dispatcher, context, service, ticket)
        return [SlotSet("tiket_aktif", ticket.number), SlotSet("tambahan", context.message_ids)]


class ActionReceiveMedia(Action):
    """A photo, a voice note or something else without words."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_receive_media"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Put it on the ticket, or keep it and ask what the matter is."""
        del domain
        context = Context.of(tracker, self.name())
        async with work() as (unit, service):
            ticket = await active_ticket(unit, context)
            if ticket is not None and context.metadata["has_media"]:
                await _add(dispatcher, context, service, ticket)
                return [SlotSet("tiket_aktif", ticket.number)]
            if context.metadata["kind"] == "voice":
                ticket = await _open_for_voice(context, service)
                dispatcher.utter_message(
                    response="utter_suara_disimpan", nomor=ticket.number, ticket_id=ticket.id
                )
                return [SlotSet("tiket_aktif", ticket.number)]
        photo = context.metadata["kind"] in {"photo", "video"}
        dispatcher.utter_message(
            response="utter_foto_apa_masalahnya" if photo else "utter_lampiran_dikenal_nanti"
        )
        return [SlotSet("tertunda", _set_aside(context))]


class ActionReceivePlace(Action):
    """A pin or a place without a complaint."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_receive_place"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Put it on the open ticket that has none yet, or keep it and ask what the matter is."""
        context = Context.of(tracker, self.name())
        async with work() as (unit, service):
            ticket = await _ticket_without_place(unit, context)
            if ticket is not None:
                await self._save(dispatcher, domain, context, service, ticket)
                return [SlotSet("tiket_aktif", ticket.number)]
        self._ask(dispatcher, context)
        return [SlotSet("tertunda", _set_aside(context))]

    async def _save(
        self,
        dispatcher: CollectingDispatcher,
        domain: dict[str, Any],
        context: Context,
        service: TicketService,
        ticket: Ticket,
    ) -> None:
        await service.add_information(ticket, context.message_ids, context.citizen, context.keys)
        place = find_place(wiring().region, context.entity("titik") or context.said)
        saved = await service.set_place(
            ticket, context.citizen, context.keys, place=place.words, point=place.point, area=place.area
        )
        say_place_saved(dispatcher, domain, wiring(), saved, service.routing.agency(saved.agency))

    def _ask(self, dispatcher: CollectingDispatcher, context: Context) -> None:
        point = context.point()
        if point is None:
            dispatcher.utter_message(response="utter_tempat_ada_masalah_apa", tempat=context.said)
        elif not say_if_outside(dispatcher, wiring(), point):
            described = wiring().region.describe(point)
            dispatcher.utter_message(response="utter_titik_ada_masalah_apa", tempat=described)


class ActionSetAside(Action):
    """Keep a message that seems not ours, in case the citizen insists."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_set_aside"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Remember the message."""
        del dispatcher, domain
        return [SlotSet("tertunda", _set_aside(Context.of(tracker, self.name())))]


class ActionSplitOff(Action):
    """What was added to a ticket is a complaint of its own after all."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_split_off"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Open a ticket for it; triage reads it, since it did not speak for itself."""
        context = Context.of(tracker, self.name())
        added = context.slot("tambahan")
        if not added:
            dispatcher.utter_message(response="utter_tidak_paham")
            return []
        async with work() as (_, service):
            ticket = await service.open_ticket(_unread(context, added), context.keys)
            agency = service.routing.agency(ticket.agency)
        say_receipt(dispatcher, domain, wiring(), ticket, agency)
        return [SlotSet("tambahan", None), SlotSet("tiket_aktif", ticket.number)]


async def _add(
    dispatcher: CollectingDispatcher, context: Context, service: TicketService, ticket: Ticket
) -> None:
    await service.add_information(ticket, context.message_ids, context.citizen, context.keys)
    agency = service.routing.agency(ticket.agency)
    dispatcher.utter_message(response="utter_info_ditambahkan", **ticket_params(wiring(), ticket, agency.short))


async def _ticket_without_place(unit: UnitOfWork, context: Context) -> Ticket | None:
    ticket = await active_ticket(unit, context)
    return ticket if ticket is not None and not ticket.place else None


async def _open_for_voice(context: Context, service: TicketService) -> Ticket:
    return await service.open_ticket(_unread(context, context.message_ids), context.keys)


def _unread(context: Context, message_ids: list[int]) -> Opening:
    return Opening(
        source_message_id=message_ids[0],
        message_ids=tuple(message_ids),
        reporter_id=context.contact_id,
        conversation_id=context.conversation_id,
        topic=OTHER,
        topic_confidence=0.0,
        topic_is_sure=False,
    )


def _set_aside(context: Context) -> dict[str, Any]:
    """Return what a later complaint takes from this message; several wordless messages add up."""
    before = context.slot("tertunda") or {}
    point = context.point()
    aside = {
        "message_id": context.message_id,
        "message_ids": [*before.get("message_ids", []), *context.message_ids],
        "titik": f"{point.latitude},{point.longitude}" if point else before.get("titik"),
        "tempat": context.place() or before.get("tempat"),
    }
    if context.said:
        aside |= {name: context.metadata[name] for name in ("topics", "topic_is_sure", "sensitivity")}
        aside["urgency"] = context.urgency.value
    return aside
