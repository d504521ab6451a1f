"""A typed "ya" or "tidak" answers what was asked last, as its buttons would."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import answer_officer
from actions.context import Context
from actions.lookup import active_ticket
from actions.wiring import work

ON_YES = {"utter_yakin_batal": "action_withdraw", "utter_maksudnya": "action_check_status"}
ON_NO = {"utter_info_ditambahkan": "action_split_off", "utter_tambahan_milik_mana": "action_split_off"}
#: After these a "tidak" means that something on the ticket is wrong.
RECEIPTS = frozenset({"utter_tiket_diterima", "utter_tiket_tanpa_tempat", "utter_lokasi_dicatat"})


class ActionAgree(Action):
    """The citizen agrees."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_agree"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Do what was asked about; a button says itself what it is for."""
        context = Context.of(tracker, self.name())
        answered = await answer_officer(dispatcher, domain, context)
        if answered is not None:
            return answered
        if context.said and (asked := ON_YES.get(context.last_response())):
            return [FollowupAction(asked)]
        async with work() as (unit, _):
            ticket = await active_ticket(unit, context)
        dispatcher.utter_message(response="utter_setuju" if ticket else "utter_baik")
        return []


class ActionDecline(Action):
    """The citizen does not agree."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_decline"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Leave undone what was asked about, or offer to correct the receipt."""
        context = Context.of(tracker, self.name())
        answered = await answer_officer(dispatcher, domain, context)
        if answered is not None:
            return answered
        last, number = context.last_response(), context.slot("tiket_aktif")
        # "Belum" says that the work is not done, not that the message belongs elsewhere.
        if context.said and last in ON_NO and "belum" not in context.remarks:
            return [FollowupAction(ON_NO[last])]
        if context.said and last == "utter_beberapa_tiket":
            return [FollowupAction("action_ask_which_part")]
        # The only button that says no stands under this question.
        if number and (last == "utter_yakin_batal" or not context.said):
            dispatcher.utter_message(response="utter_tetap_diproses", nomor=number)
        else:
            dispatcher.utter_message(response="utter_tolak" if last in RECEIPTS else "utter_baik")
        return []
