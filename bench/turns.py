"""Recorded turns answered and timed in one process. Standard library only: Rasa's own Python runs this too."""

from __future__ import annotations

import json
import resource
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter
from typing import Any

#: Answers the recorded parse of one message of this sender; returns how many messages were said.
Answer = Callable[[str, "dict[str, Any]"], Awaitable[int]]


async def answer(request: Path, reply: Path, turn: Answer) -> None:
    """Answer the `messages` of `request` for each of `citizens`, then `long` messages of one; write the `reply`.

    The reply holds the milliseconds of every turn, how much was said in all, and the resident memory in MB. One citizen
    warms up first.
    """
    asked = json.loads(request.read_text(encoding="utf-8"))  # noqa: ASYNC240 - nothing else runs
    messages = asked["messages"]
    await _talk(turn, "pertama", messages, len(messages))
    timed = [await _talk(turn, f"warga-{n}", messages, len(messages)) for n in range(asked["citizens"])]
    memory = _resident_mb()
    long, _ = await _talk(turn, "panjang", messages, asked["long"])
    found = {
        "ms": [each for times, _ in timed for each in times],
        "said": sum(said for _, said in timed),
        "long_ms": long,
        "memory_mb": memory,
        "memory_after_mb": _resident_mb(),
    }
    reply.write_text(json.dumps(found), encoding="utf-8")  # noqa: ASYNC240


async def _talk(
    turn: Answer, sender: str, messages: list[dict[str, Any]], count: int
) -> tuple[list[float], int]:
    times, said = [], 0
    for n in range(count):
        began = perf_counter()
        said += await turn(sender, messages[n % len(messages)])
        times.append((perf_counter() - began) * 1000)
    return times, said


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20
