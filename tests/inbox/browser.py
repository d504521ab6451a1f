"""An officer's browser: signs in, opens pages, posts forms as our own pages do."""

import re
import uuid

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient

from tests.inbox.town import FROM_OUR_PAGE, PASSWORD


class Browser:
    """One browser with its own cookies."""

    def __init__(self, client: TestClient[web.Request, web.Application]) -> None:
        """Use this client."""
        self.client = client

    async def sign_in(self, username: str, password: str = PASSWORD) -> ClientResponse:
        """Post the login's form."""
        return await self.post("/masuk", pengguna=username, sandi=password)

    async def open(self, path: str) -> ClientResponse:
        """Open a page without following redirects."""
        return await self.client.get(path, allow_redirects=False)

    async def read(self, path: str) -> str:
        """Open a page that must be there and return its HTML."""
        response = await self.open(path)
        assert response.status == 200, response.status
        return await response.text()

    async def post(self, path: str, **fields: str) -> ClientResponse:
        """Post a form with a fresh key."""
        data = {"kunci": uuid.uuid4().hex} | fields
        return await self.client.post(path, data=data, headers=FROM_OUR_PAGE, allow_redirects=False)


def key_on(html: str) -> str:
    """Return the key that a rendered form carries."""
    found = re.search(r'name="kunci" value="([0-9a-f]{32})"', html)
    assert found
    return found[1]
