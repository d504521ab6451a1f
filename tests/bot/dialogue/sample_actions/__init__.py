"""Actions for the tests, run in process and by a real `python -m rasa_sdk` server alike."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, FormValidationAction
from rasa_sdk.events import ActionExecutionRejected, FollowupAction, SlotSet
from rasa_sdk.interfaces import ActionExecutionRejection

Events = list[dict[str, Any]]


class SubmitComplaint(Action):
    """Sets `butuh_lokasi` as the text says, and tells the number of the ticket."""

    def name(self) -> str:
        return "action_submit_complaint"

    async def run(self, dispatcher: Any, tracker: Any, _domain: Any) -> Events:
        dispatcher.utter_message(response="utter_diterima", nomor="ADU-1")
        return [SlotSet("butuh_lokasi", "di mana" not in tracker.latest_message["text"])]


class AskLocation(Action):
    """Adds its own button to its own text."""

    def name(self) -> str:
        return "action_ask_lokasi"

    async def run(self, dispatcher: Any, _tracker: Any, _domain: Any) -> Events:
        dispatcher.utter_message(text="Di mana?", buttons=[{"title": "Batal", "payload": "/batal"}])
        return []


class ValidateLocation(FormValidationAction):
    """Accepts a place of more than three letters, in capitals."""

    def name(self) -> str:
        return "validate_form_lokasi"

    def validate_lokasi(self, value: Any, dispatcher: Any, _tracker: Any, _domain: Any) -> dict[str, Any]:
        if value == "tidak mau":
            raise ActionExecutionRejection(self.name())
        if len(value) <= 3:
            dispatcher.utter_message(response="utter_terlalu_pendek")
            return {"lokasi": None}
        return {"lokasi": value.upper()}


class Echo(Action):
    """Tells what it was given."""

    def name(self) -> str:
        return "action_echo"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> Events:
        seen = {
            "slots": tracker.current_slot_values(),
            "metadata": tracker.latest_message.get("metadata"),
            "intent": tracker.get_intent_of_latest_message(),
            "loop": tracker.active_loop_name,
            "intents": domain["intents"],
        }
        dispatcher.utter_message(text="ini", seen=seen)
        return [SlotSet("catatan", "terlihat")]


class Refuse(Action):
    """Rejects its execution, as the exception."""

    def name(self) -> str:
        return "action_refuse"

    async def run(self, _dispatcher: Any, _tracker: Any, _domain: Any) -> Events:
        raise ActionExecutionRejection(self.name())


class RefuseByEvent(FormValidationAction):
    """Rejects an answer that says "nanti", by the event."""

    def name(self) -> str:
        return "validate_form_nama"

    async def run(self, _dispatcher: Any, tracker: Any, _domain: Any) -> Events:
        refused = tracker.latest_message["text"] == "nanti" and tracker.slots_to_validate()
        return [ActionExecutionRejected("form_nama")] if refused else []


class Crash(Action):
    """Fails with the citizen's words in its error."""

    def name(self) -> str:
        return "action_crash"

    async def run(self, _dispatcher: Any, tracker: Any, _domain: Any) -> Events:
        raise ValueError(tracker.latest_message["text"])


class Continue(Action):
    """Asks to be run again, for ever."""

    def name(self) -> str:
        return "action_continue"

    async def run(self, dispatcher: Any, _tracker: Any, _domain: Any) -> Events:
        dispatcher.utter_message(text="lagi")
        return [FollowupAction("action_continue")]


class Photograph(Action):
    """Sends a picture, which this runtime cannot."""

    def name(self) -> str:
        return "action_photograph"

    async def run(self, dispatcher: Any, _tracker: Any, _domain: Any) -> Events:
        dispatcher.utter_message(image="foto.jpg")
        return []


ACTIONS = [
    SubmitComplaint,
    AskLocation,
    ValidateLocation,
    Echo,
    Refuse,
    RefuseByEvent,
    Crash,
    Continue,
    Photograph,
]
