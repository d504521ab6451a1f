"""The product as a process of its own, as an administrator starts it; tests kill it as they like."""

import asyncio
import os
import signal
import subprocess
import sys
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import aiohttp

from app.start import new_key
from tests.servers import free_port

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 90


@dataclass
class Product:
    """`tanggap run` on SQLite below `folder`; `more` are further environment variables."""

    folder: Path
    models: Path
    more: dict[str, str] = field(default_factory=dict)
    module: tuple[str, ...] = ("-m", "chaos.process", "run")

    def __post_init__(self) -> None:
        self.public_port, self.inbox_port = free_port(), free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "models").symlink_to(self.models)
        self.key = new_key()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.public_port}"

    @property
    def inbox_address(self) -> str:
        return f"http://127.0.0.1:{self.inbox_port}"

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.folder / 'tanggap.db'}"

    @property
    def environment(self) -> dict[str, str]:
        mine = {
            "VAR_DIR": str(self.folder),
            "CONTACT_KEY": self.key,
            "PUBLIC_PORT": str(self.public_port),
            "INBOX_PORT": str(self.inbox_port),
            "MONITOR_PORT": "0",
            "REGION_DIR": "data/region_contoh",
        }
        return {**os.environ, **mine, **self.more}

    async def start(self, **more: str) -> None:
        """Start and wait until it answers."""
        log = (self.folder / "log").open("ab")
        command = [sys.executable, *self.module]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment | more, stdout=log, stderr=log, start_new_session=True
        )
        async with asyncio.timeout(START_SECONDS):
            while not await self._answers():
                if self.process.poll() is not None:
                    raise RuntimeError((self.folder / "log").read_text()[-2000:])
                await asyncio.sleep(0.05)

    def kill(self) -> None:
        """`kill -9`, with no chance to finish anything."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    async def dies(self, seconds: float = 30) -> None:
        """Wait until it killed itself."""
        process = self.process
        assert process is not None
        assert await asyncio.to_thread(process.wait, seconds) == -signal.SIGKILL

    def stop(self) -> int:
        """Ask it to stop; returns the exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(timeout=30)

    async def _answers(self) -> bool:
        with suppress(aiohttp.ClientError, OSError):
            async with (
                aiohttp.ClientSession() as session,
                session.get(f"{self.address}/health/live") as response,
            ):
                return response.status == 200
        return False


class Visitor:
    """A citizen at the web chat, who sends again until the message is accepted, as the page does."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        await self._insist("GET", "/")
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._session is not None
        await self._session.close()

    async def write(self, text: str, **more: Any) -> str:
        """Send one message; returns the page's id of it."""
        client_id = str(uuid.uuid4())
        await self.send_again(client_id, text, **more)
        return client_id

    async def send_again(self, client_id: str, text: str, **more: Any) -> None:
        """Send the same message under the same id."""
        await self._insist("POST", "/chat/messages", json={"client_id": client_id, "text": text, **more})

    async def answers(self, count: int, seconds: float = 60) -> list[str]:
        """Wait until there are so many answers."""
        async with asyncio.timeout(seconds):
            while len(told := await self.told()) < count:
                await asyncio.sleep(0.1)
        return told

    async def told(self) -> list[str]:
        body = await self._insist("GET", "/chat/messages")
        return [line["text"] for line in body["messages"] if not line["own"]]

    async def _insist(self, method: str, path: str, **more: Any) -> Any:
        assert self._session is not None
        while True:
            with suppress(aiohttp.ClientError, OSError, TimeoutError):
                async with self._session.request(
                    method, self._product.address + path, timeout=aiohttp.ClientTimeout(total=10), **more
                ) as response:
                    if response.status < 400:
                        is_json = "json" in response.content_type
                        return await response.json() if is_json else await response.text()
            await asyncio.sleep(0.1)
