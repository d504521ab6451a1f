"""The actions of the domain beside this file."""

from typing import Any

from rasa_sdk import Action, FormValidationAction
from rasa_sdk.events import (
    ActiveLoop,
    AllSlotsReset,
    FollowupAction,
    Restarted,
    SlotSet,
    UserUtteranceReverted,
)
from rasa_sdk.interfaces import ActionExecutionRejection

Events = list[dict[str, Any]]


def action(called: str, does: Any) -> type[Action]:
    """Make an action out of a function of dispatcher and tracker that returns events."""

    class Made(Action):
        def name(self) -> str:
            return called

        async def run(self, dispatcher: Any, tracker: Any, _domain: Any) -> Events:
            return list(does(dispatcher, tracker))

    return Made


class ValidateOrder(FormValidationAction):
    """Wants few, asks for the destination again when it is the origin, and refuses one town."""

    def name(self) -> str:
        return "validate_form_pesan"

    def validate_jumlah(self, value: Any, dispatcher: Any, _tracker: Any, _domain: Any) -> dict[str, Any]:
        if value is None or value <= 5:
            return {"jumlah": value}
        dispatcher.utter_message(response="utter_terlalu_banyak")
        return {"jumlah": None}

    def validate_tujuan(self, value: Any, _dispatcher: Any, tracker: Any, _domain: Any) -> dict[str, Any]:
        if value == "Solo":
            raise ActionExecutionRejection(self.name())
        return {"tujuan": None if value == tracker.get_slot("asal") else value}


def ask(dispatcher: Any, tracker: Any) -> Events:
    dispatcher.utter_message(response="utter_berapa", buttons=[{"title": "Satu", "payload": "/sebut"}])
    return [SlotSet("hitung", tracker.get_slot("hitung") + 1)]


def count(dispatcher: Any, tracker: Any) -> Events:
    dispatcher.utter_message(response="utter_hitung")
    return [SlotSet("hitung", tracker.get_slot("hitung") + 10)]


def fill(_dispatcher: Any, tracker: Any) -> Events:
    return [SlotSet("bebas", {"kata": tracker.latest_message["text"]})]


def refuse(_dispatcher: Any, _tracker: Any) -> Events:
    raise ActionExecutionRejection("action_tolak")


def say(dispatcher: Any, _tracker: Any) -> Events:
    dispatcher.utter_message(text="Kata sendiri", buttons=[{"title": "Ya", "payload": "/ya"}])
    return []


ACTIONS = (
    ValidateOrder,
    action("action_ask_jumlah", ask),
    action("action_hitung", count),
    action("action_lompat", lambda *_: [FollowupAction("utter_lanjut")]),
    action("action_kosongkan", lambda *_: [AllSlotsReset()]),
    action("action_ulang", lambda *_: [Restarted()]),
    action("action_tarik", lambda *_: [UserUtteranceReverted()]),
    action("action_keluar", lambda *_: [ActiveLoop(None), SlotSet("requested_slot", None)]),
    action("action_isi_bebas", fill),
    action("action_tolak", refuse),
    action("action_jelas", say),
)
