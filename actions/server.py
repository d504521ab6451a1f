"""Our actions over HTTP by rasa-sdk's protocol, from rasa-sdk's own executor.

rasa-sdk's server would do, too (`python -m rasa_sdk --actions actions`). This one has the process's own loop, so it
stops gracefully; it listens where it is told to; and on an error it does not answer with the citizen's words.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

import structlog
from aiohttp import web
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import (
    ActionExecutionRejection,
    ActionMissingDomainException,
    ActionNotFoundException,
)

from actions.registry import ACTIONS
from storage import Conflict

MAX_BODY = 50_000_000  #: a Rasa server posts its whole tracker, every event since the conversation began
DOMAIN_MISSING = 449  #: rasa-sdk's answer to a domain digest it does not know

log = structlog.get_logger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build_action_server() -> web.Application:
    """Build `POST /webhook` and `GET /health`; what actions need is installed beforehand (`actions.wiring`)."""
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(action)
    app = web.Application(client_max_size=MAX_BODY)
    app.router.add_get("/health", _health)
    app.router.add_post("/webhook", _webhook(executor))
    return app


async def _health(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


def _webhook(executor: ActionExecutor) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        call = await request.json()
        name = str(call.get("next_action"))
        try:
            result = await executor.run(call)
        except ActionExecutionRejection:
            return _refused(name, HTTPStatus.BAD_REQUEST)
        except ActionNotFoundException:
            return _refused(name, HTTPStatus.NOT_FOUND)
        except ActionMissingDomainException:
            return _refused(name, DOMAIN_MISSING)
        except Conflict:
            return _refused(name, HTTPStatus.SERVICE_UNAVAILABLE)  # the worker tries the turn again
        except Exception as error:  # noqa: BLE001 - whatever ails an action, the worker hears no more of it than this
            log.warning("action_failed", action=name, error=type(error).__name__)
            return _refused(name, HTTPStatus.INTERNAL_SERVER_ERROR)
        return web.json_response(result.model_dump() if result else None)

    return handle


def _refused(name: str, status: int) -> web.Response:
    return web.json_response({"action_name": name, "error": "refused"}, status=status)
