"""The form that asks where: is this a place, and which question is asked next?

One that could be several is asked back; after two tries the words stand as they are.
"""

from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, read_point
from actions.place import Place, find_place, landmark_place
from actions.wiring import wiring
from messages import Point
from tickets.region import Landmark, Unknown

#: House rule: never more than two clarifying turns.
TRIES = 2
CANDIDATES_SHOWN = 4


class ValidateFormLokasi(FormValidationAction):
    """Checks the slot `lokasi`."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "validate_form_lokasi"

    def validate_lokasi(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Accept a place, or leave it open with what the next question needs to know."""
        del dispatcher, domain
        context = Context.of(tracker, self.name())
        asked = int(context.slot("tanya_lokasi") or 0)
        chosen = _choose(context.slot("calon_lokasi"), value)
        if chosen or asked + 1 >= TRIES:
            return {"lokasi": chosen or value, "calon_lokasi": None}
        place = find_place(wiring().region, value)
        if place.candidates:
            remembered = [_row(mark, place.words) for mark in place.candidates]
            return {"lokasi": None, "calon_lokasi": remembered, "tanya_lokasi": asked + 1}
        if place.point and isinstance(wiring().region.locate(place.point), Unknown):
            # Without the region's boundaries we never claim to know where a point lies.
            return {"lokasi": None, "calon_lokasi": [{"titik": value}], "tanya_lokasi": asked + 1}
        if not _sounds_like_place(context, place):
            return {"lokasi": None, "tanya_lokasi": asked + 1}
        return {"lokasi": value, "calon_lokasi": None}


class ActionAskLokasi(Action):
    """Asks for the place: the first time, among several, for a bare point's village, or again."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_ask_form_lokasi_lokasi"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Ask one question."""
        del domain
        context = Context.of(tracker, self.name())
        candidates = context.slot("calon_lokasi")
        if candidates and "titik" in candidates[0]:
            dispatcher.utter_message(response="utter_titik_tanpa_peta", titik=candidates[0]["titik"])
        elif candidates:
            _ask_which(dispatcher, candidates)
        elif context.slot("tanya_lokasi"):
            dispatcher.utter_message(response="utter_tanya_lokasi_lagi")
        else:
            dispatcher.utter_message(response="utter_tanya_lokasi")
        return []


def _choose(remembered: list[dict[str, Any]] | None, answer: str) -> str | None:
    """Narrow what was asked back: one of several landmarks, or the village of a bare point."""
    if not remembered:
        return None
    if "titik" in remembered[0]:
        return f"{answer} ({remembered[0]['titik']})"
    candidates = tuple(_landmark(row) for row in remembered)
    left = wiring().region.narrow(candidates, answer)
    return landmark_place(left[0], remembered[0]["words"]).words if len(left) == 1 else None


def _ask_which(dispatcher: CollectingDispatcher, candidates: list[dict[str, Any]]) -> None:
    shown = [row["kecamatan"] for row in candidates[:CANDIDATES_SHOWN]]
    buttons = [{"title": f"Kec. {name}"[:20], "payload": name} for name in shown]
    name = candidates[0]["name"]
    dispatcher.utter_message(
        response="utter_pilih_tempat", jumlah=str(len(candidates)), nama_tempat=name, buttons=buttons
    )


def _sounds_like_place(context: Context, place: Place) -> bool:
    intent = context.tracker.latest_message.get("intent", {}).get("name")
    known = place.point or place.area or wiring().region.landmarks(place.words)
    return bool(intent == "beri_lokasi" or context.entity("lokasi") or known or read_point(place.words))


def _row(mark: Landmark, words: str) -> dict[str, Any]:
    point = [mark.point.latitude, mark.point.longitude] if mark.point else None
    return {"name": mark.name, "kind": mark.kind, "desa": mark.desa, "kecamatan": mark.kecamatan, "point": point, "words": words}


def _landmark(row: dict[str, Any]) -> Landmark:
    point = Point(*row["point"]) if row["point"] else None
    return Landmark(name=row["name"], kind=row["kind"], point=point, desa=row["desa"], kecamatan=row["kecamatan"])
