"""Keeping what was measured: docs/measured/<file>.json, written by the command and never by hand."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from chaos.fleet import ROOT

MEASURED = ROOT / "docs" / "measured"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. `id` names the promise (chaos/promises.yml), `promise` says in English what was measured."""

    id: str
    promise: str
    figure: str
    goal: str
    met: bool
    seed: int
    commit: str
    date: str
    command: str


def keep(file: str, figures: Sequence[Figure], *, alone: bool = False) -> Path:
    """Write the figures of one run in place of what the same command measured for the same promises before.

    `alone`: in place of the whole file.
    """
    MEASURED.mkdir(parents=True, exist_ok=True)
    path = MEASURED / file
    known = [] if alone else read(path)
    again = {(figure.command, figure.id) for figure in figures}
    whole = [figure for figure in known if (figure.command, figure.id) not in again] + [*figures]
    path.write_text(json.dumps([asdict(figure) for figure in whole], indent=1, ensure_ascii=False) + "\n")
    return path


def read(path: Path) -> list[Figure]:
    """Read a file of figures; none where there is no such file."""
    if not path.exists():
        return []
    names = Figure.__slots__
    return [Figure(**{name: row[name] for name in names}) for row in json.loads(path.read_text())]


def commit() -> str:
    """Return the short name of the commit, with a + where something but the documents was changed since."""
    head = _git("rev-parse", "--short", "HEAD")
    return (head or "unknown") + ("+" if _git("status", "--porcelain", "--", ".", ":!docs") else "")


def _git(*words: str) -> str:
    command = ["git", "-C", str(ROOT), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def today() -> str:
    """Return the date."""
    return datetime.now(UTC).date().isoformat()
