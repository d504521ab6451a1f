"""Running custom actions by rasa-sdk's protocol, in this process or on an action server."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Protocol

import aiohttp
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The release whose formats and protocol these are; rasa-sdk compares it with its own and only warns.
RASA_VERSION: Final = "3.6.21"
#: rasa-sdk's answer to a domain digest it does not know.
DOMAIN_MISSING: Final = 449


@dataclass(frozen=True, slots=True)
class ActionResult:
    """What an action returned: rasa-sdk events, and messages as its dispatcher collected them."""

    events: list[dict[str, Any]] = field(default_factory=list)
    responses: list[dict[str, Any]] = field(default_factory=list)


class ActionRejected(Exception):
    """The action refused to run; the rules may choose another."""

    def __init__(self, action: str) -> None:
        super().__init__(f"{action} rejected execution")
        self.action = action


class ActionFailed(Exception):
    """The action could not be run; `retryable` says whether the whole turn may be tried again."""

    def __init__(self, action: str, reason: str, *, retryable: bool) -> None:
        super().__init__(f"{action}: {reason}")
        self.action = action
        self.retryable = retryable


class ActionClient(Protocol):
    """Runs actions. `remote` is true where a transaction of ours cannot reach."""

    remote: bool

    async def run(self, name: str, tracker: dict[str, Any], domain: dict[str, Any]) -> ActionResult:
        """Run one action.

        Raises:
            ActionRejected: the action refused to run.
            ActionFailed: anything else went wrong.

        """


#: The server or its proxy is unwell, whatever the action.
UNWELL = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)


class InProcessActions:
    """Runs actions in this process: an executor, or the Action classes to make one from."""

    remote: bool = False

    def __init__(self, actions: ActionExecutor | Iterable[Any]) -> None:
        self._executor = actions if isinstance(actions, ActionExecutor) else ActionExecutor()
        for action in () if isinstance(actions, ActionExecutor) else actions:
            self._executor.register_action(action)

    async def run(self, name: str, tracker: dict[str, Any], domain: dict[str, Any]) -> ActionResult:
        """Run one action; see `ActionClient.run`. An action's own error is not retryable, as over HTTP."""
        try:
            result = await self._executor.run(_call(name, tracker) | {"domain": domain})
        except ActionExecutionRejection as error:
            raise ActionRejected(name) from error
        except ActionNotFoundException as error:
            raise ActionFailed(name, "no such action", retryable=False) from error
        except Exception as error:
            raise ActionFailed(name, type(error).__name__, retryable=False) from error
        return ActionResult(result.events, result.responses)


class HttpActions:
    """Runs actions on `python -m rasa_sdk --actions actions`, over a client session the caller closes."""

    remote: bool = True

    def __init__(self, url: str, session: aiohttp.ClientSession, timeout: float) -> None:
        """Take the server's `/webhook` URL and a time limit in seconds for one call."""
        self._url = url
        self._session = session
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._digested: tuple[dict[str, Any] | None, str] = (None, "")

    async def run(self, name: str, tracker: dict[str, Any], domain: dict[str, Any]) -> ActionResult:
        """Run one action; see `ActionClient.run`. The domain travels only when the server asks for it."""
        call = _call(name, tracker) | {"domain_digest": self._digest(domain)}
        try:
            status, body = await self._post(call)
            if status == DOMAIN_MISSING:
                status, body = await self._post(call | {"domain": domain})
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ActionFailed(name, type(error).__name__, retryable=True) from error
        _refuse_error(name, status, body)
        return ActionResult(body["events"], body["responses"])

    async def _post(self, call: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        async with self._session.post(self._url, json=call, timeout=self._timeout) as response:
            try:
                body = json.loads(await response.read())
            except ValueError:
                body = None
            return response.status, body if isinstance(body, dict) else {}

    def _digest(self, domain: dict[str, Any]) -> str:
        if self._digested[0] is not domain:
            text = json.dumps(domain, sort_keys=True)
            self._digested = domain, hashlib.sha256(text.encode()).hexdigest()
        return self._digested[1]


def _call(name: str, tracker: dict[str, Any]) -> dict[str, Any]:
    sender = tracker["sender_id"]
    return {"next_action": name, "sender_id": sender, "tracker": tracker, "version": RASA_VERSION}


def _refuse_error(name: str, status: int, body: dict[str, Any]) -> None:
    """Raise unless the answer is whole. The body is never quoted: a 500 repeats the citizen's words."""
    if status == HTTPStatus.BAD_REQUEST and "action_name" in body:
        raise ActionRejected(name)
    if status != HTTPStatus.OK:
        # A plain 500 is the action's own error: trying it for ever would hold up this citizen for ever.
        raise ActionFailed(name, f"HTTP {status}", retryable=status in UNWELL)
    if not isinstance(body.get("events"), list) or not isinstance(body.get("responses"), list):
        raise ActionFailed(name, "the answer is not an action server's", retryable=False)
