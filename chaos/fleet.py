"""The supervisor: starts the product's processes, starts again what dies, and kills when told to."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GLANCE = 0.1  #: seconds between two looks at who has died
PAUSE = 0.3  #: seconds before what died is started again, as systemd's RestartSec
START_SECONDS = 240.0
END_SECONDS = 30.0


@dataclass
class Process:
    """One process of the product; `folder` keeps its log and its sign of being ready."""

    name: str
    role: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    armed: tuple[str, int] | None = None  #: the step to die at, and after how many passes
    running: "subprocess.Popen[bytes] | None" = None
    root: Path = ROOT  #: the release it runs

    @property
    def ready_file(self) -> Path:
        """What the process touches once it works."""
        return self.folder / f"{self.name}.ready"

    @property
    def is_ready(self) -> bool:
        """Whether it is alive and past its start."""
        return self.running is not None and self.running.poll() is None and self.ready_file.exists()

    def start(self) -> None:
        """Start it, to die at the step it is armed with, once."""
        self.ready_file.unlink(missing_ok=True)
        environment = {**self.environment, "CHAOS_READY": str(self.ready_file)}
        if self.armed is not None:
            environment |= {"DIE_AT": self.armed[0], "DIE_AFTER": str(self.armed[1])}
            self.armed = None
        with (self.folder / f"{self.name}.log").open("ab") as log:
            self.running = subprocess.Popen(
                [sys.executable, "-m", *self.command],
                cwd=self.root,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to it and whatever it started."""
        if self.running is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.running.pid, number)


@dataclass
class Fleet:
    """Every process of a run. `deaths` counts exits by (role, exit code); what we killed has -9."""

    processes: list[Process]
    deaths: Counter[tuple[str, int]] = field(default_factory=Counter)
    held: bool = False  #: while it is, nobody is started again
    #: Told of whoever did not end by itself.
    on_death: "Callable[[Process], Awaitable[None]] | None" = None
    _watch: "asyncio.Task[None] | None" = None

    @property
    def environment(self) -> Mapping[str, str]:
        """What an administrator's shell has, too."""
        return self.processes[0].environment

    async def run(self, *words: str, root: Path = ROOT) -> None:
        """Run a `tanggap` command beside them, of the release in `root`. Raises CalledProcessError."""
        command, environment = [sys.executable, "-m", "chaos.process", *words], dict(self.environment)
        await asyncio.to_thread(
            subprocess.run, command, cwd=root, env=environment, check=True, capture_output=True
        )

    async def start(self) -> None:
        """Start all and wait until they work. Raises TimeoutError."""
        for process in self.processes:
            process.start()
        self._watch = asyncio.create_task(self._keep_alive())
        await self.all_ready()

    async def stop(self) -> None:
        """End everything, gently first."""
        if self._watch is not None:
            self._watch.cancel()
        for process in self.processes:
            process.signal(signal.SIGCONT)
            process.signal(signal.SIGTERM)
        for process in self.processes:
            if process.running is not None:
                with suppress(subprocess.TimeoutExpired):
                    await asyncio.to_thread(process.running.wait, 5)
                process.signal(signal.SIGKILL)

    async def all_ready(self) -> None:
        """Wait until all work. Raises TimeoutError."""
        async with asyncio.timeout(START_SECONDS):
            while not all(process.is_ready for process in self.processes):
                await asyncio.sleep(GLANCE)

    async def replace(self, process: Process) -> float:
        """End one gently, kill it where that takes too long, and wait until another works in its place.

        Returns the seconds its end took. Raises TimeoutError.
        """
        old, started = process.running, time.monotonic()
        process.signal(signal.SIGTERM)
        if old is not None:
            try:
                await asyncio.to_thread(old.wait, END_SECONDS)
            except subprocess.TimeoutExpired:
                process.signal(signal.SIGKILL)
        took = time.monotonic() - started
        async with asyncio.timeout(START_SECONDS):
            while process.running is old or not process.is_ready:
                await asyncio.sleep(GLANCE)
        return took

    def ready(self, *roles: str) -> list[Process]:
        """Return those that work, of these roles or of any."""
        return [p for p in self.processes if p.is_ready and (not roles or p.role in roles)]

    def _dead(self) -> Iterator[tuple[Process, int]]:
        for process in self.processes:
            if process.running is not None and (code := process.running.poll()) is not None:
                process.running = None
                yield process, code

    async def _keep_alive(self) -> None:
        waiting: list[Process] = []
        while True:
            for process, code in self._dead():
                self.deaths[process.role, code] += 1
                waiting.append(process)
                if self.on_death is not None and code:
                    await self.on_death(process)
            await asyncio.sleep(PAUSE if waiting else GLANCE)
            while waiting and not self.held:
                waiting.pop().start()
