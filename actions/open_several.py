"""Several complaints in one message: a ticket each, one receipt, one question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.ask_lokasi import NOT_ASKED
from actions.context import URGENCY, Context
from actions.place import find_place
from actions.receipt import FIRE_TOPIC, Question, say_receipt
from actions.same_matter import MOST_BUBBLES, REMEMBERED, offer_same
from actions.several import lacks_place, listed, remember
from actions.wiring import wiring
from actions.wording import emergency_numbers, mention, phrase, ticket_params
from storage import UnitOfWork
from tickets.dates import long_date
from tickets.opening import Opening
from tickets.service import TicketService
from tickets.ticket import Ticket, TicketUrgency, Visibility
from tickets.verbs.joining import may_join

#: Characters of the citizen's own words that stand for a matter nobody is sure of.
QUOTED = 40


@dataclass(frozen=True, slots=True)
class Opened:
    """The tickets of one message: those of the receipt in its order, and the secret one that has its own."""

    named: tuple[Ticket, ...]
    secret: tuple[Ticket, ...]
    words: dict[str, str]

    @property
    def urgent(self) -> list[Ticket]:
        """The emergencies among all of them."""
        every = (*self.named, *self.secret)
        return [ticket for ticket in every if ticket.urgency is TicketUrgency.EMERGENCY]

    @property
    def main(self) -> Ticket:
        """The ticket that what follows is about unless it says otherwise."""
        return next(iter((*self.urgent, *self.named, *self.secret)))


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
    question, joins = _acknowledge(dispatcher, domain, context, service, opened)
    lacking = [] if question == "topic" else _to_ask_about(dispatcher, opened)
    if not lacking and question != "topic":
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


def _acknowledge(
    dispatcher: CollectingDispatcher,
    domain: dict[str, Any],
    context: Context,
    service: TicketService,
    opened: Opened,
) -> tuple[Question, dict[str, str]]:
    """Say what became of the message; returns the question a single receipt asks, and what may be joined."""
    question: Question = "none"
    joins, alone = dict[str, str](), _alone(dispatcher, opened)
    if opened.urgent and not alone:
        _say_emergency(dispatcher, domain, opened)
    if alone:
        question = say_receipt(dispatcher, domain, service, alone)
    elif opened.named:
        joins = _say_list(dispatcher, domain, context, service, opened)
    for ticket in opened.secret:
        params = ticket_params(wiring(), ticket, service.short(ticket.agency))
        dispatcher.utter_message(response="utter_tiket_rahasia", **params)
    if alone and alone.visibility is Visibility.ANONYMOUS and len(dispatcher.messages) < MOST_BUBBLES:
        mention(dispatcher, "utter_tanpa_nama", alone)
    return question, joins


def _alone(dispatcher: CollectingDispatcher, opened: Opened) -> Ticket | None:
    """Return the one ticket beside a secret one that is told as any single report, where there is room for it."""
    one = opened.named[0] if len(opened.named) == 1 else None
    if one is None or opened.urgent not in ([], [one]):
        return None
    bubbles = 1 + (one.urgency is not TicketUrgency.ORDINARY) + len(opened.secret)
    return one if len(dispatcher.messages) + bubbles <= MOST_BUBBLES else None


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


def _say_emergency(dispatcher: CollectingDispatcher, domain: dict[str, Any], opened: Opened) -> None:
    fire = any(ticket.topic == FIRE_TOPIC for ticket in opened.urgent)
    numbers = emergency_numbers(domain, wiring().emergency, fire=fire)
    dispatcher.utter_message(response="utter_darurat", nomor_darurat=numbers, ticket_id=opened.main.id)


def _say_list(
    dispatcher: CollectingDispatcher,
    domain: dict[str, Any],
    context: Context,
    service: TicketService,
    opened: Opened,
) -> dict[str, str]:
    """Say the receipt of several; returns what its button to join two of them will need."""
    pair = _pair(service, opened.named)
    buttons = [{"title": phrase(domain, "utter_tombol_sudah_benar"), "payload": "/daftar_benar"}]
    known = dict(context.slot("calon_sama") or {})
    if pair:
        first, second = (opened.named.index(ticket) + 1 for ticket in pair)
        title = phrase(domain, "utter_tombol_gabung", satu=first, dua=second)
        buttons.append({"title": title, "payload": f'/gabung_bagian{{"nomor_tiket":"{pair[1].number}"}}'})
        known = remember(known, pair[1].number, pair[0].id, REMEMBERED)
    buttons.append({"title": phrase(domain, "utter_tombol_ada_yang_salah"), "payload": "/ada_yang_salah"})
    lines = [_line(domain, service, n, each, opened) for n, each in enumerate(opened.named, start=1)]
    dispatcher.utter_message(
        response="utter_beberapa_tiket",
        jumlah=str(len(opened.named)),
        daftar="\n".join(lines),
        # Opened in one turn they have one date; after a night's outage the later one holds for all.
        tanggal=long_date(max(ticket.first_answer_due for ticket in opened.named)),
        catatan=_notes(domain, opened),
        ticket_id=opened.main.id if opened.main in opened.named else opened.named[0].id,
        buttons=buttons,
    )
    return known if pair else {}


def _line(domain: dict[str, Any], service: TicketService, n: int, ticket: Ticket, opened: Opened) -> str:
    agency = service.routing.agency(ticket.agency)
    told = {"n": n, "opd": agency.short, "nomor": ticket.number}
    if agency.code == service.routing.triage and ticket.topic not in agency.topics:
        return phrase(domain, "utter_baris_laporan_triase", kutipan=_quoted(opened.words[ticket.id]), **told)
    title = wiring().topic(ticket.topic).title
    matter = f"{title}, {ticket.place}" if ticket.place else title
    return phrase(domain, "utter_baris_laporan", perkara=matter, **told)


def _quoted(words: str) -> str:
    """Return how the words begin, without signs that would make a question or a hole of them."""
    plain = " ".join(words.translate(dict.fromkeys(map(ord, '?{}"“”'))).split())
    return plain if len(plain) <= QUOTED else plain[:QUOTED].rsplit(" ", 1)[0] + " …"


def _notes(domain: dict[str, Any], opened: Opened) -> str:
    """Return what is to be said beside the list, each on a line of its own."""
    notes, urgencies = [], {ticket.urgency for ticket in opened.named}
    urgent = [n for n, each in enumerate(opened.named, start=1) if each in opened.urgent]
    if urgent:
        notes.append(phrase(domain, "utter_catatan_darurat", daftar=listed(urgent)))
    elif TicketUrgency.IMPORTANT in urgencies:
        numbers = emergency_numbers(domain, wiring().emergency)
        notes.append(phrase(domain, "utter_jika_terluka", nomor_darurat=numbers))
    if any(ticket.visibility is Visibility.ANONYMOUS for ticket in opened.named):
        notes.append(phrase(domain, "utter_catatan_tanpa_nama"))
    return "".join(f"\n{note}" for note in notes)


def _pair(service: TicketService, named: Sequence[Ticket]) -> tuple[Ticket, Ticket] | None:
    """Return the first two that could be one matter: of one topic, or of one agency that knows them for its own."""

    def alike(one: Ticket, other: Ticket) -> bool:
        same_agency = one.agency == other.agency != service.routing.triage
        return (one.topic == other.topic or same_agency) and may_join(other, one)

    return next((pair for pair in combinations(named, 2) if alike(*pair)), None)


def _to_ask_about(dispatcher: CollectingDispatcher, opened: Opened) -> list[str]:
    """Return whose place is asked for: none in an emergency, none where too much has been said already."""
    if opened.urgent or len(dispatcher.messages) >= MOST_BUBBLES:
        return []
    return [ticket.number for ticket in opened.named if lacks_place(ticket)]


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
