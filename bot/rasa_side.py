"""What a Rasa server asks of us: understanding, words and actions, behind a shared token on an address of its own.

`POST /model/parse`, `POST /nlg` and `POST /webhook` are the shapes of Rasa's `nlu`, `nlg` and `action_endpoint`.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import structlog
from aiohttp import web

from bot.dialogue.action_client import ActionClient, ActionFailed, ActionRejected
from bot.dialogue.conversation import ENVELOPE
from bot.dialogue.domain import Domain
from bot.dialogue.fallback import RASA_THRESHOLDS, settle_intent
from bot.dialogue.under_way import TurnsUnderWay
from messages import Texts

log = structlog.get_logger(__name__)

#: Rasa posts its whole tracker, every event since the conversation began.
MAX_BODY: Final = 50_000_000
#: The name of Rasa's REST channel as an output; its answers go through our own outbox.
COLLECTOR: Final = "collector"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class RasaSide:
    """Our side of a Rasa server; `understand` reads a text that belongs to no turn under way."""

    understand: Callable[[str], Awaitable[dict[str, Any]]]
    domain: Domain
    texts: Texts
    actions: ActionClient
    turns: TurnsUnderWay

    def app(self, token: str) -> web.Application:
        """Build the application; whoever does not know the token gets 401."""
        app = web.Application(client_max_size=MAX_BODY, middlewares=[_only_with(token)])
        app.router.add_post("/model/parse", self._parse)
        app.router.add_post("/nlg", self._word)
        app.router.add_post("/webhook", self._act)
        return app

    async def _parse(self, request: web.Request) -> web.Response:
        asked = await request.json()
        text = str(asked.get("text") or "")
        # Rasa 3.6 sends the sender under this name.
        parsed = self.turns.parsed(str(asked.get("message_id")), text)
        if parsed is None:
            parsed = settle_intent(await self.understand(text), RASA_THRESHOLDS)
        return web.json_response(parsed | {"response_selector": _selected(parsed)})

    async def _word(self, request: web.Request) -> web.Response:
        asked = await request.json()
        label = (asked["tracker"].get("latest_message") or {}).get("retrieval")
        name = self.domain.wording(asked["response"], label)
        if name is None:
            return web.json_response({})  # Rasa asks for utter_restart and the like, too
        arguments = asked.get("arguments") or {}
        params = {key: value for key, value in arguments.items() if key not in ENVELOPE}
        known = asked["tracker"]["slots"].items()
        slots = {key: value for key, value in known if key in self.domain.slots and value is not None}
        channel = asked["channel"]["name"]
        if channel == COLLECTOR:
            said = {"response": name, "params": params, "slots": slots}
            return web.json_response(
                {"text": "", "custom": {**said, "buttons": arguments.get("buttons") or []}}
            )
        worded = self.texts.render(name, params, slots, channel, str(asked["tracker"]["latest_event_time"]))
        buttons = [{"title": button.title, "payload": button.payload} for button in worded.buttons]
        return web.json_response({"text": worded.text, "buttons": buttons})

    async def _act(self, request: web.Request) -> web.Response:
        asked = await request.json()
        name, sender = asked["next_action"], asked["sender_id"]
        try:
            result = await self.actions.run(name, asked["tracker"], self.domain.source)
        except ActionRejected:
            refused = {"action_name": name, "error": "rejected"}
            return web.json_response(refused, status=HTTPStatus.BAD_REQUEST)
        except ActionFailed as fault:
            self.turns.blame(sender, fault)
            log.warning("action_failed", action=name, error=str(fault))
            return web.json_response({"action_name": name}, status=HTTPStatus.INTERNAL_SERVER_ERROR)
        return web.json_response({"events": result.events, "responses": result.responses})


def _selected(parsed: dict[str, Any]) -> dict[str, Any]:
    """Tell the label in the shape of Rasa's response selector: it picks `utter_x/label`."""
    intent, label = parsed["intent"]["name"], parsed.get("retrieval")
    if not label:
        return {}
    key = f"{intent}/{label}"
    return {intent: {"response": {"utter_action": f"utter_{key}", "intent_response_key": key}}}


def _only_with(token: str) -> Any:
    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.query.get("token")
        if given is None and request.body_exists:
            # Rasa sends the token of `nlu` in the body, the others in the address.
            given = (await request.json()).get("token")
        if not hmac.compare_digest(str(given or "").encode(), token.encode()):
            return web.json_response({}, status=HTTPStatus.UNAUTHORIZED)
        return await handler(request)

    return check
