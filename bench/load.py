"""Load on the whole installation beside a bare handler, on one durable PostgreSQL, in one run (`make bench-load`)."""

from __future__ import annotations

import asyncio
import shlex
import sys
from typing import Annotated

import typer

from bench.figures import Figure, Run, keep, missed
from bench.load_phases import Flat, Phases, Rate
from bench.load_town import town
from bench.scores import table

HEAD = (
    "messages/s",
    "acks/s",
    "refused",
    "ack p50",
    "p99 ms",
    "turns/s",
    "answered p50",
    "p99 s",
    "fsyncs/s",
)
ACKED, ACK_P99_MS, OF_BARE, TURNS, DRAIN, LIVE_P95_S, FLAT = 300, 500.0, 0.6, 150.0, 100.0, 5.0, 0.2


def main(
    rates: str = "50,150,300,600",
    seconds: float = 60.0,
    backlog: int = 100_000,
    drain: Annotated[
        float, typer.Option(help="Seconds of the backlog that are watched; 0: until it is gone.")
    ] = 0,
    stored: Annotated[
        str, typer.Option(help="Stored messages between which the cost is compared.")
    ] = "10000,1000000",
    workers: int = 2,
    seed: int = 1,
    *,
    write: Annotated[bool, typer.Option(help="Write docs/measured/load.json.")] = True,
) -> None:
    """Measure; exit 1 where a goal is missed."""
    few, many = (int(each) for each in stored.split(","))
    figures: list[Figure] = []
    with town() as place:
        phases = Phases(place, seed, seconds, workers)
        figures.append(_beside_bare(*asyncio.run(phases.beside_bare())))
        told = [asyncio.run(phases.rate(float(each))) for each in rates.split(",")]
        typer.echo(table(HEAD, [_row(each) for each in told]) + "\n")
        typer.echo(_costs(told))
        figures += [_steady(each) for each in told if each.wanted == ACKED]
        figures += _flat(asyncio.run(phases.flat(few, many)))
        rate, p95, done = asyncio.run(phases.drain(backlog, drain))
    figures.append(
        Figure("G15-turns", "Full durable turns", f"{rate:.0f}/s", f">= {TURNS:.0f}/s", rate >= TURNS)
    )
    how = f"{rate:.0f}/s over {done} of {backlog} messages"
    figures.append(Figure("G16", "A backlog drains", how, f">= {DRAIN:.0f}/s", rate >= DRAIN))
    live = f"p95 {p95:.1f} s"
    figures.append(
        Figure("G16-live", "Live messages meanwhile", live, f"p95 <= {LIVE_P95_S:.0f} s", p95 <= LIVE_P95_S)
    )
    for one in figures:
        typer.echo(f"{one.promise}: {one.figure} (goal {one.goal})")
    if write:
        keep("load.json", Run(shlex.join(["make", "bench-load", *sys.argv[1:]]), seed), figures)
    for line in missed(figures):
        typer.echo(line, err=True)
    raise typer.Exit(int(any(not one.met for one in figures)))


def _beside_bare(ours: float, bare: float) -> Figure:
    told = f"{ours:.0f}/s, {ours / bare:.0%} of the bare handler's {bare:.0f}/s"
    return Figure(
        "G15-bare",
        "Acknowledgements beside a bare handler",
        told,
        f">= {OF_BARE:.0%}",
        ours >= OF_BARE * bare,
    )


def _steady(rate: Rate) -> Figure:
    told = f"{rate.acked:.0f}/s, p50 {rate.ack_p50:.0f} ms, p99 {rate.ack_p99:.0f} ms, {rate.refused} refused"
    met = rate.ack_p99 <= ACK_P99_MS and not rate.refused
    return Figure(
        "G15", f"{ACKED} messages a second are taken", told, f"p99 <= {ACK_P99_MS:.0f} ms, 0 refused", met
    )


def _flat(told: Flat) -> list[Figure]:
    goal = f"within {FLAT:.0%}"
    kinds = (("ack", "acknowledgement", told.acks), ("turn", "turn", told.turns))
    return [
        Figure(
            f"G15-flat-{name}",
            f"What a {words} costs from {told.few} to {told.many} stored messages",
            f"{few:.1f} to {many:.1f} ms of processor",
            goal,
            many <= few * (1 + FLAT),
        )
        for name, words, (few, many) in kinds
    ]


def _row(rate: Rate) -> list[str]:
    times = (rate.ack_p50, rate.ack_p99)
    answered = (rate.answered_p50, rate.answered_p99)
    return [
        f"{rate.wanted:.0f}",
        f"{rate.acked:.0f}",
        f"{rate.refused}",
        *(f"{each:.0f}" for each in times),
        f"{rate.turns:.0f}",
        *(f"{each:.1f}" for each in answered),
        f"{rate.fsyncs:.0f}",
    ]


def _costs(told: list[Rate]) -> str:
    roles = sorted({role for rate in told for role in rate.costs})
    head = ("messages/s", *(f"{role}, % of a core / MB" for role in roles))
    rows = [
        [f"{rate.wanted:.0f}", *("{:.0f} / {:.0f}".format(*rate.costs.get(role, (0, 0))) for role in roles)]
        for rate in told
    ]
    return table(head, rows) + "\n"


if __name__ == "__main__":
    typer.run(main)
