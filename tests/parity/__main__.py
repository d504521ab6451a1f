"""Play every dialogue of tests/conversations on both engines and print where they differ."""

import asyncio
import secrets
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from tests.conftest import ROOT
from tests.conversations.script import Script, read_script
from tests.parity.agreement import Played, agree, interpreter
from tests.parity.rasa_process import RasaProblem, serve, train
from tests.parity.recording import Record, record
from tests.parity.walks import SOURCES, engines, load, play, walk
from tests.servers import free_port

SCRIPTS = ROOT / "tests" / "conversations"
RASA_HERE = ROOT / ".rasa" / "bin" / "python"
MODELS = ROOT / "var" / "rasa-models"

Python = Annotated[Path, typer.Option("--rasa", envvar="RASA_PYTHON", help="Python of Rasa's environment.")]
Only = Annotated[str, typer.Option("-k", help="Only files with this in their name; - for none.")]
Agreement = Annotated[
    bool, typer.Option(help="Play the files on Rasa with an understanding of its own, too.")
]
Walks = Annotated[int, typer.Option(help="Random conversations over tests/parity/features.")]


def main(
    rasa: Python = RASA_HERE, only: Only = "", random: Walks = 60, *, agreement: Agreement = True
) -> None:
    """Compare texts, buttons, slots and executed actions, turn by turn."""
    if not rasa.exists():
        sys.exit("Rasa is not here; docs/rasa.md says how to install it, RASA_PYTHON=… where it is.")
    scripts = [read_script(path) for path in sorted(SCRIPTS.glob("*.yml")) if only in path.stem]
    try:
        found, ours = _compare(rasa, scripts, random)
        if agreement and scripts:
            print(agree(rasa, MODELS, ours), flush=True)
    except RasaProblem as problem:
        sys.exit(str(problem))
    print(f"{len(scripts) + random} dialogues, {found} differences")
    sys.exit(1 if found or not scripts else 0)


def _compare(rasa: Path, scripts: list[Script], walks: int) -> tuple[int, list[Played]]:
    token, port, side = secrets.token_urlsafe(16), free_port(), free_port()
    model, features = train(rasa, MODELS), train(rasa, MODELS, SOURCES)
    with serve(rasa, model, port=port, side=f"http://127.0.0.1:{side}", token=token) as url:
        settings = {"engine": "rasa", "rasa_url": url, "rasa_token": token, "rasa_port": side}
        return asyncio.run(_play(scripts, settings, features, walks))


async def _play(
    scripts: list[Script], settings: dict[str, Any], features: Path, walks: int
) -> tuple[int, list[Played]]:
    found, ours = await _scripts(scripts, settings) if scripts else (0, [])
    print(f"{len(scripts)} files of tests/conversations, {found} differences", flush=True)
    await load(settings, features)
    return found + await _walks(settings, walks), ours


async def _walks(settings: dict[str, Any], walks: int) -> int:
    found = 0
    async with engines(settings) as (domain, runtime, server):
        for seed in range(walks):
            messages, sender = walk(seed, domain), f"acak-{seed}"
            ours = await play(runtime, messages, sender, None)
            theirs = await play(server, messages, sender, (settings["rasa_url"], settings["rasa_token"]))
            said = [f"{parsed['intent']} {_short(parsed['entities'])}" for parsed, _ in messages]
            lines = list(differences(ours, theirs))
            found += len(lines)
            for line in lines[:1]:  # what follows the first follows from it
                n = int(line.split()[1].rstrip(",")) if line.startswith("turn") else len(said)
                print(
                    "\n  ".join([f"random conversation {seed} {line}", *said[max(0, n - 4) : n]]), flush=True
                )
    return found


def _short(entities: list[dict[str, Any]]) -> str:
    return " ".join(f"{each['entity']}={each['value']}" for each in entities)


async def _scripts(scripts: list[Script], settings: dict[str, Any]) -> tuple[int, list[Played]]:
    found, played = 0, []
    with tempfile.TemporaryDirectory() as folder:
        for script in scripts:
            here = Path(folder) / script.path.stem
            ours = await record(script, interpreter(), here / "ours", None)
            theirs = await record(script, interpreter(), here / "rasa", settings)
            lines = list(differences(ours, theirs))
            found += len(lines)
            played.append((script, ours))
            for line in lines:
                print(f"{script.path.name} {line}", flush=True)
    return found, played


def differences(ours: list[Record], theirs: list[Record]) -> Iterator[str]:
    """Tell where two recordings of one dialogue differ."""
    if len(ours) != len(theirs):
        yield f"ours: {len(ours)} turns, Rasa: {len(theirs)}"
    for n, (one, other) in enumerate(zip(ours, theirs, strict=False), start=1):
        yield from (f"turn {n}, {what}" for what in _turn(one, other))


def _turn(ours: Record, theirs: Record) -> Iterator[str]:
    for what in ("bot", "actions", "loops", "faults"):
        one, other = getattr(ours, what), getattr(theirs, what)
        if one != other:
            yield f"{what}\n  ours: {one}\n  Rasa: {other}"
    for one, other in zip(ours.slots, theirs.slots, strict=False):
        for name in sorted({*one, *other}):
            if one.get(name) != other.get(name):
                yield f"slot {name}\n  ours: {one.get(name)!r}\n  Rasa: {other.get(name)!r}"


if __name__ == "__main__":
    typer.run(main)
