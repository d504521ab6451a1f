"""Load on the whole installation beside a bare handler, on one durable PostgreSQL, in one run (`make bench-load`)."""

from __future__ import annotations

import asyncio
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from bench import load_goals as goals
from bench.figures import Figure, Run, keep, missed
from bench.load_phases import Phases, Rate
from bench.load_rasa import rasa_turns
from bench.load_town import town
from bench.nlu import RASA_HERE
from bench.scores import table

TIMES = ("ack p50", "p99 ms", "turns/s", "answered p50", "p99 s", "fsyncs/s")
HEAD = ("messages/s", "acks/s", "refused", *TIMES)


def main(
    *,
    rates: str = "50,150,300,600",
    seconds: Annotated[float, typer.Option(help="Of each rate.")] = 60.0,
    backlog: int = 100_000,
    drain: Annotated[float, typer.Option(help="Seconds the backlog is watched; 0: until it is gone.")] = 0,
    stored: Annotated[
        str, typer.Option(help="Stored messages between which costs compare.")
    ] = "10000,1000000",
    workers: int = 2,
    seed: int = 1,
    rasa: Annotated[
        Path | None, typer.Option(envvar="RASA_PYTHON", help="Python of Rasa's environment.")
    ] = None,
    write: Annotated[bool, typer.Option(help="Write docs/measured/load.json.")] = True,
) -> None:
    """Measure; exit 1 where a goal is missed."""
    few, many = (int(each) for each in stored.split(","))
    with town() as place:
        phases = Phases(place, seed, seconds, workers)
        figures = [goals.beside_bare(*asyncio.run(phases.beside_bare()))]
        told = [asyncio.run(phases.rate(float(each))) for each in rates.split(",")]
        typer.echo(table(HEAD, [_row(each) for each in told]) + "\n\n" + _costs(told) + "\n")
        figures += [goals.steady(each) for each in told if each.wanted == goals.ACKED]
        figures += goals.flat(asyncio.run(phases.flat(few, many)))
        turns = asyncio.run(phases.turns())
        figures.append(goals.turned(turns))
        figures += goals.drained(asyncio.run(phases.drain(backlog, drain)))
    if rasa := rasa or (RASA_HERE if RASA_HERE.exists() else None):
        theirs = [rasa_turns(rasa, seconds, seed, rules_alone=alone) for alone in (False, True)]
        figures.append(goals.beside_rasa(turns, *theirs))
    if write:
        keep("load.json", Run(shlex.join(["make", "bench-load", *sys.argv[1:]]), seed), figures, alone=True)
    tell(figures)


def tell(figures: list[Figure]) -> None:
    """Print the figures and those that missed their goal; exit 1 where one did."""
    for one in figures:
        typer.echo(f"{one.promise}: {one.figure} (goal {one.goal})")
    for line in missed(figures):
        typer.echo(line, err=True)
    raise typer.Exit(int(any(not one.met for one in figures)))


def _row(rate: Rate) -> list[str]:
    counts = (f"{rate.wanted:.0f}", f"{rate.acked:.0f}", f"{rate.refused}")
    acks = (f"{rate.ack_p50:.0f}", f"{rate.ack_p99:.0f}", f"{rate.turns:.0f}")
    return [*counts, *acks, f"{rate.answered_p50:.1f}", f"{rate.answered_p99:.1f}", f"{rate.fsyncs:.0f}"]


def _costs(told: list[Rate]) -> str:
    roles = sorted({role for rate in told for role in rate.costs})
    head = ("messages/s", *(f"{role}, % of a core / MB" for role in roles))

    def cell(rate: Rate, role: str) -> str:
        busy, memory = rate.costs.get(role, (0.0, 0.0))
        return f"{busy:.0f} / {memory:.0f}"

    return table(head, [[f"{rate.wanted:.0f}", *(cell(rate, role) for role in roles)] for rate in told])


if __name__ == "__main__":
    typer.run(main)
