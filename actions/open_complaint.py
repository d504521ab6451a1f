"""Opening a ticket for what the citizen said, now and shortly before."""

from collections.abc import Mapping, Sequence
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.aside import read_aside
from actions.ask_lokasi import NOT_ASKED
from actions.context import Context
from actions.open_several import open_several, parted
from actions.place import area_at, find_place
from actions.receipt import say_receipt
from actions.same_matter import offer_same
from actions.wiring import Wiring, wiring
from storage import UnitOfWork
from tickets.opening import Opening
from tickets.service import TicketService
from tickets.ticket import Ticket, TicketKind, TicketUrgency, Visibility
from tickets.topics import OTHER

#: The intent of one who says that forwarded words are the own complaint, by button or by "ya".
OWNED = "laporan_terusan"


async def open_complaint(
    dispatcher: CollectingDispatcher,
    domain: dict[str, Any],
    context: Context,
    unit: UnitOfWork,
    service: TicketService,
) -> list[EventType]:
    """Open the ticket, acknowledge it, and leave the one open question to the rules."""
    whole = opening(context, wiring())
    if openings := parted(context, whole):
        return await open_several(dispatcher, domain, context, unit, service, openings)
    ticket = await service.open_ticket(whole, context.keys)
    # A turn without media knows that none came, unless the ticket takes along what came before.
    wordy = not context.metadata["has_media"] and set(whole.message_ids) <= set(context.message_ids)
    photos = 0 if wordy else await unit.tickets.photos(ticket.id)
    return await acknowledge(dispatcher, domain, context, unit, service, ticket, photos)


async def acknowledge(
    dispatcher: CollectingDispatcher,
    domain: dict[str, Any],
    context: Context,
    unit: UnitOfWork,
    service: TicketService,
    ticket: Ticket,
    photos: int,
) -> list[EventType]:
    """Say that a complaint has its ticket now, and how many photos, and leave the one open question to the rules."""
    question = say_receipt(dispatcher, domain, service, ticket, photos)
    if ticket.visibility is Visibility.ANONYMOUS:
        dispatcher.utter_message(response="utter_tanpa_nama", nomor=ticket.number, ticket_id=ticket.id)
    asked = question != "none"
    offered = [] if asked else await offer_same(dispatcher, domain, context, unit, service, ticket)
    return [
        SlotSet("tiket_aktif", ticket.number),
        SlotSet("bagian", None),
        *NOT_ASKED,
        SlotSet("butuh_lokasi", question == "place"),
        SlotSet("tertunda", None),
        SlotSet("suara", None),
        SlotSet("gagal_paham", 0),
        *offered,
    ]


def opening(context: Context, house: Wiring, kind: TicketKind = TicketKind.COMPLAINT) -> Opening:
    """Gather what the citizen said; a button without words of its own insists on what was set aside."""
    owned = context.tracker.latest_message["intent"]["name"] == OWNED
    wordless = context.said == "" or owned
    aside = read_aside(context, however_old=wordless)
    insisted = wordless and bool(aside.message_ids)
    about = (aside.about if insisted else None) or context.understood
    named = context.entity("topik")
    chosen = named if insisted and named in house.topics else None
    message_ids = aside.message_ids if insisted else [*aside.bare, *context.message_ids]
    point = context.point() or aside.point
    place = context.place() or aside.place or (house.region.describe(point) if point else None)
    area = area_at(house.region, point) if point else find_place(house.region, place).area if place else None
    topic, confidence = about["topics"][0]
    return Opening(
        source_message_id=message_ids[-1] if insisted else context.message_id,
        reporter_id=context.contact_id,
        conversation_id=context.conversation_id,
        topic=chosen or topic,
        topic_confidence=1.0 if chosen else float(confidence),
        # Insisted on after being turned away or not understood: whose matter it is a person decides.
        topic_is_sure=bool(chosen or (about["topic_is_sure"] and (owned or not insisted))),
        kind=kind,
        urgency=TicketUrgency(about["urgency"]),
        candidates=tuple(name for name, _ in about["topics"] if name != (chosen or topic)),
        sensitivity=_sensitivity(context, about, house.topic(chosen or topic).place),
        nameless=context.asks_no_name,
        place=place,
        point=point,
        area_code=area,
        message_ids=tuple(message_ids),
    )


def _sensitivity(context: Context, about: Mapping[str, Any], of_a_thing: bool) -> tuple[str, ...]:  # noqa: FBT001
    """Return the flags; who fears to be named in a matter of people, not of a place, tells it in secret."""
    told = set(about["sensitivity"])
    return tuple(sorted(told | {"ancaman"} if context.asks_no_name and not of_a_thing else told))


def unread(context: Context, message_ids: Sequence[int], about: Mapping[str, Any] | None = None) -> Opening:
    """Return the opening of what nobody has read yet; triage does, or the keeper of what is sensitive in it.

    `about` is how messages before this one were understood; the most urgent of all counts.
    """
    read = [context.understood, *([about] if about else [])]
    return Opening(
        source_message_id=message_ids[0],
        message_ids=tuple(message_ids),
        reporter_id=context.contact_id,
        conversation_id=context.conversation_id,
        topic=OTHER,
        topic_confidence=0.0,
        topic_is_sure=False,
        urgency=min((TicketUrgency(each["urgency"]) for each in read), key=list(TicketUrgency).index),
        sensitivity=tuple(sorted({flag for each in read for flag in each["sensitivity"]})),
        nameless=context.asks_no_name,
    )
