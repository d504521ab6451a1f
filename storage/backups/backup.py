"""Making a backup beside a running product: the database first, then the files it names, the manifest last."""

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from storage.backups.dump import dump
from storage.backups.manifest import Manifest, checksum
from storage.backups.stock import Stock
from storage.cipher import Cipher
from storage.erased_log import ErasedLog
from storage.errors import DatabaseProblem
from storage.file_lock import file_lock

ERASED = "erased.log"  #: beside the backups: whoever is named there is erased again after a restore
BUSY = "Cadangan lain sedang ditulis di folder yang sama. Tunggu sampai selesai."


@dataclass(frozen=True, slots=True)
class House:
    """What is backed up, and what a restore brings back."""

    database: str  #: its URL
    media_dir: Path
    erased_log: Path
    cipher: Cipher
    release: str


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that is there; `removed` older ones went, `seconds` it took."""

    folder: Path
    manifest: Manifest
    removed: int
    seconds: float


def key_print(cipher: Cipher) -> str:
    """Return what tells one CONTACT_KEY from another and nothing about it."""
    return cipher.fingerprint("backup key")[:16]


def back_up(house: House, folder: Path, keep: int, now: Callable[[], datetime]) -> Made:
    """Add one backup to `folder` and leave the latest `keep`. Raises DatabaseProblem; half a backup is removed."""
    started = time.monotonic()
    stock = Stock(folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with file_lock(folder / ".lock", BUSY):
            mine = stock.begin(now())
            manifest = _fill(house, stock, mine, now())
            removed = stock.rotate(keep)
    except OSError as error:
        raise DatabaseProblem(f"Cadangan tidak dapat ditulis di {folder}: {error.strerror}.") from error
    return Made(mine, manifest, removed, time.monotonic() - started)


def _fill(house: House, stock: Stock, mine: Path, now: datetime) -> Manifest:
    try:
        manifest = _copy(house, stock, mine, now)
        os.sync()  # what the manifest vouches for is on the disk before it
        manifest.write(mine)
    except BaseException:
        shutil.rmtree(mine, ignore_errors=True)
        raise
    return manifest


def _copy(house: House, stock: Stock, mine: Path, now: datetime) -> Manifest:
    url = make_url(house.database)
    copied, found = dump(url, mine)
    files, size = stock.pool.take_in(house.media_dir, mine)
    ErasedLog(stock.folder / ERASED).add(ErasedLog(house.erased_log).read())
    return Manifest(
        made_at=now,
        release=house.release,
        engine=url.get_backend_name(),
        key=key_print(house.cipher),
        database=copied.name,
        sha256=checksum(copied),
        contents=found,
        files=files,
        size=size,
    )
