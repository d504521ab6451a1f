"""One answer to "where?" for several tickets of one message."""

from collections.abc import Mapping, Sequence
from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context
from actions.lookup import is_lapsed
from actions.place import Place, say_if_outside, say_place_saved
from actions.same_matter import offer_same
from actions.several import listed
from actions.wiring import wiring
from actions.wording import mention, ticket_params
from storage import UnitOfWork
from tickets.keys import TurnKeys
from tickets.service import TicketService
from tickets.ticket import Ticket


async def place_several(
    dispatcher: CollectingDispatcher,
    domain: dict[str, Any],
    context: Context,
    unit: UnitOfWork,
    service: TicketService,
    asked: Sequence[Ticket],
    places: Mapping[str, Place],
) -> list[EventType]:
    """Put its place, by ticket number, on each of them and say so once; without any the message only is added."""
    told = [await _put(context, unit, service, ticket, places.get(ticket.number)) for ticket in asked]
    changed = [ticket for ticket in told if ticket and (ticket.number in places or not places)]
    if not changed:
        return []
    if not places:
        _mention_all(dispatcher, changed)
        return []
    _say_saved(dispatcher, domain, service, changed)
    for ticket in changed:
        if offered := await offer_same(dispatcher, domain, context, unit, service, ticket):
            return offered
    return []


async def _put(
    context: Context, unit: UnitOfWork, service: TicketService, ticket: Ticket, place: Place | None
) -> Ticket | None:
    """Add the message, and the place; None where the ticket has got one meanwhile.

    The keys are the ticket's own: tried again, one that is left out must not shift those of the next.
    """
    turn = f"{context.keys.turn}/{ticket.id}"
    if ticket.place and not await unit.tickets.has_event(*TurnKeys(turn).next()):
        return None
    keys = TurnKeys(turn)
    ids, citizen = context.message_ids, context.citizen
    if is_lapsed(ticket):
        ticket = await service.resume(ticket, ids, citizen, keys)
    else:
        ticket = await service.add_information(ticket, ids, citizen, keys, without_place=place is None)
    if place is None:
        return ticket
    return await service.set_place(
        ticket, context.citizen, keys, place=place.words, point=place.point, area=place.area
    )


def _mention_all(dispatcher: CollectingDispatcher, changed: Sequence[Ticket]) -> None:
    if len(changed) == 1:
        mention(dispatcher, "utter_lokasi_menyusul", changed[0])
        return
    numbers = listed([ticket.number for ticket in changed])
    dispatcher.utter_message(response="utter_lokasi_menyusul", nomor=numbers, ticket_id=changed[0].id)


def _say_saved(
    dispatcher: CollectingDispatcher,
    domain: dict[str, Any],
    service: TicketService,
    changed: Sequence[Ticket],
) -> None:
    """Repeat the place with all their numbers and agencies."""
    first, agency = changed[0], service.routing.agency(changed[0].agency)
    if len(changed) == 1:
        say_place_saved(dispatcher, domain, wiring(), first, agency)
        return
    params = ticket_params(wiring(), first, agency.short)
    params["nomor"] = listed([ticket.number for ticket in changed])
    params["tempat"] = "; ".join(dict.fromkeys(ticket.place or "" for ticket in changed))
    params["opd"] = listed(list(dict.fromkeys(service.short(ticket.agency) for ticket in changed)))
    dispatcher.utter_message(response="utter_lokasi_dicatat", **params)
    if first.point:
        say_if_outside(dispatcher, domain, wiring(), first.point, first.id)
