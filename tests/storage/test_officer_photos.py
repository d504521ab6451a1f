"""Officers' photos on the disk: kept once, copied without EXIF, swept when nothing came of them."""

import os
import zlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from PIL import Image

from bot.channels.web import WebChannel, Written
from bot.gateway import Gateway
from messages import Point
from storage import Database
from storage.officer_photos import OfficerPhotos
from storage.photos import MAX_COPY, UnreadablePhoto
from storage.sweep import sweep
from tests.phone_photo import SECRET, phone_photo, tells_nothing

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime.now(UTC)


@pytest.fixture
def media(tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    folder.mkdir()
    return folder


@pytest.fixture
def shelf(media: Path) -> OfficerPhotos:
    return OfficerPhotos(media, JAKARTA)


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def picture(size: tuple[int, int], kind: str = "JPEG") -> bytes:
    content = BytesIO()
    Image.new("RGB", size).save(content, kind)
    return content.getvalue()


def bomb() -> bytes:
    """Return a small PNG that claims 900 megapixels."""
    size = (30_000).to_bytes(4)
    head = b"IHDR" + size + size + b"\x08\x02\x00\x00\x00"
    small = picture((8, 8), "PNG")
    return small[:12] + head + zlib.crc32(head).to_bytes(4) + small[33:]


async def test_the_original_is_kept_and_the_copy_tells_nothing(shelf: OfficerPhotos, media: Path) -> None:
    taken = datetime(2026, 11, 22, 2, 41, 7, tzinfo=UTC)
    photo = phone_photo(1, taken=taken, point=Point(-7.7, 110.6))
    kept = await shelf.keep(photo)
    assert (kept.facts.taken_at, kept.facts.point) == (taken, Point(-7.7, 110.6))
    assert (media / kept.file).read_bytes() == photo
    assert SECRET in photo
    outbound = kept.outbound(1)
    assert (outbound.mime, outbound.name) == ("image/jpeg", "foto-1.jpg")
    assert tells_nothing((media / outbound.path).read_bytes())


async def test_the_same_photo_is_kept_once_and_found_again(shelf: OfficerPhotos, media: Path) -> None:
    first, second = await shelf.keep(phone_photo(1)), await shelf.keep(phone_photo(1))
    assert first == second == await shelf.again(first.sha256)
    assert len(files(media)) == 2


@pytest.mark.parametrize("name", ["", "0" * 64, "../../etc/passwd", "tmp"])
async def test_a_hash_that_is_not_there_is_none(shelf: OfficerPhotos, name: str) -> None:
    await shelf.keep(phone_photo(1))
    assert await shelf.again(name) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"bukan foto",
        b"%PDF-1.4",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture((8, 8), "GIF"),
        phone_photo(1)[:3000],
        bomb(),
        picture((2100, 100)),
    ],
    ids=["empty", "words", "pdf", "svg", "gif", "torn", "bomb", "too narrow for Telegram"],
)
async def test_what_is_no_fit_photo_leaves_nothing_behind(
    shelf: OfficerPhotos, media: Path, content: bytes
) -> None:
    with pytest.raises(UnreadablePhoto):
        await shelf.keep(content)
    assert files(media) == []


async def test_the_worst_photo_fits_whatsapp(shelf: OfficerPhotos, media: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 2, (2560, 2560, 3)) * 255
    content = BytesIO()
    Image.fromarray(noise.astype(np.uint8)).save(content, "JPEG", quality=95)
    kept = await shelf.keep(content.getvalue())
    assert (media / kept.outbound(1).path).stat().st_size <= MAX_COPY


def aged(path: Path, hours: float = 25) -> None:
    """Let a file, made here if it is not there, be so old."""
    path.touch()
    moment = (NOW - timedelta(hours=hours)).timestamp()
    os.utime(path, (moment, moment))


async def test_photos_of_no_case_are_swept_after_a_day(
    database: Database, shelf: OfficerPhotos, media: Path
) -> None:
    old, fresh = await shelf.keep(phone_photo(1)), await shelf.keep(phone_photo(2))
    for path in files(media):
        aged(path, 25 if old.sha256 in path.name else 23)
    assert await sweep(database, media, NOW) == 2
    assert {path.stem for path in files(media)} == {fresh.sha256}


async def test_a_photo_chosen_again_is_not_swept(
    database: Database, shelf: OfficerPhotos, media: Path
) -> None:
    await shelf.keep(phone_photo(1))
    for path in files(media):
        aged(path)
    await shelf.keep(phone_photo(1))
    assert await sweep(database, media, NOW) == 0


async def test_a_web_upload_is_swept_only_when_nobody_waits_for_it(database: Database, media: Path) -> None:
    uploads = media / "unggahan"
    uploads.mkdir()
    for name in ("ditunggu", "telantar", "tmpabc123"):
        aged(uploads / name)
    message, raw = WebChannel(uploads).message("S" * 43, Written("foto-nomor-1", upload="ditunggu"))
    await Gateway(database, lambda: NOW, timedelta(0)).accept([(message, raw)])
    assert await sweep(database, media, NOW) == 2
    assert [path.name for path in files(uploads)] == ["ditunggu"]


async def test_torn_files_go_and_citizens_files_stay(database: Database, media: Path) -> None:
    for name in ("tmpx1y2z3", "a" * 32):
        aged(media / name)
    assert await sweep(database, media, NOW) == 1
    assert [path.name for path in files(media)] == ["a" * 32]


async def test_nothing_to_sweep_is_no_fault(database: Database, media: Path) -> None:
    assert await sweep(database, media / "belum-ada", NOW) == 0
