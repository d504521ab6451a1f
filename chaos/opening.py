"""Opening a town: everything on free ports and in a folder of its own, closed and forgotten afterwards."""

import asyncio
import fcntl
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from app.start import new_key
from chaos.clock import Clock
from chaos.fleet import ROOT, Fleet, Process
from chaos.postgres import Postgres
from chaos.proxy import Proxy
from chaos.town import ALL_IN_ONE, Town
from chaos.valkey import Valkey
from nlu.training import train
from simulators.graph import GraphSimulator
from simulators.telegram import TelegramSimulator
from tests.servers import free_port

BOT_TOKEN = "700001:chaos-token-chaos-token-chaos-token"  # noqa: S105 - opens nothing but the stand-in
SECRET = "rahasia-chaos"  # noqa: S105
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
        await _prepare(town)
        stack.push_async_callback(town.fleet.stop)
        await town.fleet.start()
        yield town


async def _prepare(town: Town) -> None:
    """Run `tanggap migrate`, as the operators' guide says. Raises CalledProcessError."""
    command = [sys.executable, "-m", "chaos.process", "migrate"]
    environment = dict(town.fleet.processes[0].environment)
    await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, env=environment, check=True, capture_output=True
    )


async def _build(stack: AsyncExitStack, plan: Plan, folder: Path) -> Town:
    folder.chmod(0o755)  # PostgreSQL may run as somebody else
    clock = Clock.make(folder / "clock", plan.speed)
    disk = _below(folder, "disk")
    if plan.disk_mb:
        stack.enter_context(_mounted(disk, plan.disk_mb))
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
    for channel in (telegram, graph):
        await stack.enter_async_context(channel)
    ports = [free_port() for _ in plan.roles]
    gates = [port for role, port in zip(plan.roles, ports, strict=True) if role in {"gateway", ALL_IN_ONE}]
    front = await stack.enter_async_context(Proxy([("127.0.0.1", port) for port in gates]))
    apis = [await stack.enter_async_context(Proxy([_host(c.api_base_url)])) for c in (telegram, graph)]
    graph.webhooks.url = f"{front.url}/webhooks/whatsapp"
    town = Town(
        chance=random.Random(plan.seed),
        clock=clock,
        postgres=postgres,
        valkey=valkey,
        telegram=telegram,
        graph=graph,
        front=front,
        telegram_api=apis[0],
        graph_api=apis[1],
        fleet=Fleet([]),
        folder=folder,
        database_url=postgres.url if postgres else f"sqlite:///{disk / 'tanggap.db'}",
        disk=disk if plan.disk_mb else None,
    )
    shared = _environment(town) | (_action_server() if "actions" in plan.roles else {})
    for n, (role, port) in enumerate(zip(plan.roles, ports, strict=True)):
        town.fleet.processes.append(_process(f"{role}-{n}", role, port, shared, folder))
    town.fleet.on_death = town.note_death
    return town


def may_mount() -> bool:
    """Whether small disks can be made here."""
    return os.geteuid() == 0 and shutil.which("mount") is not None


@contextmanager
def _mounted(folder: Path, megabytes: int) -> Iterator[None]:
    size = f"size={megabytes}m,mode=0777"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _environment(town: Town) -> dict[str, str]:
    """Return what an administrator would write into the environment, and the run's clock."""
    models = ROOT / "var" / "test-models"
    prepare_model(models)
    var = _below(town.folder, "var")
    (var / "models").symlink_to(models)
    return {
        **os.environ,
        "CHAOS_CLOCK": str(town.folder / "clock"),
        "CHAOS_POISON": str(town.poison),
        "VAR_DIR": str(var),
        "CONTACT_KEY": new_key(),
        "DATABASE_URL": town.database_url,
        "REDIS_URL": town.valkey.url,
        "REGION_DIR": "data/region_contoh",
        "MONITOR_PORT": "0",
        "PUBLIC_URL": town.front.url,
        "TELEGRAM_TOKEN": BOT_TOKEN,
        "TELEGRAM_MODE": "webhook",
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "TELEGRAM_API_URL": town.telegram_api.url,
        "WHATSAPP_TOKEN": town.graph.token,
        "WHATSAPP_PHONE_NUMBER_ID": town.graph.phone_number_id,
        "WHATSAPP_APP_SECRET": "rahasia-simulasi",
        "WHATSAPP_VERIFY_TOKEN": SECRET,
        "WHATSAPP_API_URL": f"{town.graph_api.url}/v23.0",
    }


def _action_server() -> dict[str, str]:
    port = free_port()
    return {"ACTIONS_PORT": str(port), "ACTION_ENDPOINT": f"http://127.0.0.1:{port}/webhook"}


def prepare_model(models: Path) -> None:
    """Train from `data/` unless that was done; the tests use the same model."""
    models.mkdir(parents=True, exist_ok=True)
    with (models / "training.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        train(ROOT / "data", models, lambda _: None)


def _process(name: str, role: str, port: int, shared: dict[str, str], folder: Path) -> Process:
    own = {"PUBLIC_PORT": str(port), "INBOX_PORT": str(free_port())}
    return Process(name, role, ("chaos.process", role), {**shared, **own}, folder)


def _host(url: str) -> tuple[str, int]:
    host, port = url.split("//")[1].split("/", maxsplit=1)[0].split(":")
    return host, int(port)


def _below(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name
