"""Not understood: ask once, then offer a person; nothing is dropped."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import answer_officer
from actions.aside import set_aside
from actions.context import Context


class ActionNotUnderstood(Action):
    """Say so, differently the second time."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_not_understood"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Ask to rephrase, then offer to keep it as it is or to speak with a person."""
        context = Context.of(tracker, self.name())
        answered = await answer_officer(dispatcher, domain, context, waiting=True)
        if answered is not None:
            return answered
        before = int(context.slot("gagal_paham") or 0)
        dispatcher.utter_message(response="utter_tidak_paham_lagi" if before else "utter_tidak_paham")
        return [SlotSet("gagal_paham", before + 1), set_aside(context, complaint=True)]
