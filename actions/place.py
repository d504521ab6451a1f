"""Places: which one is meant, and telling the citizen that it was noted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.context import read_point
from actions.wiring import Wiring
from actions.wording import phrase, ticket_params
from messages import Point
from tickets.region import Inside, Landmark, Outside, Region
from tickets.routing import Agency
from tickets.ticket import Ticket, TicketUrgency


@dataclass(frozen=True, slots=True)
class Place:
    """A place as far as it is known: words, a point, an area's code, or several landmarks it could be."""

    words: str
    point: Point | None = None
    area: str | None = None
    candidates: tuple[Landmark, ...] = ()


def find_place(region: Region, words: str) -> Place:
    """Understand "latitude,longitude" or words."""
    place = _find(region, words)
    return replace(place, area=place.area or (area_at(region, place.point) if place.point else None))


def area_at(region: Region, point: Point) -> str | None:
    """Return the code of the smallest known area around a point."""
    located = region.locate(point)
    codes = [area.code for area in located.areas if area.code] if isinstance(located, Inside) else []
    return codes[0] if codes else None


def _find(region: Region, words: str) -> Place:
    point = read_point(words)
    if point:
        return Place(region.describe(point), point)
    landmarks = region.landmarks(words)
    if len(landmarks) == 1:
        return landmark_place(landmarks[0], words)
    areas = region.areas_named(words)
    named = [
        mark for mark in landmarks if mark.kecamatan in {a.name for a in areas} | {a.parent for a in areas}
    ]
    if len(named) == 1:
        return landmark_place(named[0], words)
    area = areas[0].code if len(areas) == 1 else None
    return Place(words, None, area, () if areas else tuple(landmarks))


def landmark_place(landmark: Landmark, words: str) -> Place:
    """Return the place of a known landmark, in the citizen's words completed by its kecamatan."""
    known = landmark.kecamatan and landmark.kecamatan.casefold() not in words.casefold()
    return Place(f"{words}, Kec. {landmark.kecamatan}" if known else words, landmark.point)


def ticket_without_place(
    house: Wiring, tickets: Sequence[Ticket], active: Ticket, *, pin: bool
) -> Ticket | None:
    """Return which open ticket a place belongs to: one that needs a place, first of all the active one.

    An emergency takes a pin even beside words: it was asked for.
    """
    if pin and active.urgency is TicketUrgency.EMERGENCY and not active.point:
        return active
    open_ones = [active, *tickets]
    needing = (t for t in open_ones if not t.place and house.topic(t.topic).place)
    return next(needing, None if active.place else active)


def say_place_saved(
    dispatcher: CollectingDispatcher, domain: dict[str, Any], house: Wiring, ticket: Ticket, agency: Agency
) -> None:
    """Repeat the place, and say so where it lies outside the region."""
    params = ticket_params(house, ticket, agency.short)
    urgent = ticket.urgency is TicketUrgency.EMERGENCY
    if urgent and ticket.point:
        params["tempat"] = house.region.describe(ticket.point)
    dispatcher.utter_message(response="utter_lokasi_darurat" if urgent else "utter_lokasi_dicatat", **params)
    if ticket.point:
        say_if_outside(dispatcher, domain, house, ticket.point, ticket.id)


def say_if_outside(
    dispatcher: CollectingDispatcher,
    domain: dict[str, Any],
    house: Wiring,
    point: Point,
    ticket_id: str | None = None,
) -> bool:
    """Tell the citizen when the point lies outside the region; never where no boundaries are known."""
    located = house.region.locate(point)
    if not isinstance(located, Outside):
        return False
    if located.neighbour is None:
        dispatcher.utter_message(response="utter_titik_jauh", ticket_id=ticket_id)
        return True
    contact = phrase(domain, "utter_kontak_tetangga", kontak=located.contact) if located.contact else ""
    dispatcher.utter_message(
        response="utter_titik_di_luar", tetangga=located.neighbour, kontak=contact, ticket_id=ticket_id
    )
    return True
