"""An angry citizen: facts and a step, never scolding. Profanity is no reason to refuse; a threat goes to a person."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer_day import answer_by
from actions.aside import set_aside
from actions.context import Context
from actions.lookup import case_of, fitting_tickets
from actions.open_complaint import open_complaint
from actions.wiring import wiring, work
from actions.wording import phrase
from storage import UnitOfWork
from tickets.lateness import Lateness, lateness
from tickets.service import TicketService
from tickets.status import WORKABLE, EventKind, TicketStatus
from tickets.terms import TOP_LEVEL
from tickets.ticket import Ticket

COMPLAINT = "lapor"
#: What people in anger say of us is read as this, and is no matter of its own.
ABOUT_US = frozenset({"pelayanan_publik", "perizinan_pajak", "lainnya"})
TRACE = 0.005  #: a topic less likely than this is not heard at all
OTHERS_NAMED = 2


class ActionCalm(Action):
    """Find what the anger is about, tell the truth about it, and lift it one level."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_calm"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Give a threat to a person, a new matter a ticket; an old matter is told and lifted."""
        context = Context.of(tracker, self.name())
        if _threatens(context):
            return [ActiveLoop(None), FollowupAction("action_hand_off")]
        async with work() as (unit, service):
            mine = await fitting_tickets(unit, context)
            if _is_new(context, mine):
                dispatcher.utter_message(response="utter_mengerti")
                return await open_complaint(dispatcher, domain, context, unit, service)
            if mine:
                return await self._answer(dispatcher, domain, context, unit, service, mine)
        dispatcher.utter_message(response="utter_marah_tanpa_tiket")
        return [set_aside(context, complaint=True), SlotSet("butuh_lokasi", False)]

    async def _answer(
        self,
        dispatcher: CollectingDispatcher,
        domain: dict[str, Any],
        context: Context,
        unit: UnitOfWork,
        service: TicketService,
        mine: list[Ticket],
    ) -> list[EventType]:
        """Tell the one it is about and name the others; its officers see the message."""
        known = {ticket.id: await _late(unit, service, ticket) for ticket in mine}
        ticket = _meant(context, mine, known)
        case = await case_of(unit, ticket)
        for one in {case.id, ticket.id}:
            await unit.tickets.link_message(one, context.message_id)
        params = _params(domain, service, ticket, case, known[ticket.id])
        params["lain"] = _others(domain, [one for one in mine if one.id != ticket.id])
        lifted = case
        if case.status in WORKABLE:
            lifted = await _lift(unit, service, context, case)
            params["atasan"] = service.superior(lifted, lifted.level)
            params["kapan"] = answer_by(domain, service)
        unit.ring(case.agency)
        dispatcher.utter_message(response=_words(lifted, higher=lifted.level > case.level), **params)
        return [SlotSet("tiket_aktif", ticket.number), SlotSet("butuh_lokasi", False)]


def _threatens(context: Context) -> bool:
    return "ancaman" in context.remarks or "ancaman" in context.metadata["sensitivity"]


def _is_new(context: Context, mine: list[Ticket]) -> bool:
    """Whether it is a complaint of its own: about nothing that is under way already."""
    complaint = context.metadata["read_as"] == COMPLAINT
    topic, sure = context.metadata["topics"][0][0], context.metadata["topic_is_sure"]
    if not complaint or context.entity("nomor_tiket"):
        return False
    if not mine:
        return bool(context.place()) or (sure and topic not in ABOUT_US)
    heard = {topic} if context.place() else {topic, *_traces(context)}
    return sure and topic not in ABOUT_US and heard.isdisjoint(ticket.topic for ticket in mine)


def _traces(context: Context) -> set[str]:
    """Return the topics that are heard, however faintly: "jalan gak dibenerin, digaji buat apa" is not about jobs."""
    return {name for name, confidence in context.metadata["topics"] if confidence >= TRACE}


async def _late(unit: UnitOfWork, service: TicketService, ticket: Ticket) -> Lateness | None:
    case = await case_of(unit, ticket)
    if case.status not in WORKABLE:
        return None
    events = await unit.tickets.events(case.id)
    return lateness(case, events, service.terms, service.calendar, service.now())


def _meant(context: Context, mine: list[Ticket], late: dict[str, Lateness | None]) -> Ticket:
    """Return the ticket that is named, else one of the topic that is spoken of, else the latest of all."""
    number, topic = context.entity("nomor_tiket"), context.metadata["topics"][0][0]
    named = next((t for t in mine if t.number == number), None)
    alike = [t for t in mine if t.topic == topic and context.metadata["topic_is_sure"]] or mine
    days = {ticket_id: each.working_days for ticket_id, each in late.items() if each}
    return named or max(alike, key=lambda ticket: days.get(ticket.id, -1))


def _params(
    domain: dict[str, Any], service: TicketService, ticket: Ticket, case: Ticket, late: Lateness | None
) -> dict[str, Any]:
    due = case.completion_due if case.first_answered_at else case.first_answer_due
    kept = phrase(domain, "utter_marah_batas", tanggal=service.day(due or case.first_answer_due))
    told = late and phrase(
        domain,
        f"utter_marah_terlambat_{late.what}",
        jumlah=late.working_days,
        tanggal=service.day(late.promised),
    )
    return {
        "nomor": ticket.number,
        "ticket_id": ticket.id,
        "opd": service.short(case.agency),
        "perkara": _matter(ticket),
        "fakta": told or kept,
    }


def _matter(ticket: Ticket) -> str:
    title = wiring().topic(ticket.topic).title
    return f"{title}, {ticket.place}" if ticket.place else title


def _others(domain: dict[str, Any], others: list[Ticket]) -> str:
    """Name up to two more of the reporter's tickets; "" where there are none."""
    numbers = ", ".join(one.number for one in others[:OTHERS_NAMED])
    return phrase(domain, "utter_marah_lain", daftar=numbers) if numbers else ""


async def _lift(unit: UnitOfWork, service: TicketService, context: Context, case: Ticket) -> Ticket:
    """Lift it one level, once a day however often somebody is angry, and never above the top."""
    today = service.calendar.local(service.now()).date()
    lifted = [e.at for e in await unit.tickets.events(case.id) if e.kind is EventKind.ESCALATED]
    if case.level >= TOP_LEVEL or any(service.calendar.local(at).date() == today for at in lifted):
        return case
    return await service.escalate(case, "", context.citizen, context.keys)


def _words(case: Ticket, *, higher: bool) -> str:
    """Name the words by whose turn it is."""
    if case.status is TicketStatus.NEEDS_INFO:
        return "utter_marah_saat_ditanya"
    if case.status is TicketStatus.AWAITING_REPORTER:
        return "utter_marah_saat_dinilai"
    return "utter_marah" if higher else "utter_marah_sudah_naik"
