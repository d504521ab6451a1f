"""One process at a time for a file or a folder; the system lets go even after `kill -9`."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import DatabaseProblem


@contextmanager
def file_lock(path: Path, problem: str = "") -> Iterator[None]:
    """Hold the file for this process; the system lets go even after `kill -9`.

    Raises DatabaseProblem, with `problem` where the lock is not a database's.
    """
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DatabaseProblem(
                problem
                or f"Basis data {path.with_suffix('.db').name} sedang dipakai proses Tanggap lain. Hentikan dulu."
            ) from None
        yield


@contextmanager
def file_turn(path: Path) -> Iterator[None]:
    """Wait until nobody else holds the file, and hold it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
