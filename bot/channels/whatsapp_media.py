"""Files both ways.

Fetching what a citizen sent: media id, then an address good for five minutes, then the bytes. Uploading what an
officer sends: the bytes, for a media id that is good for thirty days.
"""

import base64
import hashlib
import re
from http import HTTPStatus

from aiohttp import FormData

from bot.channels.errors import ConnectionFailed, FileGone, MessageRefused
from bot.channels.files import content_of
from bot.channels.graph_client import GraphClient
from bot.channels.graph_files import allowed, failure
from bot.channels.graph_json import Json, word
from messages import OutboundFile

#: Where Meta keeps media; the token goes nowhere else but to the API's own host.
_META_HOSTS = re.compile(r"lookaside\.fbsbx\.com|([a-z0-9-]+\.)+fbcdn\.net")
_MEDIA_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
#: How often an address is asked for anew when it has expired in between.
_TRIES = 2


async def fetch(client: GraphClient, file_id: str, scope: str, limit: int) -> bytes:
    """Return the file's bytes, checked against the hash Meta tells. Raises FileGone or a SendError."""
    if not _MEDIA_ID.fullmatch(file_id):
        raise FileGone("no media id")
    for _ in range(_TRIES):
        told = await _ask(client, file_id, scope)
        if _size(told) > limit:
            raise FileGone("larger than we take")
        status, data = await client.fetch(allowed(client.api, word(told.get("url")), _META_HOSTS), limit)
        if status == HTTPStatus.OK:
            return _checked(data, word(told.get("sha256")))
        if status not in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
            raise failure(status, client.errors)
    raise FileGone("address expired")


async def upload(client: GraphClient, file: OutboundFile, scope: str) -> str:
    """Upload one photo for the number `scope` and return its media id. Raises a SendError."""
    form = FormData({"messaging_product": "whatsapp", "type": file.mime})
    form.add_field("file", await content_of(file), filename=file.name, content_type=file.mime)
    media_id = word((await client.upload(f"{scope}/media", form)).get("id"))
    if not _MEDIA_ID.fullmatch(media_id):
        raise ConnectionFailed("an upload without a media id")
    return media_id


async def _ask(client: GraphClient, file_id: str, scope: str) -> Json:
    try:
        return await client.get(file_id, {"phone_number_id": scope})
    except MessageRefused as refusal:
        raise FileGone(str(refusal)) from None


def _size(told: Json) -> int:
    size = word(told.get("file_size"))
    return int(size) if size.isdecimal() and len(size) < len(str(2**64)) else 0


def _checked(data: bytes, told: str) -> bytes:
    """Compare with the hash, which Meta writes in hex here and in base64 in webhooks."""
    digest = hashlib.sha256(data)
    if told and told.lower() != digest.hexdigest() and told != base64.b64encode(digest.digest()).decode():
        raise ConnectionFailed("the file came damaged")
    return data
