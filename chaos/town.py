"""What a run is shaken in: servers, the channels' stand-ins behind proxies, the product's processes, the clock."""

import asyncio
import random
import time
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from chaos.books import Books, reconcile
from chaos.citizens import Citizens
from chaos.clock import Clock
from chaos.fleet import Fleet, Process
from chaos.ledger import FLYING, read_ledger, undone
from chaos.postgres import Postgres
from chaos.proxy import Proxy
from chaos.valkey import Valkey
from simulators.graph import GraphSimulator
from simulators.telegram import TelegramSimulator

SENDERS = 4  #: sends of one process at one time; see app/servers.py

@dataclass
class Town:
    """What is open, and what was noted while it was shaken."""

    chance: random.Random
    clock: Clock
    postgres: Postgres
    valkey: Valkey
    telegram: TelegramSimulator
    graph: GraphSimulator
    front: Proxy
    telegram_api: Proxy
    graph_api: Proxy
    fleet: Fleet
    folder: Path
    bound: int = 0  #: replies on their way when a sender, or the database below it, was killed
    sender_kills: int = 0
    _written: int = field(default=0)

    def citizens(self, chats: int) -> Citizens:
        """Return new citizens, whose complaints nobody wrote before."""
        first = self._written + 1
        self._written += 100_000
        return Citizens(self.telegram, self.graph, self.chance, chats, first)

    async def flying(self) -> int:
        """Return how many replies are on their way to a channel; 0 where the database is away."""
        query = FLYING.replace(":now", f"'{self.clock.now().isoformat()}'")
        try:
            return int(str((await self.postgres.execute(query))[0][0]))
        except psycopg.Error:
            return 0

    async def note_death(self, process: Process) -> None:
        """Note what a sender that dies may have sent without marking it."""
        if process.role in {"sender", "run"}:
            self.sender_kills += 1
            self.bound += min(SENDERS, await self.flying())

    async def drained(self, citizens: Citizens, seconds: float) -> float:
        """Wait until everything written is taken, worked and answered; return how long it took. Raises TimeoutError."""
        started = time.monotonic()
        async with asyncio.timeout(seconds):
            while citizens.waiting() or await asyncio.to_thread(undone, self.postgres.url):
                await asyncio.sleep(0.5)
        return time.monotonic() - started

    async def books(self, citizens: Citizens, bound: int) -> Books:
        """Reconcile."""
        return reconcile(citizens, await asyncio.to_thread(read_ledger, self.postgres.url), bound)
