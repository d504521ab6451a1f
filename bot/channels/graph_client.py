"""HTTP to the Graph API: one session, explicit timeouts, and errors that only say whether to try again."""

import json
from typing import Any

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    FormData,
)
from yarl import URL

from bot.channels.errors import ConnectionFailed, FileGone
from bot.channels.graph_errors import Errors
from bot.channels.graph_json import Json, table

#: Seconds: Meta usually answers within one; a lease of the sender lasts at least 60.
_TIMEOUT = ClientTimeout(total=30, sock_connect=5, sock_read=20)
#: A photo goes up slowly from an office; still shorter than the sender waits (bot/sender.py).
_UPLOAD_TIMEOUT = ClientTimeout(total=45, sock_connect=5, sock_read=20)
#: Bytes of JSON we read; an answer is some hundred.
_ANSWER_LIMIT = 1_000_000
_CHUNK = 65_536


class GraphClient:
    """Calls to `api` (the API's address with its version) or to a whole address; `errors` reads its refusals.

    Nothing raised here names an address, a token or a citizen; aiohttp's errors would, so none is chained.
    """

    def __init__(self, token: str, api: URL, errors: Errors) -> None:
        self.token = token
        self.api = api
        self.errors = errors
        self._headers = {"Authorization": f"Bearer {token}"}
        self._session: ClientSession | None = None

    async def open(self) -> None:
        """Open the session, once per process."""
        self._session = ClientSession(timeout=_TIMEOUT)

    async def close(self) -> None:
        """Close the session; closing twice is no fault."""
        if self._session:
            await self._session.close()
        self._session = None

    async def post(self, path: str, body: Json) -> Json:
        """Post one request and return the answer. Raises a SendError."""
        return await self._request("POST", self.api / path, json=body)

    async def upload(self, path: str, form: FormData) -> Json:
        """Post a file and return the answer. Raises a SendError."""
        return await self._request("POST", self.api / path, data=form, timeout=_UPLOAD_TIMEOUT)

    async def get(self, path: str, query: dict[str, str]) -> Json:
        """Ask for one object. Raises a SendError."""
        return await self._request("GET", (self.api / path).with_query(query))

    async def fetch(self, url: URL, limit: int, *, with_token: bool = True) -> tuple[int, bytes]:
        """Return status and bytes of a file. Raises FileGone above `limit` bytes, ConnectionFailed."""
        headers = self._headers if with_token else {}
        try:
            async with self._opened.get(url, headers=headers, allow_redirects=False) as response:
                return response.status, await _read(response, limit)
        except (ClientError, TimeoutError, OSError) as error:
            raise ConnectionFailed(type(error).__name__) from None

    async def _request(self, method: str, url: URL, **options: Any) -> Json:
        options |= {"headers": self._headers, "allow_redirects": False}
        try:
            async with self._opened.request(method, url, **options) as response:
                answer = _json(await _read(response, _ANSWER_LIMIT))
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise ConnectionFailed(type(error).__name__) from None
        except (ClientError, TimeoutError, OSError, FileGone) as error:
            raise ConnectionFailed(type(error).__name__, unknown=True) from None
        if not response.ok or "error" in answer:
            raise self.errors.read(response.status, answer, response.headers)
        return answer

    @property
    def _opened(self) -> ClientSession:
        if self._session is None:
            raise RuntimeError("the channel is not open")
        return self._session


async def _read(response: ClientResponse, limit: int) -> bytes:
    data = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        data += chunk
        if len(data) > limit:
            raise FileGone("larger than we take")
    return bytes(data)


def _json(data: bytes) -> Json:
    try:
        return table(json.loads(data))
    except (ValueError, RecursionError):
        return {}
