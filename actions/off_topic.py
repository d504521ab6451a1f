"""Nothing for a government, unless it answers an officer."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import answer_officer
from actions.context import Context


class ActionOffTopic(Action):
    """Say what this desk is for, or pass the answer on to the officer who asked."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_off_topic"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Add it to the officer's ticket, else say so."""
        context = Context.of(tracker, self.name())
        answered = await answer_officer(dispatcher, domain, context, waiting=True)
        if answered is not None:
            return answered
        dispatcher.utter_message(response="utter_di_luar_topik")
        return []
