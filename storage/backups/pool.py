"""The media files of all backups, each once: a file of the media folder never changes under its name."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from storage.media_files import write_durably

LIST: Final = "media.txt"  #: in each backup: size in bytes, a tab, the name below the media folder
TORN: Final = "tmp"  #: how files begin that are still being written (storage/media_files.py)


class Pool:
    """Files under the names they have below the media folder."""

    def __init__(self, folder: Path) -> None:
        """Keep them below `folder`."""
        self._folder = folder

    def take_in(self, media_dir: Path, backup: Path) -> tuple[int, int]:
        """Copy what is new, and list all in the backup; returns how many files it has, and their bytes."""
        names = {name: size for name, size in _files(media_dir) if self._take(media_dir, name)}
        lines = "".join(f"{size}\t{name}\n" for name, size in sorted(names.items()))
        write_durably(backup / LIST, lines.encode())
        return len(names), sum(names.values())

    def missing(self, backup: Path) -> list[str]:
        """Return the names a backup lists that are not here in their size."""
        listed = read_list(backup)
        return [name for name, size in listed.items() if _size(self._folder / name) != size]

    def give_back(self, backup: Path, media_dir: Path) -> int:
        """Copy a backup's files into the media folder, where they are not there; returns how many."""
        wanted = [n for n, size in read_list(backup).items() if _size(media_dir / n) != size]
        present = [name for name in wanted if (self._folder / name).is_file()]
        for name in present:
            _copy(self._folder / name, media_dir / name)
        return len(present)

    def prune(self, backups: Sequence[Path]) -> None:
        """Remove every file that none of these backups lists."""
        listed = {name for backup in backups for name in read_list(backup)}
        for name in [name for name, _ in _files(self._folder) if name not in listed]:
            (self._folder / name).unlink(missing_ok=True)

    def _take(self, media_dir: Path, name: str) -> bool:
        """Copy one file unless it is here; False where it went meanwhile (erased, or an upload swept away)."""
        here, there = self._folder / name, media_dir / name
        try:
            if _size(here) != there.stat().st_size:
                _copy(there, here)
        except FileNotFoundError:
            return False
        return True


def read_list(backup: Path) -> dict[str, int]:
    """Return the names of a backup's media files with their sizes in bytes."""
    lines = (backup / LIST).read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("\t") for line in lines)
    return {name: int(size) for size, _, name in pairs}


def _files(folder: Path) -> Iterator[tuple[str, int]]:
    for path in folder.rglob("*"):
        size = None if path.name.startswith(TORN) else _size(path)
        if size is not None:
            yield path.relative_to(folder).as_posix(), size


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


def _copy(source: Path, target: Path) -> None:
    """Copy under another name first: a torn copy is never taken for the file."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    torn = target.with_name(f"{TORN}-{target.name}")
    shutil.copy2(source, torn)
    torn.replace(target)
