"""What comes without a complaint: photos, voice notes, pins, places, and what seems not ours."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.add_information import add
from actions.aside import set_aside
from actions.context import Context
from actions.lookup import answered_ticket, may_hold, meant_ticket, own_tickets, pending_question
from actions.open_complaint import open_complaint
from actions.place import find_place, say_if_outside, say_place_saved, ticket_without_place
from actions.place_several import place_several
from actions.same_matter import offer_same
from actions.several import placeless_parts
from actions.voice import open_for_voice
from actions.where import archived_for_place, placeless, take_up
from actions.wiring import wiring, work
from storage import UnitOfWork
from tickets.service import TicketService
from tickets.status import CLOSED
from tickets.ticket import Ticket, TicketUrgency

#: What is asked about a picture without words.
WHAT_IS_SHOWN = {"photo": "utter_foto_apa_masalahnya", "video": "utter_video_apa_masalahnya"}

#: Stickers, and emoji written as text.
GESTURES = frozenset({"sticker", "text"})
NOT_READ = "utter_lampiran_dikenal_nanti"
#: A place right after one of these belongs to the report it tells of.
RECEIPTS = frozenset(
    {
        *("utter_tiket_diterima", "utter_jika_terluka", "utter_setuju", "utter_lokasi_dicatat"),
        *("utter_kirim_foto", "utter_info_ditambahkan", "utter_topik_diubah"),
    }
)


class ActionReceiveMedia(Action):
    """A photo, a voice note or something else without words."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_receive_media"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Put it on the ticket, or keep it and ask what the matter is."""
        context = Context.of(tracker, self.name())
        async with work() as (unit, service):
            ticket = await meant_ticket(unit, context)
            if ticket is not None and context.metadata["has_media"]:
                return await add(dispatcher, domain, context, unit, service, ticket)
            if context.metadata["kind"] == "voice":
                return await open_for_voice(dispatcher, context, service)
            # A sticker is answered once; on a report it is a nod, no news.
            if context.metadata["kind"] in GESTURES and (ticket or context.last_response() == NOT_READ):
                return []
        dispatcher.utter_message(response=WHAT_IS_SHOWN.get(context.metadata["kind"], NOT_READ))
        return [set_aside(context, complaint=False)]


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
        if not (context.said or context.place() or context.entity("titik")):
            dispatcher.utter_message(response="utter_tidak_paham")
            return []
        async with work() as (unit, service):
            answered = await answered_ticket(unit, context)
            answered = answered or await pending_question(unit, context)
            meant = answered or await meant_ticket(unit, context)
            complete = answered is not None and not _lacks(answered, context)
            closed = meant is not None and meant.status in CLOSED and not archived_for_place(meant)
            ticket = answered or await _ticket_without_place(unit, context) or await placeless(unit, context)
            detail = (
                ticket is None
                and not context.sensitive
                and context.said
                and context.last_response() in RECEIPTS
            )
            if meant is not None and (complete or closed or detail):
                return await add(dispatcher, domain, context, unit, service, meant)
            if context.sensitive and (ticket is None or not may_hold(ticket, context)):
                return await open_complaint(dispatcher, domain, context, unit, service)
            if ticket is not None and (asked := await _of_one_message(unit, context, ticket)):
                place = find_place(wiring().region, context.entity("titik") or context.said)
                places = {one.number: place for one in asked}
                told = await place_several(dispatcher, domain, context, unit, service, asked, places)
                return [SlotSet("tiket_aktif", ticket.number), *told]
            if ticket is not None:
                saved = await self._save(dispatcher, domain, context, service, ticket)
                offered = await offer_same(dispatcher, domain, context, unit, service, saved)
                return [SlotSet("tiket_aktif", ticket.number), *offered]
        self._ask(dispatcher, domain, context)
        return [set_aside(context, complaint=False)]

    async def _save(
        self,
        dispatcher: CollectingDispatcher,
        domain: dict[str, Any],
        context: Context,
        service: TicketService,
        ticket: Ticket,
    ) -> Ticket:
        ticket = await take_up(dispatcher, context, service, ticket)
        place = find_place(wiring().region, context.entity("titik") or context.said)
        # Beside the words of an emergency the pin only adds its point.
        saved = await service.set_place(
            ticket,
            context.citizen,
            context.keys,
            place=ticket.place or place.words,
            point=place.point,
            area=place.area,
        )
        say_place_saved(dispatcher, domain, wiring(), saved, service.routing.agency(saved.agency))
        return saved

    def _ask(self, dispatcher: CollectingDispatcher, domain: dict[str, Any], context: Context) -> None:
        point = context.point()
        if point is None:
            words = context.said or context.entity("titik")
            dispatcher.utter_message(response="utter_tempat_ada_masalah_apa", tempat=words)
        elif not say_if_outside(dispatcher, domain, wiring(), point):
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
        return [set_aside(Context.of(tracker, self.name()), complaint=True)]


def _lacks(ticket: Ticket, context: Context) -> bool:
    """Whether the ticket still lacks the place, or the point, that was sent."""
    return not ticket.place or (context.point() is not None and not ticket.point)


async def _of_one_message(unit: UnitOfWork, context: Context, ticket: Ticket) -> list[Ticket]:
    """Return the tickets of one message that all lack a place, this one among them; none where it is alone.

    An emergency's place is nobody else's.
    """
    lacking = [one for _, one in await placeless_parts(unit, context)]
    alone = ticket not in lacking or ticket.urgency is TicketUrgency.EMERGENCY
    return [] if alone or len(lacking) == 1 else lacking


async def _ticket_without_place(unit: UnitOfWork, context: Context) -> Ticket | None:
    active = await meant_ticket(unit, context)
    if active is None or active.status in CLOSED:
        return None
    mine = await own_tickets(unit, context, only_open=True)
    pin = context.point() is not None
    shown = pin and not active.point and context.last_response() in RECEIPTS
    # Where none lacks a place, the receipt named it and the pin shows it.
    return ticket_without_place(wiring(), mine, active, pin=pin) or (active if shown else None)
