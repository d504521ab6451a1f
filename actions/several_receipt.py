"""What the citizen hears of several matters in one message: one list, and apart from it what is secret."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context
from actions.receipt import FIRE_TOPIC, Question, danger_numbers, say_receipt
from actions.same_matter import MOST_BUBBLES, REMEMBERED
from actions.several import could_be_one, listed, remember
from actions.wiring import wiring
from actions.wording import emergency_numbers, mention, payload, phrase, ticket_params
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


def acknowledge(
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


def _say_emergency(dispatcher: CollectingDispatcher, domain: dict[str, Any], opened: Opened) -> None:
    fire = any(ticket.topic == FIRE_TOPIC for ticket in opened.urgent)
    numbers = danger_numbers(domain, wiring(), fire=fire)
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
        buttons.append({"title": title, "payload": payload("gabung_bagian", pair[1].number)})
        known = remember(known, pair[1].number, pair[0].id, REMEMBERED)
    buttons.append({"title": phrase(domain, "utter_tombol_ada_yang_salah"), "payload": "/ada_yang_salah"})
    lines = [_line(domain, service, n, each, opened) for n, each in enumerate(opened.named, start=1)]
    dispatcher.utter_message(
        response="utter_beberapa_tiket",
        jumlah=str(len(opened.named)),
        daftar="\n".join(lines),
        # Opened in one turn they have one date; after a night's outage the later one holds for all.
        tanggal=service.day(max(ticket.first_answer_due for ticket in opened.named)),
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
    elif TicketUrgency.IMPORTANT in urgencies and (numbers := emergency_numbers(domain, wiring().emergency)):
        notes.append(phrase(domain, "utter_jika_terluka", nomor_darurat=numbers))
    if any(ticket.visibility is Visibility.ANONYMOUS for ticket in opened.named):
        notes.append(phrase(domain, "utter_catatan_tanpa_nama"))
    return "".join(f"\n{note}" for note in notes)


def _pair(service: TicketService, named: Sequence[Ticket]) -> tuple[Ticket, Ticket] | None:
    """Return the first two that could be one matter: of one topic, or of one agency that knows them for its own."""
    triage = service.routing.triage

    def alike(one: Ticket, other: Ticket) -> bool:
        known = one.topic == other.topic or one.agency != triage
        return known and could_be_one(one, other) and may_join(other, one)

    return next((pair for pair in combinations(named, 2) if alike(*pair)), None)
