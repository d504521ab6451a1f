"""The dialogue's front door: one message in, what to say out."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any, Final

from bot.dialogue.action_client import ActionFailed, ActionRejected
from bot.dialogue.builtin import BUILT_IN
from bot.dialogue.conversation import Conversation, Turn
from bot.dialogue.fallback import RASA_THRESHOLDS, Thresholds, settle_intent
from bot.dialogue.forms import run_form
from bot.dialogue.policy import Policy
from bot.dialogue.slots import extract_slots
from bot.dialogue.vocabulary import DEFAULT_FALLBACK, DEFAULT_INTENTS, LISTEN, RESTART, SESSION_START

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.dialogue.action_client import ActionClient
    from bot.dialogue.domain import Domain
    from bot.dialogue.rules import Rule
    from bot.dialogue.tracker import Tracker

logger = logging.getLogger(__name__)

#: Rasa's own bound on the actions of one turn.
ACTIONS_A_TURN: Final = 10


class Agent:
    """Answers messages by the rules. Holds no conversation; does no I/O but through `actions`.

    `clock` gives seconds since the epoch; `thresholds` decide what counts as understood.
    """

    def __init__(
        self,
        domain: Domain,
        rules: Iterable[Rule],
        actions: ActionClient,
        *,
        clock: Callable[[], float] = time.time,
        thresholds: Thresholds = RASA_THRESHOLDS,
    ) -> None:
        self._domain = domain
        self._policy = Policy(rules, domain)
        self._actions = actions
        self._clock = clock
        self._thresholds = thresholds

    @property
    def remote(self) -> bool:
        """Whether actions commit on their own, where a transaction of ours cannot reach."""
        return self._actions.remote

    async def handle(self, tracker: Tracker, parsed: dict[str, Any], metadata: dict[str, Any]) -> Turn:
        """Answer one parsed message, changing the tracker.

        Args:
            tracker: the conversation; spoilt when this raises, so load it again before another try.
            parsed: Rasa's parse dict; its `retrieval` picks `utter_x/label`.
            metadata: shown to actions as `latest_message["metadata"]`.

        Raises:
            ActionFailed: an action could not be run; `retryable` says whether to try the turn again.

        """
        talk = Conversation(tracker, self._domain, self._actions, self._clock)
        tracker.fit(self._domain)
        await self._open_session(talk)
        self._hear(talk, parsed, metadata)
        await extract_slots(talk)
        await self._answer(talk)
        return talk.turn()

    async def _open_session(self, talk: Conversation) -> None:
        heard, minutes = talk.tracker.last_heard, self._domain.session_minutes
        expired = heard is not None and 0 < minutes * 60 < talk.now() - heard
        if heard is None or expired:
            await self._run(talk, SESSION_START)
            talk.begin(LISTEN)

    def _hear(self, talk: Conversation, parsed: dict[str, Any], metadata: dict[str, Any]) -> None:
        parsed = settle_intent(parsed, self._thresholds)
        talk.tracker.latest_message = parsed | {"metadata": metadata}
        short = {key: parsed.get(key) for key in ("text", "intent", "entities")}
        channel = metadata.get("channel")
        talk.apply("user", text=parsed["text"], parse_data=short, input_channel=channel, metadata={})

    async def _answer(self, talk: Conversation) -> None:
        """Run actions until there is nothing to do but wait."""
        rejected: set[str] = set()
        for _ in range(ACTIONS_A_TURN):
            if talk.tracker.paused and DEFAULT_INTENTS.get(talk.tracker.intent or "") != RESTART:
                break
            action = self._policy.next_action(talk.tracker, rejected)
            if action == LISTEN:
                break
            try:
                await self._run(talk, action)
                rejected.clear()
                if action == DEFAULT_FALLBACK:
                    break
            except ActionRejected:
                rejected.add(action)
                talk.apply("action_execution_rejected", name=action)
        else:
            logger.warning("turn cut off after %d actions, the last: %s", ACTIONS_A_TURN, action)
        talk.begin(LISTEN)

    async def _run(self, talk: Conversation, name: str) -> None:
        if name in self._domain.forms:
            await run_form(talk, self._domain.forms[name])
        elif name in self._domain.actions:
            result = await talk.call(name)
            talk.begin(name)
            talk.take(name, result)
        elif name in BUILT_IN:
            talk.begin(name)
            BUILT_IN[name](talk)
        elif self._domain.speaks(name):
            _utter(talk, name)
        else:
            raise ActionFailed(name, "no such action", retryable=False)


def _utter(talk: Conversation, name: str) -> None:
    wording = talk.wording(name)
    talk.begin(name)
    if wording is None:
        logger.warning("%s has no response for this message's label; nothing was said", name)
    else:
        talk.say(wording)
