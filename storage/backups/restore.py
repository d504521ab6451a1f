"""Bringing a backup back, and the drill that proves it can be."""

import asyncio
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine, make_url
from sqlalchemy.engine import URL

from storage.backups.aftermath import Settled, settle
from storage.backups.backup import ERASED, House, key_print
from storage.backups.contents import contents_of
from storage.backups.dump import copy_sqlite
from storage.backups.manifest import Manifest, checksum, read_manifest
from storage.backups.scratch import scratch
from storage.backups.stock import Stock
from storage.backups.targets import target
from storage.backups.tools import find_tool, run_tool
from storage.database import Database
from storage.desk import Desk
from storage.erased_log import ErasedLog
from storage.erasing import remove_files
from storage.errors import DatabaseProblem
from storage.migrate import migrate


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back; `missing` files are named by the backup and not in its pool."""

    folder: Path
    manifest: Manifest
    settled: Settled
    files: int
    missing: int
    seconds: float


def restore(
    house: House, backup: Path, desk: Desk, now: Callable[[], datetime], *, replace: bool
) -> Restored:
    """Put a backup in the house's place. Raises DatabaseProblem, and then the house is as it was."""
    return _restore(house, backup, desk, now, replace=replace, media=True)


def drill(house: House, backup: Path, desk: Desk, now: Callable[[], datetime]) -> Restored:
    """Restore into a database that is thrown away; touches nothing of the house, copies no media file.

    Raises DatabaseProblem.
    """
    with tempfile.TemporaryDirectory(dir=backup.parent, prefix="drill-") as name:
        away = Path(name)
        with scratch(make_url(house.database), away) as url:
            elsewhere = House(url, away / "media", away / ERASED, house.cipher, house.release)
            return _restore(elsewhere, backup, desk, now, replace=False, media=False)


def _restore(
    house: House, backup: Path, desk: Desk, now: Callable[[], datetime], *, replace: bool, media: bool
) -> Restored:
    started = time.monotonic()
    manifest, pool = check(house, backup), Stock(backup.parent).pool
    with target(make_url(house.database), replace=replace) as url:
        _load(backup / manifest.database, url)
        if contents_of(url) != manifest.contents:
            raise DatabaseProblem(f"Isi yang dipulihkan dari {backup} tidak sama dengan saat dicadangkan.")
        migrate(url)
        files = pool.give_back(backup, house.media_dir) if media else manifest.files
        erased = ErasedLog(house.erased_log)
        erased.add(ErasedLog(backup.parent / ERASED).read())
        settled = asyncio.run(_settle(house, url, desk, erased.read(), now()))
    missing = len(pool.missing(backup))
    return Restored(backup, manifest, settled, files, missing, time.monotonic() - started)


def check(house: House, backup: Path) -> Manifest:
    """Return the manifest of a backup that is whole and ours. Raises DatabaseProblem."""
    manifest = read_manifest(backup)
    if manifest.key != key_print(house.cipher):
        raise DatabaseProblem(
            "CONTACT_KEY bukan kunci cadangan ini: pelapor tidak akan dikenali. Pakai kunci yang lama."
        )
    engine = make_url(house.database).get_backend_name()
    if manifest.engine != engine:
        raise DatabaseProblem(f"Cadangan ini dari {manifest.engine}, DATABASE_URL menunjuk ke {engine}.")
    if checksum(backup / manifest.database) != manifest.sha256:
        raise DatabaseProblem(
            f"{manifest.database} di {backup} rusak (SHA-256 berbeda). Pakai cadangan lain."
        )
    return manifest


def _load(copy: Path, url: URL) -> None:
    if url.get_backend_name() == "sqlite":
        copy_sqlite(copy, Path(str(url.database)))
        return
    engine = create_engine(url)
    with engine.connect() as connection:
        tool = find_tool("pg_restore", connection)
    engine.dispose()
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(copy))
    run_tool(tool, url, *options)


async def _settle(house: House, url: URL, desk: Desk, erased: set[str], now: datetime) -> Settled:
    database = Database(url.render_as_string(hide_password=False), house.cipher)
    try:
        async with database.write() as unit:
            settled = await settle(unit, desk, erased, now)
            await unit.commit()
        await remove_files(database, house.media_dir, now)
    finally:
        await database.close()
    return settled
