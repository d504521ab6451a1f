"""Steady load for minutes or hours: memory, descriptors, connections and dead rows stay flat (`make soak`)."""

from __future__ import annotations

import asyncio
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Annotated, Any

import typer

from bench.figures import Figure, Run, keep
from bench.load import tell
from bench.load_costs import Cost
from bench.load_store import pile_up, until_worked_off
from bench.load_town import START_SECONDS, Town, town
from bench.scores import table

ROLES = ("gateway", "worker-1", "worker-2", "sender", "inbox", "scheduler")
EVERY_SECONDS = 2.0
FIRST_TURNS = 100
WARM_UP = 1 / 3  #: of the time; models, pools and caches fill in it
GROWTH = 0.05  #: of a process' memory, from the first quarter after the warm-up to the last
SPARE_FILES = 2  #: a connection that comes and goes is no leak
#: Rows of a busy table that may be dead: so many times the living, and a vacuum's threshold.
DEAD_TIMES, DEAD_ROWS = 2, 10_000
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
DEAD = (
    "SELECT relname, n_dead_tup, n_live_tup FROM pg_stat_user_tables "
    "WHERE relname IN ('unopened_bodies', 'conversations', 'inbound_messages', 'outbox', 'tickets')"
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at everything."""

    processes: Mapping[str, Cost]
    connections: float
    dead: Mapping[str, float]  #: rows beyond what may be dead, by table


def main(
    *,
    minutes: float = 3.0,
    rate: Annotated[float, typer.Option(help="Messages a second.")] = 10.0,
    seed: int = 1,
    write: Annotated[bool, typer.Option(help="Write docs/measured/soak.json.")] = True,
) -> None:
    """Load and watch; exit 1 where something grows."""
    with town() as place:
        place.start(*ROLES)
        samples, told = asyncio.run(_watch(place, minutes * 60, rate, seed))
    steady = samples[int(len(samples) * WARM_UP) :]
    quarter = max(1, len(steady) // 4)
    first, last = steady[:quarter], steady[-quarter:]
    typer.echo(table(("process", "MB", "MB at the end", "files", "at the end"), _rows(first, last)) + "\n")
    figures = [
        _memory(first, last),
        _files(first, last),
        _connections(first, last),
        _dead(samples[-1]),
        Figure("G17-acks", "Messages refused", f"{told['refused']}", "0", not told["refused"]),
    ]
    if write:
        keep("soak.json", Run(shlex.join(["make", "soak", *sys.argv[1:]]), seed), figures)
    tell(figures)


async def _watch(place: Town, seconds: float, rate: float, seed: int) -> tuple[list[Sample], dict[str, Any]]:
    # A worker's start reads its language model, which is no growth.
    await pile_up(place, FIRST_TURNS, seed + 1)
    await until_worked_off(place, START_SECONDS)
    load = asyncio.create_task(place.load(seed, seconds, "open", rate))
    samples = [_look(place)]
    while True:
        done, _ = await asyncio.wait([load], timeout=EVERY_SECONDS)
        samples.append(_look(place))
        if done:
            return samples, load.result()


def _look(place: Town) -> Sample:
    dead = {
        str(name): float(str(rows)) - DEAD_TIMES * float(str(living)) - DEAD_ROWS
        for name, rows, living in place.books.ask(DEAD)
    }
    return Sample(place.each(), place.books.number(CONNECTIONS), dead)


def _typical(samples: Sequence[Sample], name: str, what: Callable[[Cost], float]) -> float:
    return median(what(sample.processes[name]) for sample in samples)


def _memory(first: Sequence[Sample], last: Sequence[Sample]) -> Figure:
    def of(samples: Sequence[Sample], name: str) -> float:
        return _typical(samples, name, lambda cost: cost.memory)

    grown = {name: of(last, name) / of(first, name) - 1 for name in ROLES}
    worst = max(grown, key=grown.__getitem__)
    told = f"{grown[worst]:+.1%} at most ({worst})"
    return Figure("G17", "Memory of each process", told, f"<= {GROWTH:.0%}", grown[worst] <= GROWTH)


def _files(first: Sequence[Sample], last: Sequence[Sample]) -> Figure:
    def most(samples: Sequence[Sample], name: str) -> int:
        return max(sample.processes[name].files for sample in samples)

    more = {name: most(last, name) - most(first, name) for name in ROLES}
    worst = max(more, key=more.__getitem__)
    told = f"{more[worst]:+d} at most ({worst})"
    return Figure("G17-files", "Open descriptors", told, f"<= +{SPARE_FILES}", more[worst] <= SPARE_FILES)


def _connections(first: Sequence[Sample], last: Sequence[Sample]) -> Figure:
    before, after = (max(sample.connections for sample in samples) for samples in (first, last))
    told, goal = f"{before:.0f} to {after:.0f}", f"<= +{SPARE_FILES}"
    return Figure("G17-connections", "Database connections", told, goal, after <= before + SPARE_FILES)


def _dead(sample: Sample) -> Figure:
    over = [name for name, rows in sample.dead.items() if rows > 0]
    goal = f"<= {DEAD_TIMES} times the living and {DEAD_ROWS}"
    return Figure("G17-dead", "Dead rows", ", ".join(over) or "within bounds", goal, not over)


def _rows(first: Sequence[Sample], last: Sequence[Sample]) -> list[list[str]]:
    def cells(name: str) -> list[str]:
        memory = (_typical(samples, name, lambda cost: cost.memory) for samples in (first, last))
        files = (_typical(samples, name, lambda cost: cost.files) for samples in (first, last))
        before, after = memory
        few, many = files
        return [name, f"{before:.0f}", f"{after:.0f}", f"{few:.0f}", f"{many:.0f}"]

    return [cells(name) for name in ROLES]


if __name__ == "__main__":
    typer.run(main)
