"""Officers' photos: the original under its content's hash, for review, and a copy that may leave the house."""

import asyncio
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from PIL import Image

from messages import OutboundFile
from storage.media_files import detect_mime, write_durably
from storage.photos import UnreadablePhoto, preview, read_photo, stripped
from tickets.evidence import PhotoFacts

FOLDER: Final = "petugas"  #: below the media folder
TYPES: Final = frozenset({"image/jpeg", "image/png", "image/webp"})
COPY_TYPE: Final = "image/jpeg"
#: Telegram refuses a photo whose one side is more than so many times the other (sendPhoto).
NARROWEST: Final = 20
SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A photo on the disk under its content's hash (SHA-256, hex), with what it tells."""

    sha256: str
    facts: PhotoFacts

    @property
    def file(self) -> str:
        """The original, relative to the media folder."""
        return f"{FOLDER}/{self.sha256}"

    def outbound(self, number: int) -> OutboundFile:
        """Return the copy as the citizen gets it; `number` counts the photos of one message from 1."""
        return OutboundFile(Path(copy_of(self.sha256)), COPY_TYPE, f"foto-{number}.jpg")


class OfficerPhotos:
    """The folder of officers' photos; decoding takes hundreds of MB, so one photo at a time."""

    def __init__(self, media_dir: Path, timezone: ZoneInfo) -> None:
        """Keep photos below `media_dir`; `timezone` is that of times without an offset."""
        self._media_dir = media_dir
        self._timezone = timezone
        self._one = asyncio.Lock()

    async def keep(self, content: bytes) -> KeptPhoto:
        """Check a photo by its content and keep it, once however often it comes. Raises UnreadablePhoto."""
        async with self._one:
            return await asyncio.to_thread(self._keep, content)

    async def again(self, sha256: str) -> KeptPhoto | None:
        """Return a photo kept before, None where there is none of this hash."""
        path = self._media_dir / FOLDER / sha256
        if not SHA256.fullmatch(sha256) or not path.is_file():
            return None
        return await self.keep(await asyncio.to_thread(path.read_bytes))

    async def preview(self, path: Path) -> bytes:
        """Return a small JPEG of any photo on the disk. Raises UnreadablePhoto; OSError where there is no file."""
        async with self._one:
            return await asyncio.to_thread(preview, path)

    def _keep(self, content: bytes) -> KeptPhoto:
        if detect_mime(content) not in TYPES:
            raise UnreadablePhoto
        sha256 = hashlib.sha256(content).hexdigest()
        original, copy = self._media_dir / FOLDER / sha256, self._media_dir / copy_of(sha256)
        if original.is_file() and copy.is_file():
            os.utime(original)  # for the sweep (storage/sweep.py) it is new again
            os.utime(copy)
        else:
            self._write(content, original, copy)
        return KeptPhoto(sha256, read_photo(original, self._timezone))

    def _write(self, content: bytes, original: Path, copy: Path) -> None:
        """Write both; whatever cannot be copied without its EXIF is not kept at all."""
        write_durably(original, content)
        try:
            stripped(original, copy)
            _check_shape(copy)
        except UnreadablePhoto:
            original.unlink(missing_ok=True)
            copy.unlink(missing_ok=True)
            raise


def copy_of(sha256: str) -> str:
    """Return where the copy without EXIF lies, relative to the media folder."""
    return f"{FOLDER}/{sha256}.jpg"


def _check_shape(copy: Path) -> None:
    with Image.open(copy) as image:
        long, short = max(image.size), min(image.size)
    if long > NARROWEST * short:
        raise UnreadablePhoto
