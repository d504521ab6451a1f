"""The fixtures of the action clients: a real action server, a session, and what actions are given."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
import pytest_asyncio

from bot.dialogue.domain import load_domain
from bot.dialogue.tracker import Tracker
from tests.bot.dialogue.chat import domain_file
from tests.bot.dialogue.complaint import DOMAIN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

ROOT = Path(__file__).parents[3]


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(server: subprocess.Popen[bytes], port: int) -> None:
    """Wait at most 60 s for the server to answer."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the action server did not come up (exit code {server.poll()})")


@pytest.fixture(scope="module")
def action_server() -> Iterator[str]:
    """Start `python -m rasa_sdk` on the test actions; yield its webhook."""
    port = free_port()
    module = "tests.bot.dialogue.sample_actions"
    command = [sys.executable, "-m", "rasa_sdk", "--actions", module, "-p", str(port)]
    environment = os.environ | {"SANIC_HOST": "127.0.0.1", "PYTHONPATH": str(ROOT)}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet, start_new_session=True
    ) as server:
        try:
            wait_until_up(server, port)
            yield f"http://127.0.0.1:{port}/webhook"
        finally:
            # Asked to end, Sanic's two processes at times only ask each other, for ever and on a whole core.
            os.killpg(server.pid, signal.SIGKILL)


@pytest_asyncio.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def domain(tmp_path: Path) -> dict[str, Any]:
    return load_domain(domain_file(tmp_path, DOMAIN)).source


@pytest.fixture
def state(tmp_path: Path) -> dict[str, Any]:
    tracker = Tracker("warga-1")
    tracker.fit(load_domain(domain_file(tmp_path, DOMAIN)))
    tracker.latest_message = {"text": "rahasia warga", "metadata": {"turn": "k-1"}}
    return tracker.state()
