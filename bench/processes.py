"""Running a command and reading what it cost from the operating system."""

from __future__ import annotations

import os
import signal
import subprocess
from threading import Timer
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: Set before any library starts, in whatever Python the command runs.
_ALONE = (
    "env",
    *(f"{name}_NUM_THREADS=1" for name in ("OMP", "OPENBLAS", "MKL")),
    *(f"TF_{name}_OP_PARALLELISM_THREADS=1" for name in ("INTRA", "INTER")),
    "RASA_TELEMETRY_ENABLED=false",
    "RASA_MAX_CACHE_SIZE=0",  # or a second run would train in no time
    "SQLALCHEMY_SILENCE_UBER_WARNING=1",
)


class Cost(NamedTuple):
    """Seconds of wall clock, and of processor with all child processes."""

    wall_s: float
    cpu_s: float


class CommandFailed(Exception):
    """The command ended badly or took too long."""


def run(command: Sequence[str | Path], log: Path, limit_s: float) -> Cost:
    """Run a command, one thread per library, its output in `log`. Raises CommandFailed."""
    start = perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own commands
            [*_ALONE, *command],
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that the limit ends its children too
        )
        timer = Timer(limit_s, os.killpg, (process.pid, signal.SIGKILL))
        timer.start()
        try:
            # Not process.wait(): only wait4 tells what the command and its children used.
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)  # Ctrl-C does not reach another session
            raise
        finally:
            timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        *_, last = log.read_text(encoding="utf-8", errors="replace").splitlines() or [""]
        raise CommandFailed(f"ended with {process.returncode}, limit {limit_s:.0f} s; its last line: {last}")
    return Cost(perf_counter() - start, usage.ru_utime + usage.ru_stime)


def size_mb(path: Path) -> float:
    """Give the size of a file, or of all files of a folder."""
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return sum(each.stat().st_size for each in files) / 2**20
