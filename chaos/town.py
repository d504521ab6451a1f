"""What a run is shaken in: servers, the channels' stand-ins behind proxies, the product's processes, the clock."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from chaos.books import Books, reconcile
from chaos.citizens import Citizens, complaint
from chaos.clock import Clock
from chaos.fleet import Fleet, Process
from chaos.ledger import flying, read_ledger, undone
from chaos.postgres import Postgres
from chaos.proxy import Proxy
from chaos.valkey import Valkey
from simulators.graph import GraphSimulator
from simulators.graph_service import GraphService
from simulators.messenger import MessengerSimulator
from simulators.telegram import TelegramSimulator

ALL_IN_ONE = "run"  #: the role that is every role


@dataclass
class Town:
    """What is open, and what was noted while it was shaken."""

    chance: random.Random
    clock: Clock
    postgres: Postgres | None
    valkey: Valkey
    telegram: TelegramSimulator
    graph: GraphSimulator
    page: MessengerSimulator
    front: Proxy
    telegram_api: Proxy
    graph_api: Proxy
    page_api: Proxy
    fleet: Fleet
    folder: Path
    database_url: str
    disk: Path | None = None  #: where the database lies, if that is a disk of limited size
    present: Citizens = field(init=False)
    bound: int = 0  #: replies on their way when a sender, or the database below it, was killed
    sender_kills: int = 0
    _written: int = field(default=0)

    def citizens(self, chats: int, speak: Callable[[int], str] = complaint) -> Citizens:
        """Return new citizens, whose complaints nobody wrote before; they are those of `present` from now on."""
        first = self._written + 1
        self._written += 100_000
        self.present = Citizens(self.telegram, self.graph, self.page, self.chance, chats, first, speak)
        return self.present

    @property
    def doubles(self) -> int:
        """How many replies may have been sent twice so far, because nobody but the channel knows that it has them.

        They were on their way when a sender or its database died, or their sender did not wait for the answer.
        """
        return self.bound + sum(line.unanswered for line in self.lines)

    @property
    def lines(self) -> tuple[Proxy, ...]:
        """The lines to the channels' services."""
        return self.telegram_api, self.graph_api, self.page_api

    @property
    def of_meta(self) -> tuple[GraphService, ...]:
        """The services of Meta."""
        return self.graph, self.page

    @property
    def models(self) -> Path:
        """The folder of the language models."""
        return self.folder / "var" / "models"

    @property
    def poison(self) -> Path:
        """The file while which is there poisonous words break the product."""
        return self.folder / "poison"

    @property
    def server(self) -> Postgres:
        """The database server. Raises RuntimeError where the database is a file."""
        if self.postgres is None:
            raise RuntimeError("no PostgreSQL in this town")
        return self.postgres

    @property
    def kills(self) -> int:
        """How many processes were killed with -9, by us or by themselves at a step."""
        return sum(count for (_, code), count in self.fleet.deaths.items() if code == -signal.SIGKILL)

    async def flying(self) -> int:
        """Return how many replies are on their way to a channel; 0 where the database is away."""
        try:
            return await asyncio.to_thread(flying, self.database_url, self.clock.now())
        except SQLAlchemyError:
            return 0

    async def note_death(self, process: Process) -> None:
        """Note what a sender that dies may have sent without marking it."""
        if process.role in {"sender", ALL_IN_ONE}:
            self.sender_kills += 1
            self.expect_doubles(await self.flying())

    @asynccontextmanager
    async def still(self, *, claiming: bool = False) -> AsyncIterator[None]:
        """Hold every sender still for a moment, and note what may be sent again because of what happens in it.

        With `claiming` a reply counts, too, that a sender is just about to take: one a sender.
        """
        senders = [process for process in self.fleet.processes if process.role in {"sender", ALL_IN_ONE}]
        for process in senders:
            process.signal(signal.SIGSTOP)
        try:
            self.expect_doubles(await self.flying() + claiming * len(senders))
            yield
        finally:
            for process in senders:
                process.signal(signal.SIGCONT)

    def expect_doubles(self, replies: int) -> None:
        """Note that so many replies may be sent again, because nobody can know whether they arrived."""
        self.bound += replies

    def sends_taken(self) -> int:
        """Return how many replies the channels have taken so far."""
        telegram = sum(len(self.telegram.sent(chat)) for chat in self.telegram.chats)
        return telegram + sum(len(service.sent()) for service in self.of_meta)

    async def sleep(self, seconds: float) -> None:
        """Wait for so many of the product's seconds."""
        await asyncio.sleep(seconds / self.clock.speed)

    async def drained(self, citizens: Citizens, seconds: float) -> None:
        """Wait until all that was written is answered. Raises TimeoutError after so many real seconds."""
        async with asyncio.timeout(seconds):
            while citizens.waiting() or await asyncio.to_thread(undone, self.database_url):
                await asyncio.sleep(0.5)

    async def books(self, citizens: Citizens, bound: int) -> Books:
        """Reconcile."""
        return reconcile(citizens, await asyncio.to_thread(read_ledger, self.database_url), bound)
