"""Opening a town: everything on free ports and in a folder of its own, closed and forgotten afterwards."""

import random
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from chaos.clock import Clock
from chaos.environment import action_server, environment_of
from chaos.fleet import Fleet, Process
from chaos.mount import mounted
from chaos.postgres import Postgres
from chaos.proxy import Proxy
from chaos.town import ALL_IN_ONE, Town
from chaos.valkey import Valkey
from simulators.graph import GraphSimulator
from simulators.messenger import MessengerSimulator
from simulators.telegram import TelegramSimulator
from tests.servers import free_port

BOT_TOKEN = "700001:chaos-token-chaos-token-chaos-token"  # noqa: S105 - opens nothing but the stand-in
#: Seconds of Meta's own time between redeliveries: quickly at first, ever rarer, for as long as a run may last.
REDELIVERIES = tuple(min(2.0**n, 60.0) for n in range(200))


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a town is: processes by role, and how many of its seconds pass in one of ours."""

    roles: Sequence[str]
    speed: float
    seed: int
    database: str = "postgresql"
    disk_mb: int = 0  #: of the disk under the database; 0 for the machine's own

    def on(self, database: str) -> "Plan":
        """Return the same over another database."""
        return replace(self, database=database)


@asynccontextmanager
async def open_town(plan: Plan) -> AsyncIterator[Town]:
    """Open everything and wait until it works."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tanggap-chaos-")))
        town = await _build(stack, plan, folder)
        await town.fleet.run("migrate")  # as the operators' guide says
        stack.push_async_callback(town.fleet.stop)
        await town.fleet.start()
        yield town


async def _build(stack: AsyncExitStack, plan: Plan, folder: Path) -> Town:
    folder.chmod(0o755)  # PostgreSQL may run as somebody else
    clock = Clock.make(folder / "clock", plan.speed)
    disk = _below(folder, "disk")
    if plan.disk_mb:
        stack.enter_context(mounted(disk, plan.disk_mb))
    postgres = Postgres(_below(folder, "pg"), disk / "data") if plan.database == "postgresql" else None
    valkey = Valkey(folder)
    for server in (postgres, valkey):
        if server is not None:
            stack.callback(server.close)
            await server.start()
    # The channels' own clocks run as fast as the product's and never jump.
    channels_clock = Clock.make(folder / "channels-clock", plan.speed)
    telegram = TelegramSimulator(BOT_TOKEN, pace=1 / plan.speed, clock=channels_clock.time)
    waits = tuple(seconds / plan.speed for seconds in REDELIVERIES)
    graph = GraphSimulator(redeliver_after=waits, now=channels_clock.now)
    page = MessengerSimulator(redeliver_after=waits, now=channels_clock.now)
    for channel in (telegram, graph, page):
        await stack.enter_async_context(channel)
    ports = [free_port() for _ in plan.roles]
    gates = [port for role, port in zip(plan.roles, ports, strict=True) if role in {"gateway", ALL_IN_ONE}]
    front = await stack.enter_async_context(Proxy([("127.0.0.1", port) for port in gates]))
    apis = [await stack.enter_async_context(Proxy([_host(c.api_base_url)])) for c in (telegram, graph, page)]
    graph.webhooks.url = f"{front.url}/webhooks/whatsapp"
    page.webhooks.url = f"{front.url}/webhooks/messenger"
    town = Town(
        chance=random.Random(plan.seed),
        clock=clock,
        postgres=postgres,
        valkey=valkey,
        telegram=telegram,
        graph=graph,
        page=page,
        front=front,
        telegram_api=apis[0],
        graph_api=apis[1],
        page_api=apis[2],
        fleet=Fleet([]),
        folder=folder,
        database_url=postgres.url if postgres else f"sqlite:///{disk / 'tanggap.db'}",
        disk=disk if plan.disk_mb else None,
    )
    shared = environment_of(town) | (action_server() if "actions" in plan.roles else {})
    for n, (role, port) in enumerate(zip(plan.roles, ports, strict=True)):
        town.fleet.processes.append(_process(f"{role}-{n}", role, port, shared, folder))
    town.fleet.on_death = town.note_death
    return town


def _process(name: str, role: str, port: int, shared: dict[str, str], folder: Path) -> Process:
    own = {"PUBLIC_PORT": str(port), "INBOX_PORT": str(free_port())}
    return Process(name, role, ("chaos.process", role), {**shared, **own}, folder)


def _host(url: str) -> tuple[str, int]:
    host, port = url.split("//")[1].split("/", maxsplit=1)[0].split(":")
    return host, int(port)


def _below(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name
