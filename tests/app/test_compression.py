"""Texts travel compressed, but not for another site, not in streams, and not what is small already."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from app.compression import compress

WORDS = "jalan berlubang di depan pasar " * 100
OURS = {"Sec-Fetch-Site": "same-origin"}


async def page(_request: web.Request) -> web.Response:
    return web.Response(text=WORDS, content_type="text/html")


async def photo(_request: web.Request) -> web.Response:
    return web.Response(body=WORDS.encode(), content_type="image/jpeg")


async def gone(_request: web.Request) -> web.Response:
    return web.Response(status=404, text=WORDS)


async def bell(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    await response.write(b"data: fetch\n\n")
    return response


@pytest_asyncio.fixture
async def client(tmp_path: Path) -> AsyncIterator["TestClient[web.Request, web.Application]"]:
    (tmp_path / "gaya.css").write_text(WORDS)
    app = web.Application(middlewares=[compress])
    app.router.add_static("/statis", tmp_path)
    for handler in (page, photo, gone, bell):
        app.router.add_get(f"/{handler.__name__}", handler)
    async with TestClient(TestServer(app), auto_decompress=False) as client:
        yield client


@pytest.mark.parametrize("path", ["/page", "/statis/gaya.css"])
async def test_a_text_is_sent_compressed(
    client: "TestClient[web.Request, web.Application]", path: str
) -> None:
    response = await client.get(path, headers=OURS)
    assert response.headers["Content-Encoding"] in {"deflate", "gzip"}
    assert response.headers["Vary"] == "Accept-Encoding"
    assert len(await response.read()) < len(WORDS) / 10


@pytest.mark.parametrize("path", ["/photo", "/gone", "/bell"])
async def test_photos_faults_and_streams_stay_as_they_are(
    client: "TestClient[web.Request, web.Application]", path: str
) -> None:
    response = await client.get(path, headers=OURS)
    assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Accept-Encoding": "identity"}])
async def test_another_sites_request_and_a_browser_that_takes_none_get_plain_text(
    client: "TestClient[web.Request, web.Application]", headers: dict[str, str]
) -> None:
    response = await client.get("/page", headers=headers)
    assert "Content-Encoding" not in response.headers
    assert await response.text() == WORDS


async def test_a_part_of_a_file_is_a_part_of_the_plain_file(
    client: "TestClient[web.Request, web.Application]",
) -> None:
    response = await client.get("/statis/gaya.css", headers=OURS | {"Range": "bytes=0-4"})
    assert (response.status, await response.text()) == (206, "jalan")
