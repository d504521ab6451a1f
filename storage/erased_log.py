"""The file of those erased: keyed hashes only, outside the database, so that a restored one can be erased again."""

import fcntl
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from storage.database import Database
from storage.erasure_tables import erasures


class ErasedLog:
    """A file that is only added to, one fingerprint of `Erasures.fingerprint` a line."""

    def __init__(self, path: Path) -> None:
        """Keep it at `path`."""
        self._path = path

    def read(self) -> set[str]:
        """Return every fingerprint; a line that a kill tore is none."""
        if not self._path.exists():
            return set()
        return {line for line in self._path.read_text(encoding="ascii").split() if len(line) == 64}  # noqa: PLR2004

    def add(self, fingerprints: Iterable[str]) -> int:
        """Add those that are not there, durably; returns how many."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            new = sorted(set(fingerprints) - self.read())
            # A line torn by a kill has no end: begin on a fresh one.
            file.write("".join(f"\n{each}" for each in new) + "\n" if new else "")
            file.flush()
            os.fsync(file.fileno())
        return len(new)


async def log_erased(database: Database, path: Path, now: datetime) -> int:
    """Enter who is erased in the database; a chore, and harmless when repeated. Returns how many were new."""
    del now
    query = select(erasures.c.contact_fingerprint).where(erasures.c.erased_at.is_not(None))
    async with database.read() as unit:
        known = (await unit.connection.execute(query)).scalars().all()
    return ErasedLog(path).add(known) if known else 0
