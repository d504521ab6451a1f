"""The product as processes of its own, with a real Prometheus over it, and what can be taken away from them."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import aiohttp
import psycopg

from app.start import new_key
from nlu.model_folder import CURRENT, current_model
from simulators.telegram import TelegramSimulator
from simulators.telegram_updates import Webhook
from tests import servers

ROOT = Path(__file__).resolve().parent.parent
ROLES = ("gateway", "worker", "sender", "scheduler")
TOKEN = "7000000001:simulasi-simulasi-simulasi"  # noqa: S105 - opens nothing but the simulator
START_SECONDS = 120
PARTING = 0.2  #: seconds for connections to end
MIB = 1 << 20
DISK = 700 * MIB  #: of the small disk that VAR_DIR lies on; with 500 MB of room it is well


@dataclass
class Relay:
    """Passes connections on to `upstream`, or refuses them while it is `down`."""

    upstream: tuple[str, int]
    down: bool = False
    port: int = 0
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        """Listen on loopback."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        self._server.close()
        self.cut()
        await asyncio.sleep(PARTING)

    def cut(self) -> None:
        """End every connection."""
        for writer in [*self._open]:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.down:
            writer.transport.abort()
            return
        there_reader, there_writer = await asyncio.open_connection(*self.upstream)
        self._open |= {writer, there_writer}
        with suppress(OSError):
            await asyncio.gather(_pump(reader, there_writer), _pump(there_reader, writer))
        self._open -= {writer, there_writer}


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    writer.close()


@dataclass
class Stage:
    """Everything that runs."""

    folder: Path
    var_dir: Path
    environment: dict[str, str]
    database: Relay
    redis: Relay
    database_url: str  #: past the relay
    telegram: TelegramSimulator
    monitors: dict[str, int]
    prometheus: int
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    small_disk: bool = False
    webhook: Webhook | None = None  #: Telegram's, while it is taken away

    def start(self, role: str) -> None:
        """Start one role."""
        own = self.environment | {"MONITOR_PORT": str(self.monitors[role])}
        self._spawn(role, [sys.executable, "-c", "from app.cli import main; main()", role], own)

    def kill(self, role: str) -> None:
        """`kill -9`."""
        process = self.processes.pop(role)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def sql(self, statement: str) -> None:
        """Carry out one statement, past the relay."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def say(self, chats: Sequence[int]) -> None:
        """Let citizens complain."""
        for chat in chats:
            self.telegram.citizen(chat, "Warga").text("lampu jalan di depan balai desa mati sejak kemarin")

    async def firing(self) -> set[str]:
        """Return the alarms that ring."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(self.address("/api/v1/alerts")) as response,
        ):
            alerts = (await response.json())["data"]["alerts"]
        return {each["labels"]["alertname"] for each in alerts if each["state"] == "firing"}

    def address(self, path: str) -> str:
        """Return an address of Prometheus."""
        return f"http://127.0.0.1:{self.prometheus}{path}"

    def watch(self, prometheus: str) -> None:
        """Start Prometheus with our own rules and its usual intervals."""
        targets = [
            {"targets": [f"127.0.0.1:{port}"], "labels": {"role": role}}
            for role, port in self.monitors.items()
        ]
        body = {
            "global": {"scrape_interval": "15s", "evaluation_interval": "15s"},
            "rule_files": [str(ROOT / "docker" / "prometheus" / "alarms.yml")],
            "scrape_configs": [{"job_name": "tanggap", "static_configs": targets}],
        }
        config = self.folder / "prometheus.yml"
        config.write_text(json.dumps(body), encoding="utf-8")
        data = self.folder / "tsdb"
        listen = f"--web.listen-address=127.0.0.1:{self.prometheus}"
        command = [prometheus, f"--config.file={config}", f"--storage.tsdb.path={data}", listen]
        self._spawn("prometheus", command, dict(os.environ))

    def _spawn(self, name: str, command: Sequence[str], environment: dict[str, str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(  # noqa: S603 - our own commands
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )

    async def ready(self, role: str) -> None:
        """Wait until a role is ready. Raises TimeoutError."""
        url = f"http://127.0.0.1:{self.monitors[role]}/health/ready"
        async with asyncio.timeout(START_SECONDS), aiohttp.ClientSession() as session:
            while not await _answers(session, url):  # noqa: ASYNC110 - another process is waited for
                await asyncio.sleep(0.2)


async def _answers(session: aiohttp.ClientSession, url: str) -> bool:
    with suppress(aiohttp.ClientError, OSError):
        async with session.get(url) as response:
            return response.ok
    return False


@asynccontextmanager
async def open_stage(folder: Path, prometheus: str) -> AsyncIterator[Stage]:
    """Start servers, roles and Prometheus; all ends with the context."""
    async with AsyncExitStack() as stack:
        database_url = stack.enter_context(servers.postgres())
        redis_url = stack.enter_context(servers.valkey())
        database = await stack.enter_async_context(Relay(_place(database_url)))
        redis = await stack.enter_async_context(Relay(_place(redis_url)))
        telegram = await stack.enter_async_context(TelegramSimulator(TOKEN, pace=0.2))
        var_dir, small = folder / "var", _small_disk(folder / "var")
        stack.callback(_unmount, var_dir, small=small)
        _copy_model(var_dir / "models")
        ports = {role: servers.free_port() for role in ROLES}
        stage = Stage(
            folder,
            var_dir,
            _environment(var_dir, database.port, redis.port, telegram.api_base_url),
            database,
            redis,
            database_url,
            telegram,
            ports,
            servers.free_port(),
            small_disk=small,
        )
        stack.callback(_end, stage)
        migrate = [sys.executable, "-c", "from app.cli import main; main()", "migrate"]
        await asyncio.to_thread(
            subprocess.run, migrate, cwd=ROOT, env=stage.environment, check=True, capture_output=True
        )
        for role in ROLES:
            stage.start(role)
        for role in ROLES:
            await stage.ready(role)
        stage.watch(prometheus)
        yield stage


def _environment(var_dir: Path, database: int, redis: int, telegram: str) -> dict[str, str]:
    public = servers.free_port()
    return dict(os.environ) | {
        "DATABASE_URL": f"postgresql://postgres@127.0.0.1:{database}/postgres",
        "REDIS_URL": f"redis://127.0.0.1:{redis}/0",
        "CONTACT_KEY": new_key(),
        "VAR_DIR": str(var_dir),
        "REGION_DIR": "data/region_contoh",
        "PUBLIC_PORT": str(public),
        "PUBLIC_URL": f"http://127.0.0.1:{public}",
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_MODE": "webhook",
        "TELEGRAM_WEBHOOK_SECRET": "rahasia-simulasi",
        "TELEGRAM_API_URL": telegram,
        "WORKER_COUNT": "2",
    }


def _place(url: str) -> tuple[str, int]:
    host, _, port = url.rpartition("/")[0].rpartition("@")[2].rpartition("//")[2].rpartition(":")
    return host, int(port)


def _small_disk(folder: Path) -> bool:
    """Lay a small disk under the folder where we may; else it is a folder like any other."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 - our own


def _unmount(folder: Path, *, small: bool) -> None:
    if small:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)  # noqa: S603, S607 - our own


def _copy_model(models: Path) -> None:
    """Take a trained model of this folder's along: it will be spoiled."""
    trained = ROOT / "var" / "test-models"
    current = current_model(trained)
    shutil.copytree(current, models / current.name)
    shutil.copy(trained / CURRENT, models / CURRENT)


def _end(stage: Stage) -> None:
    for name in [*stage.processes]:
        stage.kill(name)
