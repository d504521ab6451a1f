"""Taking in what the business uploads, as strictly as Meta's page "Media" of the Cloud API says."""

from aiohttp import MultipartReader, web
from aiohttp.multipart import BodyPartReader

from simulators.graph_errors import GraphError

#: Images the service sends on, by how their bytes begin; their largest size in bytes.
IMAGES = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}
LARGEST_IMAGE = 5_000_000


async def read_upload(request: web.Request) -> tuple[bytes, str]:
    """Return the file's bytes and its type. Raises GraphError for a form or a file the service would refuse."""
    data, mime, told = await read_form(request, "file", ("messaging_product", "type"))
    if told.get("messaging_product") != "whatsapp":
        raise GraphError(100, "(#100) The parameter messaging_product is required.")
    if told.get("type", mime) != mime:
        raise GraphError(100, "Param type must be that of the file")
    check_image(data, mime, LARGEST_IMAGE)
    return data, mime


async def read_form(
    request: web.Request, file: str, fields: tuple[str, ...]
) -> tuple[bytes, str, dict[str, str]]:
    """Return the bytes and the type of the part called `file`, and the other fields. Raises GraphError."""
    if not request.content_type.startswith("multipart/"):
        raise GraphError(100, "no multipart form")
    data, mime, told = b"", "", {}
    reader: MultipartReader = await request.multipart()
    while isinstance(part := await reader.next(), BodyPartReader):
        name = part.name or ""
        if name not in (file, *fields):
            raise GraphError(100, f"unknown field {name}")
        content = bytes(await part.read())
        if name == file:
            data, mime = content, part.headers.get("Content-Type", "")
        else:
            told[name] = content.decode()
    return data, mime, told


def check_image(data: bytes, mime: str, largest: int) -> None:
    """Raise GraphError for what is no image of at most so many bytes."""
    if not data:
        raise GraphError(100, "(#100) The parameter file is required.")
    if mime not in IMAGES:
        raise GraphError(100, f"Param file must be a file with one of the following types: {sorted(IMAGES)}")
    if not data.startswith(IMAGES[mime]):
        raise GraphError(131053, "the bytes are not of the type the form tells")
    if len(data) > largest:
        raise GraphError(131053, "the image is too large")
