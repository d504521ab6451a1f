"""python-telegram-bot's transport over aiohttp."""

import json
from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

#: Seconds to reach Telegram, and to wait for its answer; a long poll adds its own length to the latter.
CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 15.0
#: Photos go up slowly from an office; still shorter than the sender waits (bot/sender.py).
UPLOAD_TIMEOUT = 45.0


class AiohttpRequest(BaseRequest):
    """One connection pool for the calls, the long poll and the files.

    Not the library's own httpx: that writes every URL, our token with it, to the log at INFO.
    """

    def __init__(self, proxy: str | None = None) -> None:
        """`proxy` is an http:// URL where the office has no other way out."""
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds."""
        return READ_TIMEOUT

    @property
    def session(self) -> aiohttp.ClientSession:
        """The open session. Raises RuntimeError before `initialize`."""
        if self._session is None:
            msg = "the Telegram channel is not open"
            raise RuntimeError(msg)
        return self._session

    async def initialize(self) -> None:
        """Open the session; opening twice opens once."""
        if self._session is None:
            self._session = aiohttp.ClientSession(proxy=self._proxy)

    async def shutdown(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - aiohttp knows no such limit
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - one figure for all calls
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - covered by the total
    ) -> tuple[int, bytes]:
        """Return status and body of one call. Raises TimedOut or NetworkError, which name no URL."""
        read = READ_TIMEOUT if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        timeout = aiohttp.ClientTimeout(total=CONNECT_TIMEOUT + read, sock_connect=CONNECT_TIMEOUT)
        fields = _fields(request_data) if request_data else None
        if isinstance(fields, aiohttp.FormData):
            timeout = aiohttp.ClientTimeout(
                total=CONNECT_TIMEOUT + UPLOAD_TIMEOUT, sock_connect=CONNECT_TIMEOUT
            )
        try:
            async with self.session.request(method, url, data=fields, timeout=timeout) as response:
                status, body = response.status, await response.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None
        if not _is_answer(body):
            # An office proxy's own 403 page must not look like a citizen who blocked us.
            raise NetworkError(f"HTTP {status}, and not by Telegram")
        return status, body


def _fields(request: RequestData) -> dict[str, str] | aiohttp.FormData:
    """Return a call's fields, as a multipart form where files are among them."""
    if not request.contains_files:
        return request.json_parameters
    form = aiohttp.FormData(request.json_parameters)
    for field, (name, content, mime) in request.multipart_data.items():
        form.add_field(field, content, filename=name, content_type=mime)
    return form


def _is_answer(body: bytes) -> bool:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(answer, dict) and "ok" in answer
