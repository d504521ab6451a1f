"""Language models that change while citizens write, and one that is damaged."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from chaos.environment import HALF
from chaos.faults.base import Note
from chaos.town import ALL_IN_ONE, Town
from nlu.model_choice import read_choice, use
from nlu.model_folder import write_current

TAKEN_SECONDS = 5.0  #: of the wall's clock, as the product looks in a thread of its own
GIVEN_UP = 30.0
TAKEN, REFUSED = b"model_in_use", b"model_refused"


@dataclass(frozen=True, slots=True)
class ModelSwap:
    """Another model becomes the one in use."""

    name: str = "another language model"

    async def strike(self, town: Town) -> list[Note]:
        """Name it, and wait until every worker answers by it."""
        before, started = _told(town, TAKEN), time.monotonic()
        use(_other(town.models))
        behind = await _until_all(town, TAKEN, before)
        took = time.monotonic() - started
        return [
            Note("G18-taken", "workers left with the old one {:.0f}", behind, 0),
            Note("G18-soon", "taken over after {:.1f} s", took, TAKEN_SECONDS, is_time=True),
        ]


@dataclass(frozen=True, slots=True)
class DamagedModel:
    """A model becomes the one in use that is only half there."""

    name: str = "a language model that is half there"

    async def strike(self, town: Town) -> list[Note]:
        """Name it, wait until every worker has refused it, and put the name right."""
        right = read_choice(town.models).model
        before = _told(town, REFUSED)
        write_current(town.models, {"model": HALF, "previous": [right], "trained": right})
        taken = await _until_all(town, REFUSED, before)
        before = _told(town, TAKEN)
        write_current(town.models, {"model": right, "previous": [], "trained": right})
        await _until_all(town, TAKEN, before)
        return [Note("G18-half", "workers that did not refuse half a model {:.0f}", taken, 0)]


def _other(models: Path) -> Path:
    names = sorted(path.name for path in models.iterdir() if path.is_dir() and path.name != HALF)
    return models / names[(names.index(read_choice(models).model) + 1) % len(names)]


def _told(town: Town, words: bytes) -> dict[str, int]:
    """Return how often each worker has said so in its log."""
    workers = [p for p in town.fleet.processes if p.role in {"worker", ALL_IN_ONE}]
    return {p.name: (p.folder / f"{p.name}.log").read_bytes().count(words) for p in workers}


async def _until_all(town: Town, words: bytes, before: dict[str, int]) -> int:
    """Wait until every worker has said so once more; return how many had not, in the end."""
    ends = time.monotonic() + GIVEN_UP
    while silent := [name for name, count in _told(town, words).items() if count <= before[name]]:
        if time.monotonic() > ends:
            break
        await asyncio.sleep(0.1)
    return len(silent)
