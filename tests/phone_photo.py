"""A photo as an officer's phone takes it: invented, with camera, time and place in its EXIF."""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image

from messages import OutboundFile, Point
from storage.photos import stripped
from tests.storage.scenes import scene

#: Stands in the EXIF of every photo made here.
SECRET = b"RAHASIA-PONSEL"


def phone_photo(
    seed: int = 1, taken: datetime | None = None, point: Point | None = None, **more: Any
) -> bytes:
    """Return a JPEG of an invented street; `taken` must be aware."""
    return with_exif(scene(seed, **more), taken, point)


def with_exif(image: Image.Image, taken: datetime | None = None, point: Point | None = None) -> bytes:
    """Return a JPEG with what a phone writes beside the picture."""
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = SECRET.decode()
    if taken:
        camera = exif.get_ifd(ExifTags.IFD.Exif)
        camera[ExifTags.Base.DateTimeOriginal] = f"{taken:%Y:%m:%d %H:%M:%S}"
        camera[ExifTags.Base.OffsetTimeOriginal] = f"{taken:%z}"[:3] + ":00"
    if point:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(_gps(point))
    content = BytesIO()
    image.save(content, "JPEG", exif=exif.tobytes())
    return content.getvalue()


def outgoing(folder: Path, *seeds: int) -> tuple[OutboundFile, ...]:
    """Return photos ready to be sent, copied as the inbox copies them; the paths are absolute."""
    return tuple(_outgoing(folder, seed, n) for n, seed in enumerate(seeds, start=1))


def tells_nothing(jpeg: bytes) -> bool:
    """Whether the bytes are a photo and hold neither EXIF nor the phone's name."""
    with Image.open(BytesIO(jpeg)) as image:
        bare = image.format == "JPEG" and not image.getexif() and not image.info.keys() & {"exif", "comment"}
    return bare and SECRET not in jpeg and b"Exif" not in jpeg


def _outgoing(folder: Path, seed: int, number: int) -> OutboundFile:
    original, copy = folder / f"asli-{seed}", folder / f"salinan-{seed}.jpg"
    original.write_bytes(phone_photo(seed, point=Point(-7.7, 110.6)))
    stripped(original, copy)
    return OutboundFile(copy, "image/jpeg", f"foto-{number}.jpg")


def _gps(point: Point) -> dict[int, Any]:
    tags = ExifTags.GPS
    return {
        tags.GPSLatitudeRef: "S" if point.latitude < 0 else "N",
        tags.GPSLatitude: (abs(point.latitude), 0.0, 0.0),
        tags.GPSLongitudeRef: "W" if point.longitude < 0 else "E",
        tags.GPSLongitude: (abs(point.longitude), 0.0, 0.0),
    }
