"""The form that asks where, and which question it asks next.

One that could be several is asked back; after two tries the words stand as they are.
"""

from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, read_point
from actions.numbered_places import numbered_places
from actions.place import Place, find_place, landmark_place
from actions.where import asked_where
from actions.wiring import wiring
from actions.wording import phrase
from messages import Point
from tickets.region import Landmark, Unknown

#: House rule: never more than two clarifying turns.
TRIES = 2
#: Intents of an answer that names no place: "tidak tahu", "ya itu".
WITHOUT_PLACE = frozenset({"setuju", "tolak"})
#: The remark of "nanti saya kirim" (bot/whereabouts.py): nobody asks again.
LATER = "nanti"


class ValidateFormLokasi(FormValidationAction):
    """Checks the slot `lokasi`."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "validate_form_lokasi"

    def validate_lokasi(
        self, value: str | None, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Accept a place, or leave it open with what the next question needs to know."""
        del dispatcher
        if value is None:
            return {"lokasi": None}  # Rasa has a slot judged that was only emptied
        return judge_answer(Context.of(tracker, self.name()), domain, value)


def judge_answer(context: Context, domain: dict[str, Any], value: str) -> dict[str, Any]:
    """Return the slots after an answer: `lokasi` is the place, "" if nobody knows it, None to ask again."""
    if value.startswith("/"):
        return {"lokasi": None}  # a button of an older question says nothing about the place
    if context.sensitive or context.answered_ticket_id():
        return _judge_for_ticket(context, domain, value)
    tries = int(context.slot("tanya_lokasi") or 0) + 1
    remembered = context.slot("calon_lokasi")
    if context.tracker.latest_message["intent"]["name"] in WITHOUT_PLACE:
        done = tries >= TRIES or LATER in context.remarks
        return {"lokasi": "" if done else None, "tanya_lokasi": tries}
    if remembered and not read_point(value):
        return {"lokasi": _choose(remembered, value, phrase(domain, "utter_tombol_lainnya"))}
    if tries >= TRIES or numbered_places(context, value):
        return {"lokasi": value}
    return _judge(context, value) | {"tanya_lokasi": tries}


def _judge_for_ticket(context: Context, domain: dict[str, Any], value: str) -> dict[str, Any]:
    """Read what is not only the answer to the form: the action that saves it finds out where it belongs."""
    if asked_where(context) and not context.sensitive:
        return _judge_late(context, domain, value)
    kept = context.sensitive or _sounds_like_place(context, find_place(wiring().region, value))
    return {"lokasi": value if kept else ""}


def _judge_late(context: Context, domain: dict[str, Any], value: str) -> dict[str, Any]:
    """Read the answer to the reminder: what is no place is kept all the same, and nobody asks again."""
    if wiring().region.narrow(remembered_landmarks(context), value):
        chosen = _choose(context.slot("calon_lokasi"), value, phrase(domain, "utter_tombol_lainnya"))
        return {"lokasi": chosen}
    judged = _judge(context, value)
    return judged if judged["lokasi"] or "calon_lokasi" in judged else {"lokasi": ""}


def _judge(context: Context, value: str) -> dict[str, Any]:
    """Accept a place, or leave it open with what the next question needs to know."""
    place = find_place(wiring().region, value)
    if place.candidates:
        return {"lokasi": None, "calon_lokasi": [_row(mark, place.words) for mark in place.candidates]}
    if place.point and isinstance(wiring().region.locate(place.point), Unknown):
        # Without the region's boundaries we never claim to know where a point lies.
        return {"lokasi": None, "calon_lokasi": [{"titik": value}]}
    return {"lokasi": value if _sounds_like_place(context, place) else None}


def remembered_landmarks(context: Context) -> list[Landmark]:
    """Return the places of one name among which the citizen is asked to choose."""
    return [_landmark(row) for row in context.slot("calon_lokasi") or () if "name" in row]


def _choose(remembered: list[dict[str, Any]], answer: str, none_of_them: str) -> str:
    """Narrow what was asked back: one of several landmarks, or the village of a bare point."""
    words = remembered[0].get("words")
    if words is None:
        return answer
    left = wiring().region.narrow((_landmark(row) for row in remembered), answer)
    if len(left) == 1:
        return landmark_place(left[0], words).words
    return words if answer == none_of_them else f"{words}, {answer}"


def _sounds_like_place(context: Context, place: Place) -> bool:
    named = "beri_lokasi" in {context.tracker.latest_message["intent"]["name"], context.metadata["read_as"]}
    known = place.point or place.area or wiring().region.landmarks(place.words)
    return bool(named or context.entity("lokasi") or known or read_point(place.words))


def _row(mark: Landmark, words: str) -> dict[str, Any]:
    point = [mark.point.latitude, mark.point.longitude] if mark.point else None
    return {
        "name": mark.name,
        "kind": mark.kind,
        "desa": mark.desa,
        "kecamatan": mark.kecamatan,
        "point": point,
        "words": words,
    }


def _landmark(row: dict[str, Any]) -> Landmark:
    point = Point(*row["point"]) if row["point"] else None
    return Landmark(
        name=row["name"], kind=row["kind"], point=point, desa=row["desa"], kecamatan=row["kecamatan"]
    )
