"""What is true of the product now, read when somebody asks: the database, Redis, the disk, the model."""

import asyncio
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nlu.live import LiveInterpreter
from storage import Database
from storage.revision import found_schema, wanted_schema
from storage.vitals import Vitals, read_vitals

KEPT_SECONDS = 5.0  #: however often we are asked, the database is asked no oftener
PATIENCE_SECONDS = 2.0  #: a database that takes longer counts as away

#: Returns the interpreter, None in a process that understands nothing. One that does listens once it has it.
Model = Callable[[], LiveInterpreter | None]


@dataclass(frozen=True, slots=True)
class Pulse:
    """`schema` is the database's revision, None while it is away; `vitals` are None without a schema of ours.

    `redis` is None where none is used, `model` in a process that needs none.
    `disk_free` and `disk_total` are bytes.
    """

    schema: str | None
    schema_is_current: bool
    vitals: Vitals | None
    redis: bool | None
    disk_free: int
    disk_total: int
    model: str | None
    model_is_current: bool

    @property
    def missing(self) -> list[str]:
        """Name what keeps this process from its work. Redis never does."""
        if self.schema is None:
            return ["database"]
        return [] if self.schema_is_current else ["schema"]


class PulseReader:
    """Takes the pulse, at most every few seconds."""

    def __init__(self, database: Database, folder: Path, now: Callable[[], datetime], model: Model) -> None:
        """Look at the disk that holds `folder`."""
        self._database = database
        self._folder = folder
        self._now = now
        self._model = model
        self._wanted = wanted_schema()
        self._lock = asyncio.Lock()
        self._pulse: Pulse | None = None
        self._taken = 0.0

    async def read(self) -> Pulse:
        """Return the pulse, whatever is away."""
        async with self._lock:
            if self._pulse is None or time.monotonic() - self._taken > KEPT_SECONDS:
                self._pulse = await self._take()
                self._taken = time.monotonic()
            return self._pulse

    async def _take(self) -> Pulse:
        schema, redis = await asyncio.gather(self._schema(), self._database.wakeups.reachable())
        disk = shutil.disk_usage(_existing(self._folder))
        interpreter = self._model()
        return Pulse(
            schema=schema,
            schema_is_current=(schema or "") >= self._wanted,
            vitals=await self._vitals() if (schema or "") >= self._wanted else None,
            redis=redis,
            disk_free=disk.free,
            disk_total=disk.total,
            model=interpreter.model if interpreter else None,
            model_is_current=interpreter is not None and interpreter.is_current,
        )

    async def _schema(self) -> str | None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), self._database.read() as unit:
                return await found_schema(unit)
        except Exception:  # noqa: BLE001 - whatever ails it, nothing can be read
            return None

    async def _vitals(self) -> Vitals | None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), self._database.read() as unit:
                return await read_vitals(unit, self._now())
        except Exception:  # noqa: BLE001 - the figures are then missing, which has an alarm of its own
            return None


def _existing(folder: Path) -> Path:
    """Return the folder, or the one above it that is there."""
    return next(each for each in (folder, *folder.absolute().parents) if each.exists())
