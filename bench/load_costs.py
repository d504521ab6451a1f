"""What processes and the database cost, read from the operating system and from PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

TICKS = os.sysconf("SC_CLK_TCK")
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 2**20
#: From this version on pg_stat_io counts the log's flushes, before it pg_stat_wal.
IO_COUNTS_WAL = 180000


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor seconds since the start, resident megabytes, and open file descriptors."""

    cpu: float
    memory: float
    files: int


def cost(pids: Sequence[int]) -> Cost:
    """Add up what living processes cost."""
    each = [found for pid in pids if (found := _one(pid)) is not None]
    return Cost(sum(c.cpu for c in each), sum(c.memory for c in each), sum(c.files for c in each))


def children(pid: int) -> list[int]:
    """Return a process and its children."""
    found = [pid]
    for path in Path("/proc").glob("[0-9]*"):
        fields = _stat(int(path.name))
        if fields and int(fields[1]) == pid:
            found.append(int(path.name))
    return found


def _one(pid: int) -> Cost | None:
    fields = _stat(pid)
    if fields is None:
        return None
    # Fields 14 to 17 of proc(5): its own time and that of children that ended; 24: resident pages.
    cpu = sum(int(each) for each in fields[11:15]) / TICKS
    files = 0
    with suppress(OSError):
        files = sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    return Cost(cpu, int(fields[21]) * PAGE_MB, files)


def _stat(pid: int) -> list[str] | None:
    """Return the fields of /proc/PID/stat from the third on."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()


class Books:
    """What the database itself tells."""

    def __init__(self, database: str) -> None:
        """Ask over a connection of its own."""
        self._db = psycopg.connect(database, autocommit=True)

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def ask(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Return the rows of a query."""
        return self._db.execute(query.encode(), values).fetchall()

    def number(self, query: str, *values: object) -> float:
        """Return the one figure a query gives."""
        return float(str(self.ask(query, *values)[0][0] or 0))

    def postmaster(self) -> int:
        """Return the server's first process."""
        backend = int(self.number("SELECT pg_backend_pid()"))
        return int((_stat(backend) or ["", "0"])[1])

    def fsyncs(self) -> float:
        """Return how often the log was flushed to the disk so far."""
        self.ask("SELECT pg_stat_force_next_flush()")
        if self._db.info.server_version >= IO_COUNTS_WAL:
            return self.number("SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal'")
        return self.number("SELECT wal_sync FROM pg_stat_wal")

    def change(self, statement: str, *values: object) -> None:
        """Carry out a statement."""
        self._db.execute(statement.encode(), values)
