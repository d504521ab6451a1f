"""The form's question: where is it, which of several places, or the village of a bare point."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, read_point
from actions.lookup import active_ticket
from actions.wiring import wiring, work
from actions.wording import phrase
from messages import Point

CANDIDATES_SHOWN = 4


class ActionAskLokasi(Action):
    """Asks for the place: the first time, among several, for a bare point's village, or again."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_ask_form_lokasi_lokasi"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Ask one question; the ticket's officers see the answers that did not settle it."""
        context = Context.of(tracker, self.name())
        candidates, point = context.slot("calon_lokasi"), remembered_point(context)
        if context.slot("tanya_lokasi"):
            async with work() as (unit, _):
                ticket = await active_ticket(unit, context)
                if ticket:
                    await unit.tickets.link_message(ticket.id, context.message_id)
        if point:
            spot = wiring().region.describe(point)
            dispatcher.utter_message(response="utter_titik_tanpa_peta", titik=spot)
        elif candidates:
            _ask_which(dispatcher, candidates, phrase(domain, "utter_tombol_lainnya"))
        elif context.slot("tanya_lokasi"):
            dispatcher.utter_message(response="utter_tanya_lokasi_lagi")
        else:
            dispatcher.utter_message(response="utter_tanya_lokasi")
        return []


def remembered_point(context: Context) -> Point | None:
    """Return the point whose village was asked for."""
    remembered = context.slot("calon_lokasi") or [{}]
    return read_point(remembered[0].get("titik"))


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
