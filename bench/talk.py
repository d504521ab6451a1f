"""The dialogue that both engines play, each in its own Python: what is said, how it was understood, what it took.

Standard library only, since Rasa's environment is another.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

#: One conversation of ten turns: a form, interrupted once, between courtesies.
TURNS = (
    ("halo min", "sapa"),
    ("mau lapor", "lapor"),
    ("lampu jalan mati sejak minggu lalu", "beri"),
    ("laporan saya gimana", "cek"),
    ("depan balai desa", "beri"),
    ("laporan saya gimana", "cek"),
    ("makasih", "terima_kasih"),
    ("halo min", "sapa"),
    ("laporan saya gimana", "cek"),
    ("makasih", "terima_kasih"),
)
#: What the assistant says in such a conversation; an engine that says anything else is not measured.
SAID = (
    ("Halo, ada yang bisa dibantu?",),
    ("Apa masalahnya?",),
    ("Di mana letaknya?",),
    ("Laporan Anda sedang ditangani.", "Di mana letaknya?"),
    ("Tercatat: lampu jalan mati sejak minggu lalu, depan balai desa.",),
    ("Laporan Anda sedang ditangani.",),
    ("Sama-sama.",),
    ("Halo, ada yang bisa dibantu?",),
    ("Laporan Anda sedang ditangani.",),
    ("Sama-sama.",),
)
#: Messages of one citizen; Rasa gets slower with each, and 500 would take it ten minutes.
LONG, RASAS_LONG = 500, 100
#: The memory is weighed after so many messages, since every conversation stays in it.
WEIGHED = 1_000
_INTENTS = dict(TURNS)


def recorded(text: str) -> dict[str, Any]:
    """Return the parse that was recorded for a text, in Rasa's shape."""
    intent = {"name": _INTENTS[text], "confidence": 0.9}
    return {"text": text, "intent": intent, "intent_ranking": [intent], "entities": []}


async def play(answer: Callable[[str, str], Awaitable[list[str]]], seconds: float, long: int) -> str:
    """Play conversations for so many seconds, then one of `long` messages; returns the times as JSON.

    `answer` takes sender and text and returns what was said. Raises ValueError where that is not what it should be.
    """
    await _talk(answer, "pemanasan")
    times: list[float] = []
    begun, cpu = time.perf_counter(), time.process_time()
    memory = 0.0
    while time.perf_counter() < begun + seconds:
        times += await _talk(answer, f"warga-{len(times)}")
        if not memory and len(times) >= WEIGHED:
            memory = memory_mb()
    spent, used = time.perf_counter() - begun, time.process_time() - cpu
    talk = [TURNS[5 + n % 5][0] for n in range(long)]
    told = {
        "rate": len(times) / spent,
        "cpu_rate": len(times) / used,
        "times": times,
        "long": [(await _timed(answer, "satu warga", text))[0] for text in talk],
        "memory_mb": memory or memory_mb(),
    }
    return json.dumps(told)


def memory_mb() -> float:
    """Return this process' resident memory."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


async def _talk(answer: Callable[[str, str], Awaitable[list[str]]], sender: str) -> list[float]:
    times = []
    for (text, _), wanted in zip(TURNS, SAID):  # noqa: B905 - Rasa's Python knows no strict before 3.10
        passed, said = await _timed(answer, sender, text)
        if tuple(said) != wanted:
            raise ValueError(f"“{text}” was answered with {said}")
        times.append(passed)
    return times


async def _timed(
    answer: Callable[[str, str], Awaitable[list[str]]], sender: str, text: str
) -> tuple[float, list[str]]:
    begun = time.perf_counter()
    said = await answer(sender, text)
    return (time.perf_counter() - begun) * 1000, said
