"""The form's question: where is it, which of several places, or the village of a bare point."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, read_point
from actions.lookup import may_hold, meant_ticket, own_ticket
from actions.wiring import wiring, work
from actions.wording import phrase
from messages import Point

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
        if tries:
            async with work() as (unit, _):
                ticket = await meant_ticket(unit, context)
                if ticket and may_hold(ticket, context):
                    await unit.tickets.link_message(ticket.id, context.message_id)
        elif not asked:
            await _note(context)
        if asked > REMINDERS + tries:
            return []
        _ask(dispatcher, domain, context)
        return [SlotSet("ditanya_lokasi", asked + 1)]


async def _note(context: Context) -> None:
    """Note on the ticket at hand that its place is waited for from now on."""
    number = context.slot("tiket_aktif")
    async with work() as (unit, service):
        ticket = await own_ticket(unit, context, number) if number else None
        if ticket:
            await service.ask_place(ticket, context.keys)


def remembered_point(context: Context) -> Point | None:
    """Return the point whose village was asked for."""
    remembered = context.slot("calon_lokasi") or [{}]
    return read_point(remembered[0].get("titik"))


def _ask(dispatcher: CollectingDispatcher, domain: dict[str, Any], context: Context) -> None:
    candidates, point = context.slot("calon_lokasi"), remembered_point(context)
    if point:
        dispatcher.utter_message(response="utter_titik_tanpa_peta", titik=wiring().region.describe(point))
    elif candidates:
        _ask_which(dispatcher, candidates, phrase(domain, "utter_tombol_lainnya"))
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
