"""Files both ways: a citizen's by the address that came with the message, an officer's photo by an upload."""

import json
import re
from http import HTTPStatus

from aiohttp import FormData

from bot.channels.errors import ConnectionFailed, FileGone
from bot.channels.files import content_of
from bot.channels.graph_client import GraphClient
from bot.channels.graph_files import allowed, failure
from bot.channels.graph_json import word
from messages import OutboundFile

#: Where Meta keeps what is sent by Messenger. The address itself is the leave to fetch: the token goes to none of them.
_META_HOSTS = re.compile(r"([a-z0-9-]+\.)+(fbcdn\.net|fbsbx\.com)")
_ATTACHMENT_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
#: What Meta answers once an address is too old; there is no asking for another.
_OVER = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


async def fetch(client: GraphClient, address: str, limit: int) -> bytes:
    """Return the file's bytes. Raises FileGone or a SendError."""
    status, data = await client.fetch(allowed(client.api, address, _META_HOSTS), limit, with_token=False)
    if status == HTTPStatus.OK:
        return data
    raise FileGone("address expired") if status in _OVER else failure(status, client.errors)


async def upload(client: GraphClient, file: OutboundFile, page: str) -> str:
    """Upload one photo for the page and return its attachment id. Raises a SendError."""
    form = FormData(
        {"message": json.dumps({"attachment": {"type": "image", "payload": {"is_reusable": True}}})}
    )
    form.add_field("filedata", await content_of(file), filename=file.name, content_type=file.mime)
    attachment_id = word((await client.upload(f"{page}/message_attachments", form)).get("attachment_id"))
    if not _ATTACHMENT_ID.fullmatch(attachment_id):
        raise ConnectionFailed("an upload without an attachment id")
    return attachment_id
