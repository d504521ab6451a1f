"""What the citizen hears when a ticket was opened: emergencies first, then the receipt, then at most one question."""

from collections.abc import Iterable
from typing import Any, Literal

from rasa_sdk.executor import CollectingDispatcher

from actions.wiring import Wiring, wiring
from actions.wording import USUAL, emergency_numbers, phrase, ticket_params
from tickets.service import TicketService
from tickets.ticket import Ticket, TicketUrgency, Visibility
from tickets.topics import OTHER

#: Which question the receipt leaves open.
Question = Literal["place", "topic", "none"]
FIRE_TOPIC = "bencana"
TOPICS_OFFERED = 3


def say_receipt(
    dispatcher: CollectingDispatcher,
    domain: dict[str, Any],
    service: TicketService,
    ticket: Ticket,
    photos: int = 0,
) -> Question:
    """Say it, with how many photos came along, and return the question that is left for the dialogue to ask."""
    house, agency = wiring(), service.routing.agency(ticket.agency)
    params = ticket_params(house, ticket, agency.short)
    params["foto"] = phrase(domain, "utter_dengan_foto", jumlah=photos) if photos else ""
    if ticket.urgency is TicketUrgency.EMERGENCY:
        _say_emergency(dispatcher, domain, house, ticket, params)
        return "none"
    in_triage = agency.code == service.routing.triage and ticket.topic not in agency.topics
    question = _question(house, ticket, in_triage=in_triage)
    if ticket.visibility is Visibility.SECRET:
        dispatcher.utter_message(response="utter_tiket_rahasia", **params)
    elif question == "topic":
        dispatcher.utter_message(
            response="utter_tiket_pilih_topik",
            buttons=topic_buttons(house, (ticket.topic, *ticket.candidates)),
            **params,
        )
    else:
        dispatcher.utter_message(response=_receipt(ticket, question, in_triage=in_triage), **params)
    if ticket.urgency is TicketUrgency.IMPORTANT:
        say_numbers(dispatcher, domain, house, ticket)
    return question


def say_numbers(
    dispatcher: CollectingDispatcher, domain: dict[str, Any], house: Wiring, ticket: Ticket
) -> None:
    """Say whom to call if somebody is hurt; nothing where the region runs no number at all."""
    if numbers := emergency_numbers(domain, house.emergency):
        dispatcher.utter_message(response="utter_jika_terluka", nomor_darurat=numbers, ticket_id=ticket.id)


def topic_buttons(house: Wiring, names: Iterable[str]) -> list[dict[str, str]]:
    """Return buttons for the likeliest topics, and the last one for none of them."""
    likeliest = [name for name in dict.fromkeys(names) if name != OTHER][:TOPICS_OFFERED]
    return [
        {
            "title": house.topic(name).short,
            "payload": f'/pilih_topik{{"topik_baru":"{name}"}}',
        }
        for name in (*likeliest, OTHER)
    ]


def _say_emergency(
    dispatcher: CollectingDispatcher,
    domain: dict[str, Any],
    house: Wiring,
    ticket: Ticket,
    params: dict[str, Any],
) -> None:
    numbers = danger_numbers(domain, house, fire=ticket.topic == FIRE_TOPIC)
    dispatcher.utter_message(response="utter_darurat", nomor_darurat=numbers, ticket_id=ticket.id)
    dispatcher.utter_message(response="utter_tiket_darurat", **params)


def danger_numbers(domain: dict[str, Any], house: Wiring, *, fire: bool) -> str:
    """Return whom to call where somebody is in danger."""
    kinds = ("general", "fire", "ambulance") if fire else (*USUAL, "fire")
    return emergency_numbers(domain, house.emergency, *kinds)


def _question(house: Wiring, ticket: Ticket, *, in_triage: bool) -> Question:
    if ticket.visibility is Visibility.SECRET:
        return "none"
    if in_triage and ticket.topic_confidence < 1 and ticket.candidates:
        return "topic"
    return "place" if house.topic(ticket.topic).place and not ticket.place else "none"


def _receipt(ticket: Ticket, question: Question, *, in_triage: bool) -> str:
    if question == "place":
        return "utter_tiket_perlu_lokasi"
    if in_triage:
        return "utter_tiket_ke_triase"
    return "utter_tiket_diterima" if ticket.place else "utter_tiket_tanpa_tempat"
