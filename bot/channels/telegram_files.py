"""Files that Telegram keeps for us. Their address holds the bot's token: never log it, never raise it."""

from http import HTTPStatus

import aiohttp
from telegram import Bot
from telegram.error import BadRequest

from bot.channels.errors import ChannelBroken, ConnectionFailed, FileGone, Throttled
from bot.channels.telegram_errors import telegram_errors

#: Bytes; the Bot API's own limit of a download.
LARGEST_FILE = 20_000_000
_TIMEOUT = aiohttp.ClientTimeout(total=120, sock_connect=5, sock_read=15)
_GONE = (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_TOKEN_TROUBLE = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


async def fetch(bot: Bot, session: aiohttp.ClientSession, file_id: str, limit: int) -> bytes:
    """Return the file's bytes. Raises FileGone when gone or larger than `limit` bytes, or a SendError."""
    limit = min(limit, LARGEST_FILE)
    with telegram_errors():
        try:
            file = await bot.get_file(file_id)
        except BadRequest as error:
            raise FileGone(error.message) from None
    if not file.file_path or (file.file_size or 0) > limit:
        raise FileGone("too large")
    try:
        return await _bytes(session, file.file_path, limit)
    except (aiohttp.ClientError, OSError) as error:
        raise ConnectionFailed(type(error).__name__) from None


async def _bytes(session: aiohttp.ClientSession, url: str, limit: int) -> bytes:
    # A redirect would carry the token elsewhere.
    async with session.get(url, timeout=_TIMEOUT, allow_redirects=False) as response:
        _check(response.status)
        found = bytearray()
        async for chunk in response.content.iter_chunked(65_536):
            found += chunk
            if len(found) > limit:
                raise FileGone("too large")
    return bytes(found)


def _check(status: int) -> None:
    if status in _GONE:
        raise FileGone(f"HTTP {status}")
    if status in _TOKEN_TROUBLE:
        raise ChannelBroken(f"HTTP {status} for a file")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise Throttled("files")
    if status != HTTPStatus.OK:
        raise ConnectionFailed(f"HTTP {status} for a file")
