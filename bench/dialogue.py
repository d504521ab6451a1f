"""Our runtime's turns beside Rasa's: the same recorded parses, trackers in memory, one run (`make bench-dialogue`)."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bench.processes import CommandFailed, run
from bench.scores import table

if TYPE_CHECKING:
    from bench.engines import Command

DIALOGUES = Path(__file__).parent / "dialogues"
RASA_HERE = Path(".rasa/bin/python")
CITIZENS, LONG = 10, 500
#: Rasa grows too slow for more.
RASA_LONG = 150
#: How many of Rasa's turns ours must be worth, by the policies.
WANTED = {"diet.yml": 20.0, "light.yml": 8.0}
#: A citizen's last fifty of 500 turns may take so much longer than the first fifty.
FLAT = 1.5
LIMIT_S = 900.0
HEAD = ("engine", "turns/s", "p50 ms", "p99 ms", "memory MB")
ONE = ("one citizen's turns", "first 50, p50 ms", "last 50, p50 ms", "memory MB")

Python = Annotated[Path, typer.Option(envvar="RASA_PYTHON", help="Python of Rasa's environment.")]


def main(rasa: Python = RASA_HERE) -> None:
    """Measure both engines; ends with 1 where ours is not fast or flat enough, or the engines said unlike much."""
    if not rasa.exists():
        sys.exit("Rasa is not here; docs/rasa.md says how to install it, RASA_PYTHON=… where it is.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            theirs = {config: _rasa(rasa, config, folder) for config in WANTED}
            ours = _measure([sys.executable, "-m", "bench.ours_turns"], LONG, folder)
        except CommandFailed as error:
            sys.exit(str(error))
    found = {f"Rasa, {config}": each for config, each in theirs.items()} | {"ours": ours}
    typer.echo(table(HEAD, [_row(name, each) for name, each in found.items()]) + "\n")
    typer.echo(table(ONE, [_long_row(name, each) for name, each in found.items()]) + "\n")
    faults = [*_judge(ours, theirs)]
    for fault in faults:
        typer.echo(f"NOT ENOUGH: {fault}")
    sys.exit(1 if faults else 0)


def messages() -> list[dict[str, Any]]:
    """Return the recorded parses of one dialogue: a greeting, a form with an interruption, a status, thanks."""
    place = {"entity": "lokasi", "value": "pasar", "start": 0, "end": 5}
    number = {"entity": "jumlah", "value": 3, "start": 0, "end": 1}
    spoken: list[tuple[str, str, list[dict[str, Any]]]] = [
        ("sapa", "halo", []),
        ("lapor", "jalan rusak", []),
        ("beri_lokasi", "pasar", [place]),
        ("sapa", "halo", []),
        ("sebut", "3", [number]),
        ("sebut", "dekat gerbang", []),
        ("cek_status", "bagaimana laporan saya", []),
        ("terima_kasih", "makasih", []),
    ]
    return [_parsed(*each) for each in spoken]


def _parsed(intent: str, text: str, entities: list[dict[str, Any]]) -> dict[str, Any]:
    top = {"name": intent, "confidence": 0.95}
    return {"text": text, "intent": top, "intent_ranking": [top], "entities": entities}


def _rasa(python: Path, config: str, folder: Path) -> dict[str, Any]:
    name = config.removesuffix(".yml")
    train: Command = [
        python,
        "-m",
        "rasa",
        "train",
        "--skip-validation",
        "--domain",
        DIALOGUES / "domain.yml",
    ]
    train += ["--data", DIALOGUES / "rules.yml", DIALOGUES / "stories.yml", "--config", DIALOGUES / config]
    run([*train, "--out", folder, "--fixed-model-name", name], folder / f"{name}.log", LIMIT_S)
    return _measure([python, "-m", "bench.rasa_turns", folder / f"{name}.tar.gz"], RASA_LONG, folder)


def _measure(command: Command, long: int, folder: Path) -> dict[str, Any]:
    request, reply = folder / "request.json", folder / "reply.json"
    asked = {"messages": messages(), "citizens": CITIZENS, "long": long}
    request.write_text(json.dumps(asked), encoding="utf-8")
    run([*command, request, reply], folder / "turns.log", LIMIT_S)
    found: dict[str, Any] = json.loads(reply.read_text(encoding="utf-8"))
    return found


def _row(name: str, found: dict[str, Any]) -> list[str]:
    times = (median(found["ms"]), quantiles(found["ms"], n=100)[98])
    return [
        name,
        f"{_per_second(found):.0f}",
        *(f"{each:.2f}" for each in times),
        f"{found['memory_mb']:.0f}",
    ]


def _long_row(name: str, found: dict[str, Any]) -> list[str]:
    times = (f"{each:.2f}" for each in _early_and_late(found))
    return [f"{name}, {len(found['long_ms'])}", *times, f"{found['memory_after_mb']:.0f}"]


def _judge(ours: dict[str, Any], theirs: dict[str, dict[str, Any]]) -> list[str]:
    faults = []
    for config, found in theirs.items():
        ratio = _per_second(ours) / _per_second(found)
        typer.echo(f"ours / Rasa's {config}: {ratio:.0f} times as many turns a second")
        if ratio < WANTED[config]:
            faults.append(f"{ratio:.1f} times {config}, wanted {WANTED[config]:.0f}")
        if found["said"] != ours["said"]:
            faults.append(f"{config} said {found['said']} messages, ours {ours['said']}")
    early, late = _early_and_late(ours)
    typer.echo(f"one citizen's turns after {LONG}: {late / early:.2f} times the first")
    if late > FLAT * early:
        faults.append(f"the last turns take {late / early:.1f} times the first, wanted {FLAT}")
    return faults


def _per_second(found: dict[str, Any]) -> float:
    times: list[float] = found["ms"]
    return len(times) / (sum(times) / 1000)


def _early_and_late(found: dict[str, Any]) -> tuple[float, float]:
    return median(found["long_ms"][:50]), median(found["long_ms"][-50:])


if __name__ == "__main__":
    typer.run(main)
