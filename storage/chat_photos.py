"""An officer's photos from the chat: kept like those of the inbox, with a copy that may go on to the reporter."""

import asyncio
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from storage.officer_photos import KeptPhoto, OfficerPhotos
from storage.unit_of_work import UnitOfWork
from tickets.ticket import Ticket


class ChatPhotos:
    """Prepares photos before the transaction, and keeps them as evidence within it."""

    def __init__(self, media_dir: Path, timezone: ZoneInfo) -> None:
        """Work below the media folder; `timezone` is that of times without an offset."""
        self._media_dir = media_dir
        self._photos = OfficerPhotos(media_dir, timezone)

    async def prepare(self, attachment_ids: list[str]) -> list[KeptPhoto]:
        """Copy what is stored. Raises UnreadablePhoto where one is no photo or broken, OSError where it is gone."""
        return [await self._prepare(attachment_id) for attachment_id in attachment_ids]

    async def keep(
        self,
        unit: UnitOfWork,
        ticket: Ticket,
        officer_id: str,
        photos: list[KeptPhoto],
        now: datetime,
        turn: str,
    ) -> bool:
        """Weigh them as evidence; returns whether a person should look again."""
        doubts = [await unit.evidence.add_evidence(ticket, photo, officer_id, now, turn) for photo in photos]
        return any(doubts)

    async def _prepare(self, attachment_id: str) -> KeptPhoto:
        return await self._photos.keep(await asyncio.to_thread((self._media_dir / attachment_id).read_bytes))
