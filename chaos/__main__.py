"""`python -m chaos --size ci`: shake, reconcile, keep the figures; exit code 1 where the books do not balance."""

import argparse
import asyncio
import signal
import sys
import time
from collections.abc import Iterable, Iterator

from chaos.faults.base import Note
from chaos.page import write_pages
from chaos.record import Figure, commit, keep, today
from chaos.run import Report, shake
from chaos.trials import CI, LONG

SIZES = {"ci": CI, "long": LONG}
FILE = "chaos.json"


def main() -> int:
    """Read the arguments, run once for each seed; returns the exit code."""
    signal.signal(signal.SIGTERM, _end)
    parser = argparse.ArgumentParser(prog="python -m chaos", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="ci")
    parser.add_argument("--seeds", type=int, nargs="+", default=[20261122])
    parser.add_argument(
        "--speed", type=float, default=6.0, help="how many of the product's seconds pass in one"
    )
    parser.add_argument("--only", nargs="+", default=[], help="trials by name")
    asked = parser.parse_args()
    figures: list[Figure] = []
    balanced = True
    for seed in asked.seeds:
        started = time.monotonic()
        _say(f"seed {seed}, the product's clock {asked.speed:g} times as fast")
        report = asyncio.run(shake(SIZES[asked.size], seed, asked.speed, asked.only, _say))
        command = f"make chaos-{asked.size}" + ("" if len(asked.seeds) == 1 else f", seed {seed}")
        figures += _figures(report, seed, command)
        balanced = balanced and report.met
        for line in report.skipped:
            _say(f"skipped: {line}")
        _say(
            f"seed {seed}: {report.books.written} messages, {report.kills} kills, {time.monotonic() - started:.0f} s"
        )
        _say(str(report.books))
    keep(FILE, figures)
    write_pages()
    return 0 if balanced else 1


def _end(*_: object) -> None:
    """End as by Ctrl+C, which lets every trial clear away behind itself."""
    signal.raise_signal(signal.SIGINT)


def _figures(report: Report, seed: int, command: str) -> Iterator[Figure]:
    run = {"commit": commit(), "date": today(), "command": command}
    for outcome in report.outcomes:
        trial, books = outcome.trial, outcome.books
        name = f"{trial.name}: {trial.messages} messages, {outcome.kills} kills"
        yield Figure(trial.id, name, str(books), "all 0", outcome.met, seed=seed, **run)
        if trial.id == "G1":
            kills = outcome.sender_kills
            met = books.duplicates.total() <= min(books.bound, kills)
            doubles = ", ".join(f"{channel} {count}" for channel, count in sorted(books.duplicates.items()))
            words = f"duplicate replies: {doubles} (at most {books.bound}), sender kills {kills}"
            yield Figure("G2", name, words, "<= 1 a kill", met, seed=seed, **run)
        for note in _worst(outcome.notes):
            yield Figure(note.id, name, note.figure, note.goal, note.met, seed=seed, **run)


def _worst(notes: Iterable[Note]) -> Iterable[Note]:
    """Return the worst of each kind."""
    worst: dict[str, Note] = {}
    for note in notes:
        if note.id not in worst or note.value > worst[note.id].value:
            worst[note.id] = note
    return worst.values()


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
