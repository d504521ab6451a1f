"""Fetching attachments from the channels after the message itself is safe."""

import asyncio
import os
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import puremagic
import structlog

from bot.channels.base import Channel
from bot.channels.errors import FileGone, SendError
from bot.fault import name_fault
from bot.retry import backoff
from storage import Database
from storage.media import Wanted
from storage.wakeups import MEDIA

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=120)
POLL_SECONDS = 5.0
TRIES = (
    8  #: with doubling waits about ten minutes; WhatsApp's and Telegram's links are asked for anew each time
)
UNKNOWN = "application/octet-stream"


class MediaFetcher:
    """Brings attachments into the media folder, named by their opaque id."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        folder: Path,
        limit: int,
        now: Callable[[], datetime],
    ) -> None:
        """Keep at most `limit` bytes a file under `folder`."""
        self._database = database
        self._channels = channels
        self._folder = folder
        self._limit = limit
        self._now = now

    async def run(self) -> None:
        """Fetch for ever."""
        with self._database.wakeups.listen(MEDIA) as bell:
            while True:
                try:
                    while await self.step():
                        pass
                except Exception as error:  # noqa: BLE001 - the loop outlives any fault
                    log.warning("media_stumbled", error=name_fault(error))
                await bell.wait(POLL_SECONDS)

    async def step(self) -> bool:
        """Fetch one attachment; False where nothing is due."""
        async with self._database.write() as unit:
            wanted = await unit.media.claim(self._now(), LEASE)
            await unit.commit()
        if wanted is None:
            return False
        try:
            content = await self._channels[wanted.channel].download(wanted.attachment, self._limit)
        except (FileGone, SendError, KeyError, TimeoutError) as error:
            await self._failed(wanted, error)
        else:
            await self._store(wanted, content)
        return True

    async def _store(self, wanted: Wanted, content: bytes) -> None:
        await asyncio.to_thread(write_durably, self._folder / wanted.id, content)
        async with self._database.write() as unit:
            await unit.media.stored(wanted.id, detect_mime(content), len(content))
            await unit.commit()

    async def _failed(self, wanted: Wanted, error: Exception) -> None:
        log.warning("media_not_fetched", attachment=wanted.id, error=type(error).__name__)
        async with self._database.write() as unit:
            if isinstance(error, FileGone) or wanted.attempts + 1 >= TRIES:
                await unit.media.gone(wanted.id)
            else:
                await unit.media.retry(wanted.id, self._now() + backoff(wanted.attempts))
            await unit.commit()


def detect_mime(content: bytes) -> str:
    """Tell the type from the bytes; what the sender claims is not believed."""
    try:
        found = puremagic.from_string(content, mime=True)
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    return found or UNKNOWN


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that it is whole or absent, whatever kills us."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
