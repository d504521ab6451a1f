"""The second engine: a real Rasa 3.6 server, by its REST channel."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import aiohttp

from bot.dialogue.action_client import UNWELL
from bot.dialogue.conversation import Say, Turn
from bot.dialogue.effects import enter_loop
from bot.dialogue.fallback import RASA_THRESHOLDS, Thresholds, settle_intent
from messages import Button

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.dialogue.domain import Domain
    from bot.dialogue.tracker import Tracker
    from bot.dialogue.under_way import TurnsUnderWay

WEBHOOK: Final = "webhooks/rest/webhook"


class RasaFailed(Exception):
    """Rasa gave no answer to use; `retryable` says whether the turn may be tried again without counting."""

    def __init__(self, reason: str, *, retryable: bool) -> None:
        super().__init__(reason)
        self.retryable = retryable


class RasaEngine:
    """Answers by a Rasa server that asks our side (rasa_side.py) for understanding, words and actions.

    The dialogue's state is Rasa's; the tracker only follows it. Rasa keeps every event of a conversation in its own
    store and answers a message tried again once more: the promises of docs/message-flow.md are not Rasa's.
    """

    def __init__(
        self,
        url: str,
        token: str,
        session: aiohttp.ClientSession,
        timeout: float,
        domain: Domain,
        turns: TurnsUnderWay,
        *,
        thresholds: Thresholds = RASA_THRESHOLDS,
    ) -> None:
        """Take the server's base URL, its `--auth-token`, and a time limit in seconds for one call."""
        self._url = url.rstrip("/")
        self._token = token
        self._session = session
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._domain = domain
        self._turns = turns
        self._thresholds = thresholds

    @property
    def remote(self) -> bool:
        """Rasa's actions never join a transaction of ours."""
        return True

    async def handle(self, tracker: Tracker, parsed: dict[str, Any], metadata: dict[str, Any]) -> Turn:
        """Answer one parsed message; see `Agent.handle`.

        Raises:
            ActionFailed: an action failed while Rasa worked.
            RasaFailed: Rasa could not be reached, or did not take the message.

        """
        parsed = settle_intent(parsed, self._thresholds)
        tracker.fit(self._domain)
        message = {"sender": tracker.sender_id, "message": parsed["text"], "metadata": metadata}
        with self._turns.begin(tracker.sender_id, parsed) as turn:
            answers = await self._ask("POST", WEBHOOK, message | {"input_channel": metadata.get("channel")})
            state = await self._ask("GET", f"conversations/{quote(tracker.sender_id, safe='')}/tracker")
        if turn.fault is not None:
            raise turn.fault
        if not turn.asked:
            raise RasaFailed("Rasa did not ask us what the text means", retryable=False)
        # Rasa answers 200 to a message it lost on the way.
        if not answers and state["latest_event_time"] == tracker.last_heard:
            raise RasaFailed("Rasa did not keep the message", retryable=False)
        events = tuple(self._follow(tracker, state, parsed | {"metadata": metadata}))
        return Turn(tuple(read_answers(answers)), events)

    def _follow(
        self, tracker: Tracker, state: dict[str, Any], message: dict[str, Any]
    ) -> Iterable[dict[str, Any]]:
        """Take over how things stand at Rasa; yield the slots that changed."""
        tracker.latest_message, tracker.last_heard = message, state["latest_event_time"]
        tracker.intent = message["intent"]["name"]
        tracker.latest_action_name = state["latest_action_name"]
        enter_loop(tracker, {"name": (state.get("active_loop") or {}).get("name")})
        for name, before in tracker.slots.items():
            value = state["slots"].get(name)
            if value != before:
                tracker.slots[name] = value
                yield {"event": "slot", "timestamp": None, "name": name, "value": value}

    async def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        # Without NONE the tracker would come with every event since the conversation began.
        asked = {"token": self._token, "include_events": "NONE"}
        try:
            async with self._session.request(
                method, f"{self._url}/{path}", params=asked, json=body, timeout=self._timeout
            ) as response:
                if response.status != HTTPStatus.OK:
                    raise RasaFailed(f"HTTP {response.status}", retryable=response.status in UNWELL)
                return await response.json()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise RasaFailed(type(error).__name__, retryable=True) from error


def read_answers(answers: Iterable[dict[str, Any]]) -> Iterable[Say]:
    """Read the messages of Rasa's collecting channel; our NLG names the response in `custom`."""
    for answer in answers:
        custom = answer.get("custom") or {}
        if "response" in custom:
            buttons = _buttons(custom["buttons"])
            yield Say(custom["response"], custom["params"], None, buttons, custom["slots"])
        elif answer.get("text"):
            yield Say(None, {}, answer["text"], _buttons(answer.get("buttons") or ()))


def _buttons(written: Iterable[dict[str, Any]]) -> tuple[Button, ...]:
    return tuple(Button(each["title"], each["payload"]) for each in written)
