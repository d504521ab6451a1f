"""A photo's file: what it tells us, and the copy of it that tells nobody else."""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from PIL import ExifTags, Image, ImageOps

from messages import Point
from storage.photo_hash import GREY, photo_hash
from tickets.evidence import PhotoFacts

#: What a browser shows and the web chat takes; the fewer decoders, the fewer of their bugs.
FORMATS: Final = ("JPEG", "PNG", "WEBP")
MAX_BYTES: Final = 32_000_000
#: Phones make 12 to 50 megapixels, as JPEG, which can be decoded smaller. What is decoded takes up to 10 bytes
#: a pixel: 250 MB for a PNG (64 megapixels took 580 MB and 12 s), 430 for the largest progressive JPEG.
MAX_PIXELS: Final = 64_000_000
MAX_DECODED: Final = 24_000_000
#: Pixels of the longer side of a copy, and its JPEG qualities, best first: black and white noise, the worst,
#: takes 6.2 MB at 85 and 4.7 MB at 70.
LONGEST: Final = 2560
QUALITIES: Final = (85, 70, 50)
MAX_COPY: Final = 5_000_000  #: bytes; WhatsApp's limit of an image, half of Telegram's
#: What a page shows before the whole photo is asked for: a street takes about 15 kB so.
PREVIEW: Final = 400
PREVIEW_QUALITY: Final = 55
#: A camera whose clock nobody set says 1970, 1980 or 2000.
YEARS: Final = range(2010, 2100)

_Tags = Mapping[int, Any]
_T = TypeVar("_T")


class UnreadablePhoto(Exception):
    """No JPEG, PNG or WebP, or broken, or too large; the original must not be shown in its copy's stead."""

    def __str__(self) -> str:
        """Return the docstring; the file's name and content are nobody's business."""
        return type(self).__doc__ or ""


def read_photo(path: Path, timezone: ZoneInfo) -> PhotoFacts:
    """Return what the photo tells; what is broken, too large or missing is None. Raises no error of a file's.

    A time without an offset is taken as `timezone`'s, the region's own. Raises OSError where there is no file.
    """
    if path.stat().st_size > MAX_BYTES:
        return PhotoFacts()
    tags, gps = _tolerant(lambda: _exif(path)) or ({}, {})
    return PhotoFacts(
        _tolerant(lambda: photo_hash(_opened(path, GREY))),
        _tolerant(lambda: _clock_time(tags, timezone)) or _tolerant(lambda: _satellite_time(gps)),
        _tolerant(lambda: _point(gps)),
    )


def stripped(source: Path, target: Path) -> None:
    """Write a JPEG of the pixels alone, upright, at most LONGEST pixels a side. Raises UnreadablePhoto.

    EXIF with its point, maker's notes and thumbnail, XMP, comments and trailing bytes stay behind. So does the
    ICC profile: it may name a device, and its parser is a risk; a wide-gamut photo gets a little paler.
    Nothing is written where the source cannot be read.
    """
    content = _tolerant(lambda: _plain_jpeg(source)) if source.stat().st_size <= MAX_BYTES else None
    if content is None:
        raise UnreadablePhoto
    target.write_bytes(content)


def preview(source: Path) -> bytes:
    """Return a small JPEG of the pixels alone, at most PREVIEW a side. Raises UnreadablePhoto."""
    fits = source.stat().st_size <= MAX_BYTES
    content = _tolerant(lambda: _jpeg(_paper(source, PREVIEW), PREVIEW_QUALITY)) if fits else None
    if content is None:
        raise UnreadablePhoto
    return content


def _tolerant(read: Callable[[], _T]) -> _T | None:
    try:
        return read()
    except Exception:  # noqa: BLE001 - a crafted file makes a decoder raise anything; it must not stop a case
        return None


def _opened(path: Path, side: int) -> Image.Image:
    """Decode upright, at least `side` pixels a side where there are so many; a JPEG no larger than needed."""
    with Image.open(path, formats=FORMATS) as image:
        _prepare(image, side)
        image.load()
        return _tolerant(lambda: ImageOps.exif_transpose(image)) or image


def _prepare(image: Image.Image, side: int) -> None:
    """Have a JPEG decoded small, and raise UnreadablePhoto before anything large is: a bomb is small until then."""
    claimed = image.width * image.height
    image.draft(None, (side, side))
    if claimed > MAX_PIXELS or image.width * image.height > MAX_DECODED:
        raise UnreadablePhoto


def _plain_jpeg(source: Path) -> bytes | None:
    paper = _paper(source, LONGEST)
    return next((jpeg for quality in QUALITIES if len(jpeg := _jpeg(paper, quality)) <= MAX_COPY), None)


def _paper(source: Path, side: int) -> Image.Image:
    """Return the pixels upright on white, at most `side` a side, without what came with them."""
    image = _opened(source, side).convert("RGBA")
    image.thumbnail((side, side))
    paper = Image.new("RGB", image.size, "white")  # a new picture: the old one still holds what came with it
    paper.paste(image, mask=image)
    return paper


def _jpeg(image: Image.Image, quality: int) -> bytes:
    content = BytesIO()
    image.save(content, "JPEG", quality=quality)
    return content.getvalue()


def _exif(path: Path) -> tuple[_Tags, _Tags]:
    """Return the camera's tags and the satellites'."""
    with Image.open(path, formats=FORMATS) as image:
        _prepare(image, GREY)  # a PNG without EXIF is decoded to look for some at its end
        exif = image.getexif()
        return dict(exif.get_ifd(ExifTags.IFD.Exif)), dict(exif.get_ifd(ExifTags.IFD.GPSInfo))


def _clock_time(tags: _Tags, timezone: ZoneInfo) -> datetime | None:
    """Return when the shutter opened; `DateTime` is not asked, as it is renewed by every edit."""
    wall = datetime.strptime(tags[ExifTags.Base.DateTimeOriginal][:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
    zone = _tolerant(lambda: datetime.strptime(tags[ExifTags.Base.OffsetTimeOriginal][:6], "%z").tzinfo)
    return wall.replace(tzinfo=zone or timezone) if wall.year in YEARS else None


def _satellite_time(gps: _Tags) -> datetime | None:
    day = datetime.strptime(gps[ExifTags.GPS.GPSDateStamp][:10], "%Y:%m:%d").replace(tzinfo=UTC)
    hours, minutes, seconds = (float(part) for part in gps[ExifTags.GPS.GPSTimeStamp])
    moment = day + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return moment if moment.year in YEARS else None


def _point(gps: _Tags) -> Point | None:
    """Return the fix; None where the phone calls it void, or gives 0, 0 for having none."""
    latitude = _degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef], "NS")
    longitude = _degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef], "EW")
    known = abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude or longitude)  # noqa: PLR2004 - degrees
    void = str(gps.get(ExifTags.GPS.GPSStatus, "")).startswith("V")
    return Point(latitude, longitude) if known and not void else None


def _degrees(parts: tuple[Any, ...], towards: str, signs: str) -> float:
    """Add up degrees, minutes and seconds; NaN, which no bound lets pass, where a part is 0/0."""
    size = math.fsum(float(part) / 60**n for n, part in enumerate(parts))
    return -size if signs.index(towards[0]) else size
