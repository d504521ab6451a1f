"""What a photo's file tells, and the copy that tells nothing."""

import struct
import zlib
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import IFDRational

from messages import Point
from storage.photo_hash import photo_hash
from storage.photos import LONGEST, PREVIEW, UnreadablePhoto, preview, read_photo, stripped
from tests.storage.scenes import scene
from tickets.evidence import SAME, PhotoFacts, distance

WITA = ZoneInfo("Asia/Makassar")
CAMERA: dict[int, Any] = {
    ExifTags.Base.DateTimeOriginal: "2026:11:22 09:41:07",
    ExifTags.Base.OffsetTimeOriginal: "+07:00",
}
KLATEN: dict[int, Any] = {
    ExifTags.GPS.GPSLatitudeRef: "S",
    ExifTags.GPS.GPSLatitude: (IFDRational(7), IFDRational(42), IFDRational(1116, 100)),
    ExifTags.GPS.GPSLongitudeRef: "E",
    ExifTags.GPS.GPSLongitude: (IFDRational(110), IFDRational(36), IFDRational(756, 100)),
    ExifTags.GPS.GPSDateStamp: "2026:11:22",
    ExifTags.GPS.GPSTimeStamp: (IFDRational(2), IFDRational(41), IFDRational(7)),
}
SECRET = b"RAHASIA-PELAPOR"


def exif(camera: dict[int, Any] | None = None, gps: dict[int, Any] | None = None, turned: int = 1) -> bytes:
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = turned
    tags[ExifTags.Base.DateTime] = "2020:01:01 00:00:00"
    tags.get_ifd(ExifTags.IFD.Exif).update(camera or {})
    tags.get_ifd(ExifTags.IFD.GPSInfo).update(gps or {})
    return tags.tobytes()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "foto"
    scene(1).save(path, "JPEG", exif=exif(CAMERA, KLATEN))
    return path


def taken_at(path: Path, camera: dict[int, Any], gps: dict[int, Any] | None = None) -> datetime | None:
    Image.new("RGB", (8, 8)).save(path, "JPEG", exif=exif(camera, gps))
    return read_photo(path, WITA).taken_at


def point(path: Path, **changes: Any) -> Point | None:
    gps = KLATEN | {ExifTags.GPS[name]: value for name, value in changes.items()}
    Image.new("RGB", (8, 8)).save(path, "JPEG", exif=exif(CAMERA, gps))
    return read_photo(path, WITA).point


def png_of(width: int, height: int) -> bytes:
    """Write a PNG that claims a size and holds a few zeros; it decodes to nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(10_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_a_phones_photo_tells_when_where_and_how_it_looks(photo: Path) -> None:
    facts = read_photo(photo, WITA)
    assert facts.taken_at == datetime(2026, 11, 22, 2, 41, 7, tzinfo=UTC)
    assert facts.point
    assert facts.point.latitude == pytest.approx(-7.70310, abs=1e-6)
    assert facts.point.longitude == pytest.approx(110.60210, abs=1e-6)
    assert facts.hash is not None
    assert distance(facts.hash, photo_hash(scene(1)) or 0) <= 2


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_every_format_of_the_web_chat_is_read(tmp_path: Path, format_: str) -> None:
    scene(1).save(tmp_path / "foto", format_, exif=exif(CAMERA, KLATEN))
    facts = read_photo(tmp_path / "foto", WITA)
    assert facts.taken_at
    assert facts.point
    assert facts.hash is not None


def test_a_time_without_an_offset_is_the_regions(tmp_path: Path) -> None:
    for offset in ({}, {ExifTags.Base.OffsetTimeOriginal: "   :  "}):
        camera = {ExifTags.Base.DateTimeOriginal: "2026:11:22 09:41:07"} | offset
        assert taken_at(tmp_path / "foto", camera) == datetime(2026, 11, 22, 9, 41, 7, tzinfo=WITA)


def test_an_offset_in_the_photo_beats_the_regions(tmp_path: Path) -> None:
    wit = timezone(timedelta(hours=9))
    camera = CAMERA | {ExifTags.Base.OffsetTimeOriginal: "+09:00"}
    assert taken_at(tmp_path / "foto", camera) == datetime(2026, 11, 22, 9, 41, 7, tzinfo=wit)


def test_without_a_clock_the_satellites_time_counts(tmp_path: Path) -> None:
    for clock in ("0000:00:00 00:00:00", "2000:01:01 00:00:03", "tadi pagi", ""):
        found = taken_at(tmp_path / "foto", {ExifTags.Base.DateTimeOriginal: clock}, KLATEN)
        assert found == datetime(2026, 11, 22, 2, 41, 7, tzinfo=UTC)


def test_the_time_of_the_last_edit_is_no_time_of_taking(tmp_path: Path) -> None:
    assert taken_at(tmp_path / "foto", {}) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"GPSLatitudeRef": "X"},
        {"GPSLatitude": (IFDRational(0, 0), IFDRational(0), IFDRational(0))},
        {"GPSLatitude": (IFDRational(97), IFDRational(0), IFDRational(0))},
        {"GPSStatus": "V"},
        {
            "GPSLatitude": (IFDRational(0), IFDRational(0), IFDRational(0)),
            "GPSLongitude": (IFDRational(0), IFDRational(0), IFDRational(0)),
        },
    ],
)
def test_a_fix_that_is_none_gives_no_point(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert point(tmp_path / "foto") is not None
    assert point(tmp_path / "foto", **changes) is None


def test_a_dark_or_plain_picture_is_like_no_other(tmp_path: Path) -> None:
    for colour in ("black", "white", "grey"):
        Image.new("RGB", (800, 600), colour).save(tmp_path / "foto", "JPEG")
        assert read_photo(tmp_path / "foto", WITA) == PhotoFacts()


@pytest.mark.parametrize(
    "content", [b"", b"bukan foto", b"\xff\xd8\xff\xe0 foto", b"%PDF-1.7", b"GIF89a" + bytes(50)]
)
def test_what_is_no_photo_tells_nothing_and_is_not_copied(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "foto").write_bytes(content)
    assert read_photo(tmp_path / "foto", WITA) == PhotoFacts()
    with pytest.raises(UnreadablePhoto):
        stripped(tmp_path / "foto", tmp_path / "salinan")
    assert not (tmp_path / "salinan").exists()


@pytest.mark.parametrize("side", [5_000, 8_100])
def test_a_small_file_with_too_many_pixels_is_not_unpacked(tmp_path: Path, side: int) -> None:
    picture = Image.new("1", (side, side))
    picture.paste(1, (0, 0, side // 2, side // 3))
    picture.save(tmp_path / "bom", "PNG")
    assert (tmp_path / "bom").stat().st_size < 50_000
    assert read_photo(tmp_path / "bom", WITA) == PhotoFacts()
    with pytest.raises(UnreadablePhoto):
        stripped(tmp_path / "bom", tmp_path / "salinan")


def test_a_bomb_by_its_head_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bom").write_bytes(png_of(60_000, 60_000))
    assert read_photo(tmp_path / "bom", WITA) == PhotoFacts()
    with pytest.raises(UnreadablePhoto):
        stripped(tmp_path / "bom", tmp_path / "salinan")


def test_a_file_too_large_for_a_photo_is_not_opened(photo: Path) -> None:
    with photo.open("r+b") as file:
        file.truncate(33_000_000)
    assert read_photo(photo, WITA) == PhotoFacts()


def test_half_a_photo_still_tells_when_and_where(photo: Path, tmp_path: Path) -> None:
    photo.write_bytes(photo.read_bytes()[:9_000])
    facts = read_photo(photo, WITA)
    assert facts.hash is None
    assert facts.taken_at
    assert facts.point
    with pytest.raises(UnreadablePhoto):
        stripped(photo, tmp_path / "salinan")


@pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), min_size=1, max_size=40))
def test_a_damaged_head_never_raises(
    tmp_path_factory: pytest.TempPathFactory, places: list[tuple[int, int]]
) -> None:
    path = tmp_path_factory.mktemp("rusak") / "foto"
    scene(1).resize((64, 48)).save(path, "JPEG", exif=exif(CAMERA, KLATEN))
    content = bytearray(path.read_bytes())
    for place, value in places:
        content[place % len(content)] = value
    path.write_bytes(content)
    facts = read_photo(path, WITA)
    assert facts.taken_at is None or facts.taken_at.utcoffset() is not None


def test_a_copy_holds_the_pixels_and_nothing_else(tmp_path: Path) -> None:
    source, target = tmp_path / "foto", tmp_path / "salinan"
    tags = exif(CAMERA | {ExifTags.Base.MakerNote: SECRET, ExifTags.Base.UserComment: SECRET}, KLATEN)
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"
    scene(1).save(source, "JPEG", exif=tags, comment=SECRET, icc_profile=SECRET, xmp=xmp, dpi=(300, 300))
    source.write_bytes(source.read_bytes() + SECRET)
    assert source.read_bytes().count(SECRET) == 6

    stripped(source, target)

    assert markers(target.read_bytes()) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}
    assert SECRET not in target.read_bytes()
    with Image.open(target) as copy:
        assert copy.format == "JPEG"
        assert not copy.getexif()
        assert copy.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert read_photo(target, WITA) == PhotoFacts(read_photo(source, WITA).hash)


def markers(content: bytes) -> set[int]:
    """Return the kinds of segments of a JPEG up to its pixels."""
    found, at = set(), 2
    while 0xDA not in found:
        assert content[at] == 0xFF
        found.add(content[at + 1])
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return found


@pytest.mark.parametrize("format_", ["PNG", "WEBP"])
def test_a_copy_of_another_format_holds_the_pixels_and_nothing_else(tmp_path: Path, format_: str) -> None:
    text = PngInfo()
    text.add_text("Author", SECRET.decode())
    source = tmp_path / "foto"
    scene(1).save(source, format_, exif=exif(CAMERA, KLATEN), pnginfo=text, icc_profile=SECRET, xmp=SECRET)
    stripped(source, tmp_path / "salinan")
    assert SECRET not in (tmp_path / "salinan").read_bytes()
    assert read_photo(tmp_path / "salinan", WITA).taken_at is None


@pytest.mark.parametrize("turned", range(1, 9))
def test_a_copy_stands_upright_and_looks_the_same(tmp_path: Path, turned: int) -> None:
    upright = Image.new("RGB", (64, 32), "red")
    upright.paste("blue", (0, 16, 64, 32))
    upright.paste("white", (0, 0, 16, 16))
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the transposition that undoes each orientation
    lying = upright.transpose(Image.Transpose(back[turned])) if turned > 1 else upright
    lying.save(tmp_path / "foto", "JPEG", exif=exif(turned=turned), quality=95, subsampling=0)

    stripped(tmp_path / "foto", tmp_path / "salinan")

    with Image.open(tmp_path / "salinan") as copy:
        assert copy.size == (64, 32)
        red, green, blue = copy.getpixel((4, 4))  # type: ignore[misc]
        assert min(red, green, blue) > 200
        assert copy.getpixel((40, 28))[2] > 200  # type: ignore[index]
    before, after = (read_photo(tmp_path / name, WITA).hash for name in ("foto", "salinan"))
    assert before is not None
    assert after is not None
    assert distance(before, after) <= SAME


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_pixels_can_be_copied(tmp_path: Path, mode: str) -> None:
    image = scene(1).convert("L" if mode == "I;16" else mode).convert(mode)
    image.save(tmp_path / "foto", "JPEG" if mode == "CMYK" else "PNG")
    stripped(tmp_path / "foto", tmp_path / "salinan")
    with Image.open(tmp_path / "salinan") as copy:
        assert (copy.mode, copy.size) == ("RGB", (640, 480))
    assert read_photo(tmp_path / "salinan", WITA).hash is not None


def test_a_large_photo_is_copied_small_enough_to_send(tmp_path: Path) -> None:
    scene(1).resize((8000, 6000)).save(tmp_path / "foto", "JPEG")
    stripped(tmp_path / "foto", tmp_path / "salinan")
    with Image.open(tmp_path / "salinan") as copy:
        assert copy.size == (LONGEST, 1920)
    assert (tmp_path / "salinan").stat().st_size < 5_000_000


def test_a_photo_may_be_stripped_in_its_place(photo: Path) -> None:
    stripped(photo, photo)
    assert read_photo(photo, WITA).taken_at is None


@pytest.mark.parametrize("turned", [1, 6])
def test_a_preview_is_light_upright_and_holds_the_pixels_alone(tmp_path: Path, turned: int) -> None:
    street, photo = scene(1), tmp_path / "foto"
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = turned
    tags[ExifTags.Base.Model] = SECRET.decode()
    street.save(photo, "JPEG", exif=tags)
    small = preview(photo)
    assert SECRET not in small
    assert len(small) < 30_000
    width, height = street.size if turned == 1 else street.size[::-1]
    with Image.open(BytesIO(small)) as shown:
        assert max(shown.size) == PREVIEW
        assert (shown.width > shown.height) == (width > height)


def test_what_is_no_photo_has_no_preview(tmp_path: Path) -> None:
    (tmp_path / "foto").write_bytes(b"bukan foto")
    with pytest.raises(UnreadablePhoto):
        preview(tmp_path / "foto")
