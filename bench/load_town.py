"""A whole installation as processes on one durable PostgreSQL, with WhatsApp simulated beside it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.request import urlopen

from app.start import new_key
from bench.load_costs import Books, Cost, children, cost
from nlu.training import train
from tests import servers

ROOT = Path(__file__).resolve().parent.parent
TANGGAP = ("-c", "from app.cli import main; main()")
SECRET, NUMBER, TOKEN = "rahasia-beban", "108000000000001", "token-beban"
START_SECONDS = 300  #: on a machine that has much else to do


@dataclass
class Town:
    """Processes by name; `pids` are theirs, PostgreSQL's among them."""

    database: str
    folder: Path
    books: Books
    key: str = field(default_factory=new_key)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Choose the ports."""
        self.gateway_port, self.graph_port = servers.free_port(), servers.free_port()
        self.inbox_port = servers.free_port()

    @property
    def webhook(self) -> str:
        """Where bodies are posted."""
        return f"http://127.0.0.1:{self.gateway_port}/webhooks/whatsapp"

    @property
    def environment(self) -> Mapping[str, str]:
        """What every role is started with."""
        return os.environ | {
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": self.database,
            "CONTACT_KEY": self.key,
            "REGION_DIR": str(ROOT / "data" / "region_contoh"),
            "PUBLIC_PORT": str(self.gateway_port),
            "MONITOR_PORT": "0",
            "SETTLE_SECONDS": "0",
            "WHATSAPP_TOKEN": TOKEN,
            "WHATSAPP_PHONE_NUMBER_ID": NUMBER,
            "WHATSAPP_APP_SECRET": SECRET,
            "WHATSAPP_VERIFY_TOKEN": "jabat-tangan",
            "WHATSAPP_API_URL": f"http://127.0.0.1:{self.graph_port}/v23.0",
            "INBOX_PORT": str(self.inbox_port),
            "WHATSAPP_PER_SECOND": "1000",
        }

    def start(self, *names: str) -> None:
        """Start roles, "worker-1" and "worker-2" being two of one."""
        for name in names:
            self._start(name, *TANGGAP, name.partition("-")[0])
        if "gateway" in names:
            _until_answers(self.gateway_port)

    def start_bare(self) -> int:
        """Start the bare handler; returns its port."""
        port = servers.free_port()
        self._start("bare", "-m", "bench.bare_handler", str(port), self.database, SECRET)
        _until_answers(port)
        return port

    def start_graph(self) -> None:
        """Start what stands for WhatsApp."""
        self._start("whatsapp", "-m", "bench.load_graph", str(self.graph_port))
        _until_answers(self.graph_port)

    def signal(self, number: int, *names: str) -> None:
        """Send a signal to processes of ours, such as SIGSTOP and SIGCONT."""
        for name in names:
            self.running[name].send_signal(number)

    def stop(self, *names: str) -> None:
        """End processes of ours."""
        for name in names:
            self.running[name].terminate()
        for name in names:
            process = self.running.pop(name)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def costs(self) -> dict[str, Cost]:
        """Return what each role costs until now, several processes of one added up, and the database."""
        roles: dict[str, list[int]] = {}
        for name, process in self.running.items():
            roles.setdefault(name.partition("-")[0], []).append(process.pid)
        found = {role: cost(pids) for role, pids in roles.items()}
        return found | {"postgresql": cost(children(self.books.postmaster()))}

    def each(self) -> dict[str, Cost]:
        """Return what each process costs until now."""
        return {name: cost([process.pid]) for name, process in self.running.items()}

    async def load(self, seed: int, seconds: float, how: str, much: float, url: str = "") -> dict[str, Any]:
        """Let a process post bodies; returns what it tells (bench/load_source.py)."""
        words = (url or self.webhook, SECRET, NUMBER, str(seed), str(seconds), how, str(much))
        source = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.load_source", *words), cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        told, _ = await source.communicate()
        answer: dict[str, Any] = json.loads(told)
        return answer

    def _start(self, name: str, *command: str) -> None:
        log = (self.folder / f"{name}.log").open("ab")
        self.running[name] = subprocess.Popen(  # noqa: S603 - our own commands
            [sys.executable, *command], cwd=ROOT, env=self.environment, stdout=log, stderr=log
        )


@contextmanager
def town() -> Iterator[Town]:
    """Yield a prepared installation, only its simulator running yet; everything ends with the context."""
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(1)
    )  # so that an end from outside leaves nothing running
    models = ROOT / "var" / "models"
    train(ROOT / "data", models, lambda step: print(f"language model: {step}", file=sys.stderr))  # noqa: T201
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tanggap-load-")))
        (folder / "models").symlink_to(models)
        database = stack.enter_context(servers.postgres(durable=True))
        place = Town(database, folder, stack.enter_context(closing(Books(database))))
        stack.callback(lambda: place.stop(*list(place.running)))
        prepared = [sys.executable, *TANGGAP, "migrate"]
        subprocess.run(  # noqa: S603 - our own command
            prepared, cwd=ROOT, env=place.environment, check=True, stdout=subprocess.DEVNULL
        )
        place.start_graph()
        yield place


def _until_answers(port: int) -> None:
    end = monotonic() + START_SECONDS
    while monotonic() < end:
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/health/live", timeout=1):
            return
        sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port}")
