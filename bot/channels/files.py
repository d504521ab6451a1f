"""The photos of a message on their way out."""

import asyncio

from bot.channels.errors import MessageRefused
from messages import OutboundFile


async def content_of(file: OutboundFile) -> bytes:
    """Return a photo's bytes. Raises MessageRefused where it is gone: no later try would find it."""
    try:
        return await asyncio.to_thread(file.path.read_bytes)
    except OSError:
        raise MessageRefused("a photo is gone from the media folder") from None
