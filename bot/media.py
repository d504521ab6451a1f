"""Fetching attachments from the channels after the message itself is safe."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol, runtime_checkable
from zoneinfo import ZoneInfo

import structlog

from bot.channels.base import Channel
from bot.channels.errors import FileGone
from bot.fault import name_fault
from bot.loop import Loop
from bot.retry import backoff
from messages import Attachment, MessageKind
from storage import Database
from storage.media import Wanted
from storage.media_files import detect_mime, write_durably
from storage.officer_photos import TYPES
from storage.photos import read_photo
from storage.wakeups import MEDIA, VOICES

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=120)
FETCH_TIMEOUT = 100.0  #: seconds; shorter than the lease, so that nobody fetches what we still fetch
LONGEST_PAUSE = timedelta(hours=1)
#: How long we keep trying; WhatsApp keeps its files for a week at least.
PATIENCE = timedelta(days=6)
TRIES = 8  #: at least so many, also for what waited because its channel or we were off


@runtime_checkable
class Keeper(Protocol):
    """A channel that keeps a file until we have it, and then has to be told."""

    async def forget(self, attachment: Attachment) -> None:
        """Delete the file; harmless where it is gone already."""
        ...


class MediaFetcher(Loop):
    """Brings attachments into the media folder, named by their opaque id."""

    topic = MEDIA
    poll_seconds = 5.0

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        folder: Path,
        limit: int,
        now: Callable[[], datetime],
        timezone: ZoneInfo | None = None,
    ) -> None:
        """Keep at most `limit` bytes a file under `folder`; `timezone` is the region's, for photos' own times."""
        super().__init__(database)
        self._channels = channels
        self._folder = folder
        self._limit = limit
        self._now = now
        self._timezone = timezone or ZoneInfo("UTC")

    async def step(self) -> bool:
        """Fetch one attachment; False where nothing is due."""
        async with self._database.write() as unit:
            wanted = await unit.media.claim(self._now(), LEASE, list(self._channels))
            await unit.commit()
        if wanted is None:
            return False
        channel = self._channels[wanted.channel]
        try:
            async with asyncio.timeout(FETCH_TIMEOUT):
                content = await channel.download(wanted.attachment, self._limit)
                await asyncio.to_thread(write_durably, self._folder / wanted.id, content)
        except Exception as error:  # noqa: BLE001 - only the channel can say that a file is gone; the rest may heal
            await self._failed(wanted, error)
        else:
            await self._stored(wanted, content)
            await self._forget(channel, wanted)
        return True

    async def _stored(self, wanted: Wanted, content: bytes) -> None:
        mime, digest = detect_mime(content), hashlib.sha256(content).hexdigest()
        is_photo = mime in TYPES
        path = self._folder / wanted.id
        facts = await asyncio.to_thread(read_photo, path, self._timezone) if is_photo else None
        async with self._database.write() as unit:
            kept = await unit.media.stored(wanted.id, mime, len(content))
            if kept and facts is not None:
                await unit.evidence.add_complaint_photo(wanted.id, digest, facts, self._now())
            if kept and wanted.attachment.kind is MessageKind.VOICE:
                await unit.voices.add(wanted.id, self._now())
                unit.ring_topic(VOICES)
            await unit.commit()
        if not kept:
            await asyncio.to_thread(path.unlink, missing_ok=True)

    async def _forget(self, channel: Channel, wanted: Wanted) -> None:
        if not isinstance(channel, Keeper):
            return
        try:
            await channel.forget(wanted.attachment)
        except Exception as error:  # noqa: BLE001 - we have the file; a copy left behind is no reason to fetch again
            log.warning("media_not_forgotten", attachment=wanted.id, error=name_fault(error))

    async def _failed(self, wanted: Wanted, error: Exception) -> None:
        over = self._now() - wanted.since >= PATIENCE and wanted.attempts + 1 >= TRIES
        gone = isinstance(error, FileGone) or over
        log.warning("media_not_fetched", attachment=wanted.id, error=name_fault(error), gone=gone)
        async with self._database.write() as unit:
            if gone:
                await unit.media.gone(wanted.id)
            else:
                await unit.media.retry(wanted.id, self._now() + backoff(wanted.attempts, LONGEST_PAUSE))
            await unit.commit()
