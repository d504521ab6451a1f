"""Words for parameters: dates as people say them, and short phrases taken from the domain's own responses."""

from typing import Any

from babel.lists import format_list
from rasa_sdk.executor import CollectingDispatcher

from actions.wiring import Wiring, wiring
from settings import EmergencyNumbers
from tickets.dates import long_date
from tickets.ticket import Ticket

#: How each kind of emergency number is told.
KINDS = {
    "general": "utter_nomor_umum",
    "fire": "utter_nomor_damkar",
    "ambulance": "utter_nomor_ambulans",
    "police": "utter_nomor_polisi",
}
USUAL = ("general", "ambulance", "police")
ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def zone(house: Wiring) -> str:
    """Return WIB, WITA or WIT."""
    return ZONES[house.desk.rules.timezone.key]


def phrase(domain: dict[str, Any], response: str, **params: object) -> str:
    """Fill a short response that is part of another; the words stay in the data."""
    text = domain["responses"][response][0]["text"]
    return str(text).format(**params)


def emergency_numbers(domain: dict[str, Any], numbers: EmergencyNumbers, *kinds: str) -> str:
    """Return the numbers of these kinds that the region runs, as a list in words: "112 atau 119 (ambulans)"; or ""."""
    asked = ((KINDS[kind], getattr(numbers, kind)) for kind in kinds or USUAL)
    shown = [phrase(domain, name, nomor=number) for name, number in asked if number]
    return str(format_list(shown, style="or", locale=wiring().language))


def payload(intent: str, number: str) -> str:
    """Return what a button says about the ticket of that number."""
    return f'/{intent}{{"nomor_tiket":"{number}"}}'


def mention(dispatcher: CollectingDispatcher, response: str, ticket: Ticket | None) -> None:
    """Say a sentence that only names the ticket; without one, that nothing was understood."""
    if ticket is None:
        dispatcher.utter_message(response="utter_tidak_paham")
    else:
        dispatcher.utter_message(response=response, nomor=ticket.number, ticket_id=ticket.id)


def ticket_params(house: Wiring, ticket: Ticket, agency_short: str) -> dict[str, Any]:
    """Return the parameters nearly every sentence about a ticket uses."""
    return {
        "ticket_id": ticket.id,
        "nomor": ticket.number,
        "nama_topik": house.topic(ticket.topic).title,
        "opd": agency_short,
        "tanggal": long_date(ticket.first_answer_due, house.language),
        "tempat": ticket.place,
    }
