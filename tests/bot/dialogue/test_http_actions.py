"""What `HttpActions` makes of a server that answers badly, late or not at all."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from aiohttp import web

from bot.dialogue.action_client import ActionFailed, HttpActions
from tests.bot.dialogue.conftest import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import aiohttp


@pytest_asyncio.fixture
async def answering(session: aiohttp.ClientSession) -> AsyncIterator[Any]:
    """Yield a function that starts a server with one fixed answer and returns a client of it."""
    runners: list[web.AppRunner] = []

    async def start(status: int, body: str, delay: float) -> HttpActions:
        async def answer(_request: web.Request) -> web.Response:
            await asyncio.sleep(delay)
            return web.Response(status=status, text=body, content_type="application/json")

        app = web.Application()
        app.router.add_post("/webhook", answer)
        runners.append(web.AppRunner(app))
        await runners[-1].setup()
        port = free_port()
        await web.TCPSite(runners[-1], "127.0.0.1", port).start()
        return HttpActions(f"http://127.0.0.1:{port}/webhook", session, timeout=0.3)

    yield start
    for runner in runners:
        await runner.cleanup()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("answer", "retryable"),
    [
        ((503, "", 0), True),
        ((500, "{}", 0), False),
        ((429, "{}", 0), True),
        ((413, "{}", 0), False),
        ((400, '{"error": "Invalid body request"}', 0), False),
        ((200, "null", 0), False),
        ((200, '{"events": 1}', 0), False),
        ((200, '{"events": [], "responses": []}', 1), True),
    ],
)
async def test_an_answer_says_whether_to_try_again(
    answering: Any, state: dict[str, Any], answer: tuple[int, str, float], *, retryable: bool
) -> None:
    client = await answering(*answer)
    with pytest.raises(ActionFailed) as failed:
        await client.run("action_x", state, {})
    assert failed.value.retryable is retryable


@pytest.mark.asyncio
async def test_a_server_that_is_away_may_be_tried_again(
    session: aiohttp.ClientSession, state: dict[str, Any]
) -> None:
    client = HttpActions(f"http://127.0.0.1:{free_port()}/webhook", session, timeout=1)
    with pytest.raises(ActionFailed) as failed:
        await client.run("action_x", state, {})
    assert failed.value.retryable
