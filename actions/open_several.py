"""Several complaints in one message: a ticket each, one receipt, one question."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.ask_lokasi import NOT_ASKED
from actions.context import URGENCY, Context
from actions.place import find_place
from actions.same_matter import MOST_BUBBLES, REMEMBERED, offer_same
from actions.several import lacks_place, remember
from actions.several_receipt import Opened, acknowledge
from actions.wiring import wiring
from storage import UnitOfWork
from tickets.opening import Opening
from tickets.service import TicketService
from tickets.ticket import Visibility


def parted(context: Context, whole: Opening) -> list[Opening]:
    """Return the openings of a message's matters; none where it holds one, or more than one secret one.

    Those stay together: who keeps them reads the message as a whole.
    """
    openings = [_opening(context, whole, n, part) for n, part in enumerate(context.parts)]
    return openings if sum(map(_is_secret, openings)) <= 1 else []


async def open_several(
    dispatcher: CollectingDispatcher,
    domain: dict[str, Any],
    context: Context,
    unit: UnitOfWork,
    service: TicketService,
    openings: Sequence[Opening],
) -> list[EventType]:
    """Open a ticket for every matter of the message, and acknowledge them."""
    opened = await _open(context, unit, service, openings)
    question, joins = acknowledge(dispatcher, domain, context, service, opened)
    lacking = [] if question == "topic" else _to_ask_about(dispatcher, opened)
    if not lacking and question != "topic":
        await _ask_later(context, service, opened)
        joins = await _offer_one(dispatcher, domain, context, unit, service, opened, joins)
    return [
        *NOT_ASKED,
        SlotSet("tiket_aktif", opened.main.number),
        SlotSet("bagian", [ticket.number for ticket in opened.named]),
        SlotSet("tiket_lokasi", lacking or None),
        SlotSet("butuh_lokasi", bool(lacking)),
        SlotSet("tertunda", None),
        SlotSet("gagal_paham", 0),
        *([SlotSet("calon_sama", joins)] if joins else []),
    ]


async def _open(
    context: Context, unit: UnitOfWork, service: TicketService, openings: Sequence[Opening]
) -> Opened:
    """Open them all; each knows its words, and beside a secret one the others know no more than these."""
    tickets, words = [], [part["text"] for part in context.parts]
    veiled = any(_is_secret(each) for each in openings)
    for opening, text in zip(openings, words, strict=True):
        ticket = await service.open_ticket(opening, context.keys)
        only = veiled and not _is_secret(opening)
        await unit.parts.keep(ticket.id, context.message_ids, opening.part + 1, text, only=only)
        tickets.append(ticket)
    secret = tuple(ticket for ticket in tickets if ticket.visibility is Visibility.SECRET)
    named = tuple(ticket for ticket in tickets if ticket not in secret)
    return Opened(named, secret, {ticket.id: text for ticket, text in zip(tickets, words, strict=True)})


def _is_secret(opening: Opening) -> bool:
    return opening.visibility is Visibility.SECRET


def _opening(context: Context, whole: Opening, n: int, part: dict[str, Any]) -> Opening:
    house, topic = wiring(), part["topics"][0][0]
    told = set(part["sensitivity"])
    if context.asks_no_name and not house.topic(topic).place:
        told.add("ancaman")
    # A point or a place that was sent before the words is that of all of them.
    place = part["place"] or (whole.place if whole.point or not context.place() else None)
    area = find_place(house.region, place).area if place else None
    return replace(
        whole,
        part=n,
        topic=topic,
        topic_confidence=float(part["topics"][0][1]),
        topic_is_sure=part["topic_is_sure"],
        candidates=tuple(name for name, _ in part["topics"][1:]),
        urgency=URGENCY[part["urgency"]],
        sensitivity=tuple(sorted(told)),
        place=place if house.topic(topic).place or part["place"] else None,
        area_code=whole.area_code if whole.point else area,
    )


def _to_ask_about(dispatcher: CollectingDispatcher, opened: Opened) -> list[str]:
    """Return whose place is asked for: none in an emergency, none where too much has been said already."""
    if opened.urgent or len(dispatcher.messages) >= MOST_BUBBLES:
        return []
    return [ticket.number for ticket in opened.named if lacks_place(ticket)]


async def _ask_later(context: Context, service: TicketService, opened: Opened) -> None:
    """Leave the question for the places that are missing to the reminder of the next day."""
    for ticket in opened.named:
        if lacks_place(ticket):
            await service.ask_place(ticket, context.keys, later=True)


async def _offer_one(
    dispatcher: CollectingDispatcher,
    domain: dict[str, Any],
    context: Context,
    unit: UnitOfWork,
    service: TicketService,
    opened: Opened,
    joins: dict[str, str],
) -> dict[str, str]:
    """Ask about at most one of them whether it is being handled already."""
    for ticket in opened.named:
        if ticket.number in joins or opened.urgent:
            continue
        asked = await offer_same(dispatcher, domain, context, unit, service, ticket)
        if asked:
            known = joins or dict(context.slot("calon_sama") or {})
            return remember(known, ticket.number, asked[0]["value"][ticket.number], REMEMBERED)
    return joins
