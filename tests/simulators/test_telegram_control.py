"""Another process plays the citizen."""

import asyncio
import socket
import sys
from pathlib import Path

import aiohttp
import pytest

pytestmark = pytest.mark.asyncio
ROOT = Path(__file__).parents[2]
TOKEN = "7000001:token-uji-token-uji-token"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def started(session: aiohttp.ClientSession, url: str) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                await session.get(f"{url}/control/sent")
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
            else:
                return


async def test_the_command_is_driven_over_http() -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "simulators.telegram", "--port", str(port), "--token", TOKEN]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    try:
        async with aiohttp.ClientSession() as session:
            await started(session, url)
            await session.post(f"{url}/control/say", json={"chat_id": 5, "text": "Jalan rusak"})
            markup = {"inline_keyboard": [[{"text": "Ya", "callback_data": "/affirm"}]]}
            written = {"chat_id": 5, "text": "Kirim?", "reply_markup": markup}
            await session.post(f"{url}/bot{TOKEN}/sendMessage", json=written)
            async with session.get(f"{url}/control/sent", params={"chat_id": 5}) as answer:
                assert [message["text"] for message in await answer.json()] == ["Kirim?"]
            for button, status in (("Ya", 200), ("Tidak", 404)):
                async with session.post(
                    f"{url}/control/press", json={"chat_id": 5, "button": button}
                ) as answer:
                    assert answer.status == status
    finally:
        process.terminate()
        await process.wait()
