"""One training set and the texts judged and timed; what an engine did with them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from bench.processes import run, size_mb
from bench.scores import scored

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.engines import Engine
    from bench.processes import Cost
    from bench.texts import Corpus
    from nlu.samples import Sample

WARM = 20  #: texts parsed before the clock counts
PARSING_LIMIT_S = 600.0
HEAD = (
    "engine",
    "accuracy",
    "with alternatives",
    "macro-F1",
    "p50 ms",
    "p99 ms",
    "p50 CPU ms",
    "memory MB",
    "training CPU s",
    "training s",
    "model MB",
)


@dataclass(frozen=True, slots=True)
class Row:
    """What one way of answering did: HEAD's cells, and its medians again as numbers."""

    cells: list[str]
    p50_ms: float
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class Trial:
    """Texts to learn from, samples to judge by, and texts to time."""

    corpus: Corpus
    judged: Sequence[Sample]
    timed: Sequence[str]

    def rows(self, engine: Engine, limit_s: float) -> Iterator[Row]:
        """Train once, then answer in every way the engine has. Raises CommandFailed."""
        with TemporaryDirectory() as name:
            folder = Path(name)
            cost = engine.train(self.corpus, folder, limit_s)
            for way, command in engine.ways(folder).items():
                yield self._row(way, [*command, self._request(folder)], cost, engine.model(folder))

    def _request(self, folder: Path) -> Path:
        path = folder / "request.json"
        judged = [each.text for each in self.judged]
        texts = {"warm": self.corpus.texts[:WARM], "time": self.timed, "judge": judged}
        path.write_text(json.dumps(texts), encoding="utf-8")
        return path

    def _row(self, way: str, command: Sequence[str | Path], cost: Cost, model: Path) -> Row:
        reply = model.parent / "reply.json"
        run([*command, reply], model.parent / "parse.log", PARSING_LIMIT_S)
        found = json.loads(reply.read_text(encoding="utf-8"))
        p50, p99 = np.percentile(found["clock_ms"], [50, 99]).tolist()
        cpu = float(np.median(found["cpu_ms"]))
        costs = [found["memory_mb"], cost.cpu_s, cost.wall_s]
        score = scored(self.judged, found["answers"]).cells()
        sizes = [*(f"{each:.0f}" for each in costs), f"{size_mb(model):.1f}"]
        return Row([way, *score, f"{p50:.2f}", f"{p99:.1f}", f"{cpu:.2f}", *sizes], p50, cpu)
