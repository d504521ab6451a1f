"""The folder of backups: one folder a backup, named by its moment; the media files of all in one pool."""

from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree

from storage.backups.manifest import NAME
from storage.backups.pool import Pool
from storage.errors import DatabaseProblem

STAMP = "%Y%m%dT%H%M%SZ"
PRIVATE = 0o700  #: backups hold citizens' words


class Stock:
    """Backups below one folder."""

    def __init__(self, folder: Path) -> None:
        """Work below `folder`, which the first backup makes."""
        self.folder = folder
        self.pool = Pool(folder / "media")

    def begin(self, now: datetime) -> Path:
        """Return an empty folder for a new backup. Raises OSError."""
        self.folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        mine = self.folder / now.astimezone(UTC).strftime(STAMP)
        mine.mkdir(mode=PRIVATE)
        return mine

    def finished(self) -> list[Path]:
        """Return the whole backups, the oldest first."""
        return [each for each in self._all() if (each / NAME).exists()]

    def newest(self) -> Path:
        """Return the latest whole backup. Raises DatabaseProblem where there is none."""
        if not (found := self.finished()):
            raise DatabaseProblem(f"Tidak ada cadangan yang selesai di {self.folder}.")
        return found[-1]

    def rotate(self, keep: int) -> int:
        """Remove all whole backups but the latest `keep`, every interrupted one, and files no backup names.

        Only while nobody writes a backup here. Returns how many backups went.
        """
        stays = self.finished()[-keep:]
        gone = [each for each in self._all() if each not in stays]
        for each in gone:
            (each / NAME).unlink(missing_ok=True)  # first: a half-removed backup is no backup
            rmtree(each)
        self.pool.prune(stays)
        return len(gone)

    def _all(self) -> list[Path]:
        return sorted(each for each in self.folder.glob("*T*Z") if each.is_dir())
