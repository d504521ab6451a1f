"""Forms with photos: what an officer's browser sends, read with limits, nothing typed lost."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web

from inbox.deed import PHOTOS_SENT, Form
from inbox.forms import LARGEST_FORM, FormError, clean, read_form
from inbox.keys import PHOTOS
from storage.officer_photos import KeptPhoto, OfficerPhotos
from storage.photos import UnreadablePhoto

MOST_PHOTOS = 4  #: of one reply or closing
LARGEST_PHOTO = 10_000_000  #: bytes
#: Bytes of one request that are read at all, too large photos among them, so that the answer says what is wrong.
LARGEST_UPLOAD = 80_000_000
CHUNK = 65_536
#: The fields of the photos just chosen, and of those that came with a form that was refused (SHA-256).
CHOSEN, KEPT = "foto", "foto_tersimpan"

TOO_MANY = f"Paling banyak {MOST_PHOTOS} foto. Hapus centang foto yang tidak perlu, lalu kirim lagi."
TOO_LARGE = (
    f"Foto {{}} terlalu besar. Paling besar {LARGEST_PHOTO // 1_000_000} MB; perkecil atau foto ulang."
)
UNREADABLE = (
    "Foto {} tidak terbaca. Pilih foto JPG, PNG, atau WebP; "
    "yang sangat panjang atau sangat besar tidak dapat dikirim ke pelapor."
)
GONE = "Foto yang tadi terunggah sudah dihapus. Pilih lagi."


@dataclass(frozen=True, slots=True)
class PhotoForm:
    """A form with its photos, already kept; `trouble` says (in Indonesian) why it cannot be used, else empty."""

    fields: Form
    photos: tuple[KeptPhoto, ...] = ()
    trouble: str = ""

    def check(self) -> None:
        """Raise FormError where there is trouble with the photos."""
        if self.trouble:
            raise FormError(self.trouble)


@dataclass
class _Upload:
    """What was read so far: words by field, hashes of photos kept before, new ones by number."""

    words: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    contents: dict[int, bytes] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    read: int = 0
    files: int = 0
    #: Bytes of a photo that are kept in memory.
    largest: int = LARGEST_PHOTO + 1


async def read_photo_form(request: web.Request) -> PhotoForm:
    """Return fields and photos, those that are fit kept on the disk. Raises 400 for no form, 413 far too large."""
    if not request.content_type.startswith("multipart/"):
        return PhotoForm(await read_form(request))
    upload = await _read(request, _Upload())
    photos = await _keep(upload, request.app[PHOTOS])
    if len(photos) > MOST_PHOTOS:
        upload.troubles.append(TOO_MANY)
    fields = upload.words | {PHOTOS_SENT: " ".join(photo.sha256 for photo in photos)}
    return PhotoForm(fields, tuple(photos), " ".join(dict.fromkeys(upload.troubles)))


async def read_words(request: web.Request) -> Form:
    """Return the fields of a form with or without photos, whose photos are dropped. Raises 400, 413."""
    if not request.content_type.startswith("multipart/"):
        return await read_form(request)
    return (await _read(request, _Upload(largest=0))).words


async def _read(request: web.Request, upload: _Upload) -> _Upload:
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if isinstance(part, BodyPartReader):
                await _take(part, upload)
    except (ValueError, LookupError):
        raise web.HTTPBadRequest from None
    return upload


async def _take(part: BodyPartReader, upload: _Upload) -> None:
    name = part.name or ""
    if name != CHOSEN:
        text = clean((await _bytes(part, LARGEST_FORM, upload)).decode(errors="replace"))
        if name == KEPT:
            upload.kept.append(text)
        elif part.filename is None:  # a file is no words
            upload.words[name] = text
        return
    content = await _bytes(part, upload.largest, upload)
    if not content:
        return
    upload.files += 1
    if len(content) > LARGEST_PHOTO:
        upload.troubles.append(TOO_LARGE.format(upload.files))
    elif upload.files > MOST_PHOTOS:
        upload.troubles.append(TOO_MANY)
    else:
        upload.contents[upload.files] = content


async def _bytes(part: BodyPartReader, limit: int, upload: _Upload) -> bytes:
    """Read a part to its end, so that the browser hears our answer, and keep no more than `limit` bytes of it."""
    content = bytearray()
    while chunk := await part.read_chunk(CHUNK):
        upload.read += len(chunk)
        if upload.read > LARGEST_UPLOAD or (part.name != CHOSEN and len(content) >= limit):
            raise web.HTTPRequestEntityTooLarge(limit)
        content += chunk[: limit - len(content)]
    return bytes(content)


async def _keep(upload: _Upload, shelf: OfficerPhotos) -> Sequence[KeptPhoto]:
    """Keep what is a photo, each once."""
    photos: dict[str, KeptPhoto] = {}
    for sha256 in upload.kept[:MOST_PHOTOS]:
        if found := await shelf.again(sha256):
            photos[found.sha256] = found
        else:
            upload.troubles.append(GONE)
    for number, content in upload.contents.items():
        try:
            photo = await shelf.keep(content)
        except UnreadablePhoto:
            upload.troubles.append(UNREADABLE.format(number))
        else:
            photos[photo.sha256] = photo
    return list(photos.values())
