"""Uploads that nothing came of are removed after a day."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from storage.database import Database
from storage.officer_photos import FOLDER

UPLOADS: Final = (
    "unggahan"  #: below the media folder: photos of the web chat that the fetcher has yet to take
)
KEPT_FOR: Final = timedelta(days=1)
WEB: Final = "web"


async def sweep(database: Database, media_dir: Path, now: datetime) -> int:
    """Remove what has lain a day: web uploads nobody waits for, officers' photos of no case; returns how many.

    So go the torn files that a kill leaves (`tmp…`). Call it every hour or so, in any one process.
    """
    before = (now - KEPT_FOR).timestamp()
    uploads, officers, torn = await asyncio.to_thread(_old, media_dir, before)
    async with database.read() as unit:
        wanted = await unit.media.wanted(WEB) if uploads else set()
        used = await unit.evidence.used({path.stem for path in officers}) if officers else set()
    stale = [path for path in uploads if path.name not in wanted]
    stale += [path for path in officers if path.stem not in used]
    return await asyncio.to_thread(_remove, [*stale, *torn], before)


def _old(media_dir: Path, before: float) -> tuple[list[Path], list[Path], list[Path]]:
    uploads, officers = media_dir / UPLOADS, media_dir / FOLDER
    return (
        _older(uploads.glob("*"), before),
        _older(officers.glob("*"), before),
        _older(media_dir.glob("tmp*"), before),
    )


def _older(paths: Iterable[Path], before: float) -> list[Path]:
    return [path for path in paths if path.is_file() and path.stat().st_mtime < before]


def _remove(paths: Iterable[Path], before: float) -> int:
    """Remove those that are still old: a photo kept again meanwhile is new."""
    stale = _older(paths, before)
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)
