"""Attachments: fetched when the channel can give them, however long that takes."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.base import Channel
from bot.channels.errors import ChannelBroken, ConnectionFailed, FileGone
from bot.gateway import Gateway
from bot.media import MediaFetcher
from messages import Attachment, MessageKind
from storage import Database
from storage.wakeups import MEDIA
from tests.fakes import Clock, PaperChannel, letter

PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


class PhotoChannel(PaperChannel):
    """Has one photo, and fails as told."""

    def __init__(self, trouble: Exception | None = None) -> None:
        super().__init__()
        self.trouble = trouble
        self.asked = 0

    async def download(self, attachment: Attachment, limit: int) -> bytes:
        del attachment, limit
        self.asked += 1
        if self.trouble:
            raise self.trouble
        return PICTURE


class KeepingChannel(PhotoChannel):
    """Keeps the photo until it is told to forget it; notes whether ours was written by then."""

    def __init__(self, ours: Path, *, clumsy: bool = False) -> None:
        super().__init__()
        self.ours = ours
        self.clumsy = clumsy
        self.forgotten: list[tuple[str, bool]] = []

    async def forget(self, attachment: Attachment) -> None:
        self.forgotten.append((attachment.file_id, any(self.ours.iterdir())))
        if self.clumsy:
            raise OSError


class Album:
    """One photo on its way from a citizen."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder
        self.clock = Clock()

    def fetcher(self, channels: Mapping[str, Channel]) -> MediaFetcher:
        return MediaFetcher(self.database, channels, self.folder, 1000, self.clock)

    async def arrive(self) -> None:
        photo = letter("", kind=MessageKind.PHOTO, attachments=(Attachment(MessageKind.PHOTO, "berkas"),))
        await Gateway(self.database, self.clock, timedelta(0)).accept([(photo, b"")])

    async def state(self) -> str:
        async with self.database.read() as unit:
            [stored] = await unit.media.of_messages([1])
            return stored.state

    async def pass_days(self, fetcher: MediaFetcher, days: float) -> None:
        for _ in range(round(days * 8)):
            self.clock.forward(hours=3)
            await fetcher.step()


@pytest.fixture
async def album(database: Database, tmp_path: Path) -> Album:
    album = Album(database, tmp_path / "media")
    await album.arrive()
    return album


async def test_a_photo_is_stored_under_its_own_id(album: Album) -> None:
    assert await album.fetcher({"paper": PhotoChannel()}).step()
    assert await album.state() == "stored"
    [path] = album.folder.iterdir()
    assert path.read_bytes() == PICTURE


async def test_only_the_channel_says_that_a_file_is_gone(album: Album) -> None:
    assert await album.fetcher({"paper": PhotoChannel(FileGone())}).step()
    assert await album.state() == "gone"


@pytest.mark.parametrize(
    "trouble", [ConnectionFailed(), ChannelBroken(), KeyError("x"), OSError(), ValueError()]
)
async def test_an_outage_of_five_days_costs_no_photo(album: Album, trouble: Exception) -> None:
    channel = PhotoChannel(trouble)
    fetcher = album.fetcher({"paper": channel})
    await album.pass_days(fetcher, 5)
    assert await album.state() == "pending"
    channel.trouble = None
    await album.pass_days(fetcher, 0.1)
    assert await album.state() == "stored"


async def test_after_a_week_of_outage_the_photo_is_given_up(album: Album) -> None:
    await album.pass_days(album.fetcher({"paper": PhotoChannel(ConnectionFailed())}), 6.1)
    assert await album.state() == "gone"


async def test_a_photo_is_asked_for_about_once_an_hour(album: Album) -> None:
    channel = PhotoChannel(ConnectionFailed())
    fetcher = album.fetcher({"paper": channel})
    for _ in range(24 * 60):
        album.clock.forward(minutes=1)
        await fetcher.step()
    assert 24 <= channel.asked <= 40


async def test_a_photo_of_a_channel_that_is_off_waits(album: Album) -> None:
    await album.pass_days(album.fetcher({}), 8)
    assert await album.state() == "pending"
    assert await album.fetcher({"paper": PhotoChannel()}).step()
    assert await album.state() == "stored"


async def test_one_failure_after_a_long_rest_is_not_the_end(album: Album) -> None:
    album.clock.forward(days=8)
    assert await album.fetcher({"paper": PhotoChannel(ConnectionFailed())}).step()
    assert await album.state() == "pending"


async def test_a_full_disk_is_waited_out(album: Album) -> None:
    album.folder.write_text("in the way")
    fetcher = album.fetcher({"paper": PhotoChannel()})
    assert await fetcher.step()
    assert await album.state() == "pending"
    album.folder.unlink()
    await album.pass_days(fetcher, 0.1)
    assert await album.state() == "stored"


@pytest.mark.parametrize("clumsy", [False, True])
async def test_an_upload_is_forgotten_once_it_is_ours(album: Album, *, clumsy: bool) -> None:
    channel = KeepingChannel(album.folder, clumsy=clumsy)
    assert await album.fetcher({"paper": channel}).step()
    assert channel.forgotten == [("berkas", True)]
    assert await album.state() == "stored"


async def test_a_stopped_fetcher_finishes_its_photo_and_returns(album: Album) -> None:
    class Slow(PhotoChannel):
        async def download(self, attachment: Attachment, limit: int) -> bytes:
            fetcher.stop()
            await asyncio.sleep(0.05)
            return await super().download(attachment, limit)

    fetcher = album.fetcher({"paper": Slow()})
    await asyncio.wait_for(fetcher.run(), 2)
    assert await album.state() == "stored"


async def test_an_idle_fetcher_returns_as_soon_as_it_is_rung(album: Album) -> None:
    fetcher = album.fetcher({})
    running = asyncio.create_task(fetcher.run())
    await asyncio.sleep(0.05)
    fetcher.stop()
    await album.database.wakeups.notify(MEDIA)
    await asyncio.wait_for(running, 2)
