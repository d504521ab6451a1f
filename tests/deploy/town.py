"""The compose file's services as plain processes, with the same commands and environment."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from app.roles import Role
from app.start import new_key
from tests.deploy.compose import ROOT, compose, environment, ours
from tests.servers import free_port

START_SECONDS = 240  #: for all of them at once, on two busy cores
TANGGAP = (sys.executable, "-c", "from app.cli import main; main()")


@dataclass
class Town:
    """Every role once, or more often; `secrets` are what the operator wrote into ./secrets."""

    folder: Path
    models: Path
    database_url: str
    redis_url: str
    secrets: dict[str, str]
    more: dict[str, str]
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    monitors: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.actions_port = free_port()
        (self.folder / "var").mkdir(parents=True)
        (self.folder / "var" / "models").symlink_to(self.models)
        given = {"database_url": self.database_url, "contact_key": new_key(), **self.secrets}
        for name in compose()["secrets"]:
            (self.folder / name).write_text(given.get(name, "") + "\n")

    def environment(self, name: str) -> dict[str, str]:
        """Return what compose gives a service, with the addresses its network would have."""
        known = {
            "/run/secrets/": f"{self.folder}/",
            "redis://redis:6379/0": self.redis_url,
            "actions:5055": f"127.0.0.1:{self.actions_port}",
        }
        mine = environment(ours()[name])
        for theirs, here in known.items():
            mine = {variable: value.replace(theirs, here) for variable, value in mine.items()}
        ports = {f"{each}_PORT": str(free_port()) for each in ("PUBLIC", "INBOX", "MONITOR")}
        here = {"PATH": os.environ["PATH"], "HOST": "127.0.0.1", "VAR_DIR": str(self.folder / "var")}
        return mine | here | ports | {"ACTIONS_PORT": str(self.actions_port), **self.more}

    def migrate(self) -> None:
        """Do what the one-shot service does."""
        done = subprocess.run(
            [*TANGGAP, *ours()["migrate"]["command"][1:]],
            cwd=ROOT,
            env=self.environment("migrate"),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self, role: Role, name: str | None = None) -> None:
        """Start a role's process, known as `name`."""
        name = name or role
        given = self.environment(role)
        self.monitors[name] = int(given["MONITOR_PORT"])
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [*TANGGAP, *ours()[role]["command"][1:]],
                cwd=ROOT,
                env=given,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def ready(self) -> None:
        """Wait until every process says that it is."""
        async with asyncio.timeout(START_SECONDS), aiohttp.ClientSession() as session:
            for name, process in self.processes.items():
                while not await _is_ready(session, self.monitors[name]):
                    assert process.poll() is None, self.log(name)
                    await asyncio.sleep(0.2)

    async def stop(self) -> dict[str, int]:
        """Ask every process to stop at once; returns their exit codes."""
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        codes = {name: await asyncio.to_thread(p.wait, 60) for name, p in self.processes.items()}
        self.processes.clear()
        return codes

    def kill(self, name: str) -> None:
        """`kill -9` one."""
        process = self.processes.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def events(self, name: str) -> list[str]:
        """Return the events a process has logged, in order."""
        return re.findall(r'"event": "(\w+)"', self.log(name))


async def _is_ready(session: aiohttp.ClientSession, port: int) -> bool:
    with suppress(aiohttp.ClientError, OSError):
        async with session.get(f"http://127.0.0.1:{port}/health/ready") as response:
            return response.status == 200
    return False
