"""Our dialogue runtime beside Rasa's: same rules and parses, trackers in memory, one run (`make bench-dialogue`)."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from bench.inbox_times import percentile
from bench.nlu import RASA_HERE
from bench.processes import run
from bench.scores import table
from bench.talk import LONG

ASSISTANT = Path(__file__).parent / "assistant"
#: Times the turns a second of Rasa with these policies: those that come with DIET, and its lightest.
REACH = {"diet.yml": 20.0, "light.yml": 8.0}
#: The last fifty messages of one citizen may take so many times the first fifty: flat, with room for a noisy machine.
FLAT = 1.5
SECONDS, LIMIT_S = 20.0, 1_200.0
HEAD = ("engine", "turns/s", "of CPU", "p50 ms", "p99 ms", "first 50", "last 50 of", "MB")
Python = Annotated[
    Path | None, typer.Option("--rasa", envvar="RASA_PYTHON", help="Python of Rasa's environment.")
]


def main(python: Python = None, seconds: float = SECONDS) -> None:
    """Measure; exit 1 where ours is not as much faster as it should be, or gets slower with a citizen's messages."""
    python = python or (RASA_HERE if RASA_HERE.exists() else None)
    with tempfile.TemporaryDirectory(prefix="tanggap-bench-") as folder:
        mine = _ours(seconds, Path(folder))
        theirs = {name: _rasa(python, name, seconds, Path(folder)) for name in REACH if python}
    rows = [_cells("Tanggap", mine), *(_cells(f"Rasa, {name}", told) for name, told in theirs.items())]
    typer.echo(table(HEAD, rows) + "\n")
    first, last = _ends(mine)
    ratios = {name: mine["rate"] / told["rate"] for name, told in theirs.items()}
    if not theirs:
        typer.echo("Rasa is not here, ours stands alone; docs/rasa.md says how to install it.")
    said = [f"{ratio:.0f} times Rasa with {name}" for name, ratio in ratios.items()]
    typer.echo(", ".join([*said, f"message {LONG} takes {last / first:.1f} times the first"]))
    missed = last > FLAT * first or any(ratio < REACH[name] for name, ratio in ratios.items())
    raise typer.Exit(int(missed))


def _ours(seconds: float, folder: Path) -> dict[str, Any]:
    reply = folder / "ours.json"
    run([sys.executable, "-m", "bench.ours_dialogue", str(seconds), reply], folder / "ours.log", LIMIT_S)
    return _read(reply)


def _rasa(python: Path, policies: str, seconds: float, folder: Path) -> dict[str, Any]:
    """Train the dialogue with these policies and let it play. Raises CommandFailed."""
    typer.echo(f"Rasa learns with {policies} ...", err=True)
    learns, model, reply = (
        folder / f"{policies}.d",
        folder / policies.removesuffix(".yml"),
        folder / f"{policies}.json",
    )
    learns.mkdir()
    for name in ["rules.yml", *(["stories.yml"] if policies == "diet.yml" else [])]:
        shutil.copy(ASSISTANT / name, learns)
    train: list[str | Path] = [python, "-m", "rasa", "train", "core", "--config", ASSISTANT / policies]
    train += ["--domain", ASSISTANT / "domain.yml", "--stories", learns, "--out", model]
    run([*train, "--fixed-model-name", "model"], folder / "train.log", LIMIT_S)
    played: list[str | Path] = [
        python,
        "-m",
        "bench.rasa_dialogue",
        model / "model.tar.gz",
        str(seconds),
        reply,
    ]
    run(played, folder / "rasa.log", LIMIT_S)
    return _read(reply)


def _read(reply: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(reply.read_text(encoding="utf-8"))
    return told


def _ends(told: dict[str, Any]) -> tuple[float, float]:
    """Return the medians of one citizen's first and last fifty messages, ms."""
    return percentile(told["long"][:50], 0.5), percentile(told["long"][-50:], 0.5)


def _cells(name: str, told: dict[str, Any]) -> list[str]:
    first, last = _ends(told)
    times = (percentile(told["times"], 0.5), percentile(told["times"], 0.99), first)
    return [
        name,
        *(f"{told[each]:.0f}" for each in ("rate", "cpu_rate")),
        *(f"{each:.2f}" for each in times),
        f"{last:.2f} of {len(told['long'])}",
        f"{told['memory_mb']:.0f}",
    ]


if __name__ == "__main__":
    typer.run(main)
