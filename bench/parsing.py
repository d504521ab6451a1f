"""How one process answers and how long it takes. Standard library only: Rasa's own Python runs this too."""

from __future__ import annotations

import json
import resource
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

Parse = Callable[[str], str]


def answer(request: Path, reply: Path, parse: Parse) -> None:
    """Parse the texts of `request` {"warm", "time", "judge"}, one after the other, and write the `reply`.

    `time` is timed before anything of `judge` was seen, so that no cache helps. The reply holds the answers
    to `judge`, the milliseconds of every text of `time` by the clock and of the processor, and the resident
    memory in MB.
    """
    texts: dict[str, list[str]] = json.loads(request.read_text(encoding="utf-8"))
    for text in texts["warm"]:
        parse(text)
    times = [_timed(parse, text) for text in texts["time"]]
    found: dict[str, Any] = {"clock_ms": [each[0] for each in times], "cpu_ms": [each[1] for each in times]}
    found["memory_mb"] = _resident_mb()
    found["answers"] = [parse(text) for text in texts["judge"]]
    reply.write_text(json.dumps(found), encoding="utf-8")


def _timed(parse: Parse, text: str) -> tuple[float, float]:
    clock, cpu = perf_counter(), process_time()
    parse(text)
    return (perf_counter() - clock) * 1000, (process_time() - cpu) * 1000


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20
