"""Our understanding of topics beside Rasa's: the same texts, one run, one table each (`make bench-nlu`)."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Annotated

import typer

from bench.engines import Ours, Rasa
from bench.processes import CommandFailed
from bench.scores import table
from bench.texts import Corpus, labelled, opening
from bench.trial import HEAD, Trial

DATA = Path("data")
RASA_HERE = Path(".rasa/bin/python")
PER_TOPIC, WORDS = 50, 25  #: what DIET learns in minutes; on whole texts an epoch alone takes minutes
LIGHT_PER_TOPIC = 150  #: what Rasa's light pipeline gets when all is too much for it
LIMIT_S = 1_500.0  #: a training that takes longer is ended

Files = Annotated[list[Path], typer.Option("--file", help="Labelled texts, instead of data/heldout.")]
Python = Annotated[Path | None, typer.Option(envvar="RASA_PYTHON", help="Python of Rasa's environment.")]


def main(file: Files = [], rasa: Python = None, data: Path = DATA) -> None:  # noqa: B006 - typer copies it
    """Train and measure both engines; without Rasa ours alone."""
    python = rasa or (RASA_HERE if RASA_HERE.exists() else None)
    if python is None:
        typer.echo("Rasa is not here, ours stands alone; docs/rasa.md says how to install it.\n", err=True)
    samples, corpus = labelled(file, data), Corpus.read(data)
    cut = [replace(each, text=opening(each.text, WORDS)) for each in samples]
    timed = [each.text for each in samples]
    small = Trial(corpus.per_topic(PER_TOPIC).cut(WORDS), cut, timed)
    _compare(python, "diet.yml", Ours(data), small, f"by their first {WORDS} words, timed whole")
    if not _compare(python, "light.yml", Ours(data), Trial(corpus, samples, timed), "whole"):
        fewer = Trial(corpus.per_topic(LIGHT_PER_TOPIC), samples, timed)
        _compare(python, "light.yml", Ours(data), fewer, "whole")


def _compare(python: Path | None, pipeline: str, ours: Ours, trial: Trial, how: str) -> bool:
    """Print a table and how much faster ours is at the median; False when Rasa did not finish."""
    typer.echo(f"{len(trial.corpus.texts)} texts learnt, {len(trial.judged)} judged, {how}:\n")
    try:
        theirs = list(trial.rows(Rasa(python, pipeline), LIMIT_S)) if python else []
    except CommandFailed as error:
        typer.echo(f"Rasa's {pipeline}: {error}\n")
        return False
    rows = [*theirs, *trial.rows(ours, LIMIT_S)]
    typer.echo(table(HEAD, [each.cells for each in rows]) + "\n")
    for first, row in product(theirs, rows[len(theirs) :]):
        clock, cpu = first.p50_ms / row.p50_ms, first.cpu_ms / row.cpu_ms
        typer.echo(f"p50 of {first.cells[0]} / {row.cells[0]}: {clock:.1f} by the clock, {cpu:.1f} of CPU")
    typer.echo()
    return True


if __name__ == "__main__":
    typer.run(main)
