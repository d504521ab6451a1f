"""The least that an honest webhook does: `python -m bench.bare_handler PORT DATABASE SECRET`.

It verifies the signature and commits the body, together with whatever else comes within two milliseconds, in one
INSERT into one table. What it acknowledges in a second is the measure for our gateway's acknowledgements.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import sys

import psycopg
from aiohttp import web

GATHER_SECONDS = 0.002  #: as bot/batch.py
TABLE = "CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, at timestamptz DEFAULT now(), body bytea)"


class Bare:
    """Bodies that wait for the next commit."""

    def __init__(self, connection: psycopg.AsyncConnection, secret: bytes) -> None:
        """Write over this connection."""
        self._db = connection
        self._secret = secret
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def handle(self, request: web.Request) -> web.Response:
        """Take one body in."""
        body = await request.read()
        due = "sha256=" + hmac.new(self._secret, body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(due, request.headers.get("X-Hub-Signature-256", "")):
            return web.Response(status=401)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((body, done))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        await done
        return web.Response()

    async def _write(self) -> None:
        while self._waiting:
            await asyncio.sleep(GATHER_SECONDS)
            batch, self._waiting = self._waiting, []
            async with self._db.transaction(), self._db.cursor() as cursor:
                await cursor.executemany(
                    "INSERT INTO bare (body) VALUES (%s)", [(body,) for body, _ in batch]
                )
            for _, done in batch:
                if not done.done():
                    done.set_result(None)
        self._writer = None


async def _alive(_request: web.Request) -> web.Response:
    return web.Response()


async def main(port: int, database: str, secret: str) -> None:
    """Serve until killed."""
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as connection:
        await connection.execute(TABLE)
        app = web.Application()
        app.router.add_post("/webhooks/whatsapp", Bare(connection, secret.encode()).handle)
        app.router.add_get("/health/live", _alive)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
