"""The web chat's routes: the page, what it sends, what it fetches, and the stream that says "fetch now"."""

import asyncio
import json
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiohttp import BodyPartReader, web

from bot.channels.web import (
    NAME,
    SCOPE,
    WebChannel,
    Written,
    upload_name,
    visitor_address,
    visitor_topic,
)
from bot.gateway import Gateway
from bot.pace import Limits, Pace
from messages import Point
from storage import Conflict, Database
from storage.media_files import detect_mime, write_durably
from storage.wakeups import conversation_topic

COOKIE = "tanggap_warga"
YEAR = 365 * 24 * 3600
MAX_PHOTO = 8_000_000  #: bytes
MAX_JSON = 100_000  #: bytes; the page's box takes 20,000 characters
#: The photo's form: what each field may have at most, in bytes.
FIELDS = {"client_id": 64, "text": MAX_JSON, "photo": MAX_PHOTO}
IMAGES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
STREAM_PING_SECONDS = 20.0
STATIC = Path(__file__).parent / "channels" / "static"
TOKEN = re.compile(r"^[A-Za-z0-9_-]{43}$")
CLIENT_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")

STREAM_HEADERS = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

#: A photo never changes under its address; only its visitor's own browser keeps it.
PHOTO_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=86400, immutable",
}


class WebChat:
    """The page's back end."""

    def __init__(
        self,
        database: Database,
        gateway: Gateway,
        channel: WebChannel,
        uploads: Path,
        *,
        service_name: str,
        words: Mapping[str, str],
        demo: bool,
        secure: bool,
        limits: Limits | None = None,
    ) -> None:
        """Serve one region's page; `secure` marks the cookie for https, `words` are the page's own by name.

        `uploads` lies in the media folder, which holds the photos officers send, too.
        """
        self._database = database
        self._gateway = gateway
        self._channel = channel
        self._uploads = uploads
        self._media_dir = uploads.parent
        self._say = words
        told = json.dumps(dict(words), ensure_ascii=False)
        self._facts = {**words, "service": service_name, "demo": demo, "words": told}
        self._secure = secure
        self._limits = limits = limits or Limits()
        self._visitor_pace, self._peer_pace = Pace(limits.visitor), Pace(limits.peer)
        self._streams = 0

    def add_routes(self, app: web.Application) -> None:
        """Put the page on an app."""
        app.router.add_get("/", self.page)
        app.router.add_get("/chat/messages", self.fetch)
        app.router.add_post("/chat/messages", self.write)
        app.router.add_post("/chat/photos", self.upload)
        app.router.add_get("/chat/stream", self.stream)
        app.router.add_get("/chat/photos/{row:[0-9]{1,15}}/{number:[0-9]}", self.photo)
        app.router.add_static("/static/chat", STATIC)

    async def page(self, request: web.Request) -> web.Response:
        """Return the page; a visitor without a cookie gets one and needs no account."""
        response = web.Response(text=self.html(), content_type="text/html", headers=SECURITY_HEADERS)
        token = _token(request) or secrets.token_urlsafe(32)
        secure = self._secure or None
        response.set_cookie(COOKIE, token, max_age=YEAR, httponly=True, samesite="Strict", secure=secure)
        response.headers["Cache-Control"] = "no-store"
        return response

    def html(self) -> str:
        """Return the page with its words filled in."""
        html = (STATIC / "chat.html").read_text(encoding="utf-8")
        for name, value in self._facts.items():
            html = html.replace(f"__{name.upper()}__", _escape(value))
        return html

    async def write(self, request: web.Request) -> web.Response:
        """Take one message in; when this answers 202 it is on the disk."""
        token = self._visitor(request)
        if self._too_fast(token, request):
            return self._refuse("terlalu_cepat", 429)
        body = await _read_at_most(request.content.readany, MAX_JSON + 1)
        if len(body) > MAX_JSON:
            return self._refuse("pesan_panjang", 413)
        written = _written(_json(body))
        if written is None:
            return self._refuse("pesan_rusak", 400)
        return await self._accept(token, written)

    async def upload(self, request: web.Request) -> web.Response:
        """Take one photo in, with its caption; when this answers 202 it is on the disk."""
        token = self._visitor(request)
        if self._too_fast(token, request):
            return self._refuse("terlalu_cepat", 429)
        fields = await _form(request)
        if any(len(value) > FIELDS[name] for name, value in fields.items()):
            return self._refuse("foto_besar", 413)
        client_id = fields.get("client_id", b"").decode(errors="replace")
        caption = fields.get("text", b"").decode(errors="replace")
        content = fields.get("photo", b"")
        if not CLIENT_ID.match(client_id) or not content:
            return self._refuse("foto_rusak", 400)
        if detect_mime(content) not in IMAGES:
            return self._refuse("bukan_foto", 415)
        written = Written(client_id, text=caption, upload=upload_name(token, client_id))
        await self._keep(token, written, content)
        return await self._accept(token, written)

    async def fetch(self, request: web.Request) -> web.Response:
        """Return the visitor's conversation, oldest first."""
        token = _token(request)
        items = await self._transcript(token) if token else []
        return web.json_response({"messages": items}, headers={"Cache-Control": "no-store"})

    async def photo(self, request: web.Request) -> web.StreamResponse:
        """Show a photo an officer sent, to the visitor it was sent to and nobody else. Raises 403, 404."""
        conversation = await self._conversation(self._visitor(request))
        row, number = (int(request.match_info[name]) for name in ("row", "number"))
        async with self._database.read() as unit:
            file = await unit.transcripts.photo(conversation, row, number) if conversation else None
        path = self._media_dir / file.path if file else None
        if file is None or path is None or not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path, headers=PHOTO_HEADERS | {"Content-Type": file.mime})

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Say "fetch now" whenever something happened in the visitor's conversation (server-sent events)."""
        token = self._visitor(request)
        if self._streams >= self._limits.streams:
            # The page fetches every 15 seconds without a stream too.
            return web.Response(status=503, headers={"Retry-After": "60"})
        response = web.StreamResponse(headers=STREAM_HEADERS)
        self._streams += 1
        try:
            with suppress(ConnectionError, TimeoutError):
                await response.prepare(request)
                async with asyncio.timeout(self._limits.stream_seconds):
                    await self._ring(token, response)
        finally:
            self._streams -= 1
        return response

    async def _ring(self, token: str, response: web.StreamResponse) -> None:
        """Write an event for every ring of the visitor's conversation, once there is one."""
        await response.write(b"retry: 2000\n\n")
        conversation = await self._first_message(token, response)
        with self._database.wakeups.listen(conversation_topic(conversation)) as bell:
            await response.write(b"data: fetch\n\n")
            while True:
                rang = await bell.wait(STREAM_PING_SECONDS)
                await response.write(b"data: fetch\n\n" if rang else b": ping\n\n")

    async def _first_message(self, token: str, response: web.StreamResponse) -> str:
        """Return the visitor's conversation; waits for a ring of the visitor's own until there is one."""
        with self._database.wakeups.listen(visitor_topic(token)) as bell:
            while (conversation := await self._conversation(token)) is None:
                while not await bell.wait(STREAM_PING_SECONDS):
                    await response.write(b": ping\n\n")
        return conversation

    async def _keep(self, token: str, written: Written, content: bytes) -> None:
        """Write a photo to the disk, unless its message is known: its upload may be fetched and gone by now."""
        message, _ = self._channel.message(token, written)
        async with self._database.read() as unit:
            known = await unit.journal.has(NAME, SCOPE, message.external_id)
        if not known:
            path = self._uploads / str(written.upload)
            await asyncio.to_thread(write_durably, path, content)

    async def _accept(self, token: str, written: Written) -> web.Response:
        try:
            await self._gateway.accept([self._channel.message(token, written)])
        except Conflict:
            return self._refuse("ramai", 503)
        await self._database.wakeups.notify(visitor_topic(token))
        return web.json_response({"ok": True}, status=202)

    def _too_fast(self, token: str, request: web.Request) -> bool:
        """Whether the visitor or the peer address sends too much; asked before anything of the body is read."""
        now = asyncio.get_running_loop().time()
        allowed = self._visitor_pace.allows(token, now) and self._peer_pace.allows(request.remote or "", now)
        return not allowed

    def _visitor(self, request: web.Request) -> str:
        token = _token(request)
        if token is None:
            raise web.HTTPForbidden(text=self._say["muat_ulang"])
        origin = request.headers.get("Sec-Fetch-Site", "same-origin")
        if request.method != "GET" and origin not in {"same-origin", "none"}:
            raise web.HTTPForbidden(text=self._say["ditolak"])
        return token

    def _refuse(self, word: str, status: int) -> web.Response:
        return web.json_response({"error": self._say[word]}, status=status)

    async def _conversation(self, token: str) -> str | None:
        async with self._database.read() as unit:
            return await unit.transcripts.conversation_of(visitor_address(token), NAME, SCOPE)

    async def _transcript(self, token: str) -> list[dict[str, Any]]:
        async with self._database.read() as unit:
            conversation = await unit.transcripts.conversation_of(visitor_address(token), NAME, SCOPE)
            if conversation is None:
                return []
            return [line.as_json() for line in await unit.transcripts.lines(conversation)]


def _token(request: web.Request) -> str | None:
    token = request.cookies.get(COOKIE, "")
    return token if TOKEN.match(token) else None


def _escape(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _written(body: Any) -> Written | None:
    """Read what the page sent; None where it is not the page's own."""
    if not isinstance(body, dict) or not isinstance(body.get("client_id"), str):
        return None
    text, payload = body.get("text", ""), body.get("payload")
    if not CLIENT_ID.match(body["client_id"]) or not isinstance(text, str):
        return None
    if payload is not None and not (isinstance(payload, str) and len(payload) <= 256):  # noqa: PLR2004
        return None
    point = _point(body.get("point"))
    if not (text.strip() or payload or point):
        return None
    return Written(body["client_id"], text=text, payload=payload, point=point)


def _point(value: Any) -> Point | None:
    if not (isinstance(value, list) and len(value) == 2):  # noqa: PLR2004 - a pair
        return None
    if not all(isinstance(v, int | float) and not isinstance(v, bool) for v in value):
        return None
    latitude, longitude = value
    inside = abs(latitude) <= 90 and abs(longitude) <= 180  # noqa: PLR2004 - degrees
    return Point(float(latitude), float(longitude)) if inside else None


async def _form(request: web.Request) -> dict[str, bytes]:
    """Read the photo's form; of a field that is too large one byte more than it may have, and nothing after it."""
    fields: dict[str, bytes] = {}
    if not request.content_type.startswith("multipart/"):
        return fields
    with suppress(ValueError):
        reader = await request.multipart()
        while isinstance(part := await reader.next(), BodyPartReader):
            name = part.name or ""
            if name not in FIELDS or name in fields:
                break
            fields[name] = await _read_at_most(part.read_chunk, FIELDS[name] + 1)
            if len(fields[name]) > FIELDS[name]:
                break
    return fields


async def _read_at_most(read: Callable[[], Awaitable[bytes]], limit: int) -> bytes:
    content = bytearray()
    while len(content) < limit and (chunk := await read()):
        content += chunk
    return bytes(content[:limit])
