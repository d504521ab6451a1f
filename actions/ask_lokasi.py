"""The form's question: where is it, which of several places, or the village of a bare point."""

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, read_point
from actions.lookup import may_hold, meant_ticket, own_ticket
from actions.several import listed, placeless_parts
from actions.wiring import wiring, work
from actions.wording import phrase
from messages import Point
from storage import UnitOfWork
from tickets.service import TicketService
from tickets.ticket import Ticket

CANDIDATES_SHOWN = 4
#: So often the question is repeated after small talk; then it is only remembered.
REMINDERS = 2
#: The slots of the question before it is asked.
NOT_ASKED: list[EventType] = [
    SlotSet("lokasi", None),
    SlotSet("butuh_lokasi", False),
    SlotSet("calon_lokasi", None),
    SlotSet("tanya_lokasi", 0),
    SlotSet("ditanya_lokasi", 0),
    SlotSet("tiket_lokasi", None),
]


class ActionAskLokasi(Action):
    """Asks for the place: the first time, among several, for a bare point's village, or again."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_ask_form_lokasi_lokasi"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Ask one question, which is waited for; the ticket's officers see the answers that did not settle it."""
        context = Context.of(tracker, self.name())
        tries, asked = int(context.slot("tanya_lokasi") or 0), int(context.slot("ditanya_lokasi") or 0)
        async with work() as (unit, service):
            several = await placeless_parts(unit, context) if context.slot("tiket_lokasi") else []
            meant = [ticket for _, ticket in several]
            if tries:
                await _show(unit, context, meant)
            elif not asked:
                await _note(unit, context, service, meant)
        if asked > REMINDERS + tries:
            return []
        _ask(dispatcher, domain, context, [n for n, _ in several])
        return [SlotSet("ditanya_lokasi", asked + 1)]


async def _show(unit: UnitOfWork, context: Context, several: Sequence[Ticket]) -> None:
    """Let the officers of what is asked about see the answer that did not settle it."""
    meant = several or [ticket for ticket in [await meant_ticket(unit, context)] if ticket]
    for ticket in meant:
        if may_hold(ticket, context):
            await unit.tickets.link_message(ticket.id, context.message_id)


async def _note(
    unit: UnitOfWork, context: Context, service: TicketService, several: Sequence[Ticket]
) -> None:
    """Note on what is asked about that its place is waited for from now on."""
    number = context.slot("tiket_aktif")
    alone = await own_ticket(unit, context, number) if number and not several else None
    for ticket in several or ([alone] if alone else []):
        await service.ask_place(ticket, context.keys)


def remembered_point(context: Context) -> Point | None:
    """Return the point whose village was asked for."""
    remembered = context.slot("calon_lokasi") or [{}]
    return read_point(remembered[0].get("titik"))


async def ask_again(unit: UnitOfWork, context: Context) -> list[EventType]:
    """Return the slots that let the form ask for what the last receipt of several still leaves open."""
    left = [ticket.number for _, ticket in await placeless_parts(unit, context)]
    return [*NOT_ASKED, SlotSet("tiket_lokasi", left or None), SlotSet("butuh_lokasi", bool(left))]


def _ask(
    dispatcher: CollectingDispatcher, domain: dict[str, Any], context: Context, several: Sequence[int]
) -> None:
    candidates, point = context.slot("calon_lokasi"), remembered_point(context)
    if point:
        dispatcher.utter_message(response="utter_titik_tanpa_peta", titik=wiring().region.describe(point))
    elif candidates:
        _ask_which(dispatcher, candidates, phrase(domain, "utter_tombol_lainnya"))
    elif several and not context.slot("tanya_lokasi") and len(context.slot("bagian")) > 1:
        dispatcher.utter_message(response="utter_tanya_lokasi_beberapa", nomor=listed(several))
    else:
        again = "utter_tanya_lokasi_lagi" if context.slot("tanya_lokasi") else "utter_tanya_lokasi"
        dispatcher.utter_message(response=again)


def _ask_which(dispatcher: CollectingDispatcher, candidates: list[dict[str, Any]], none_of_them: str) -> None:
    shown = list(dict.fromkeys(row["kecamatan"] for row in candidates[:CANDIDATES_SHOWN]))
    buttons = [{"title": f"Kec. {name}"[:20], "payload": _answering(name)} for name in shown]
    buttons.append({"title": none_of_them, "payload": _answering(none_of_them)})
    dispatcher.utter_message(
        response="utter_pilih_tempat",
        jumlah=str(len(candidates)),
        nama_tempat=candidates[0]["name"],
        buttons=buttons,
    )


def _answering(words: str) -> str:
    return f'/beri_lokasi{{"titik":"{words}"}}'
