"""Photos a bot sends, as strict as the Bot API's pages on sendPhoto and sendMediaGroup."""

from io import BytesIO

from PIL import Image

from simulators.telegram_parameters import BotApiError, Parameters, bad_request

#: Bytes of a photo; pixels of width and height together; how many times one side may be the other.
_LARGEST, _SIDES, _RATIO = 10_000_000, 10_000, 20
_ALBUM = range(2, 11)
_ATTACHED = "attach://"
_FIELDS = {
    "type",
    "media",
    "caption",
    "parse_mode",
    "caption_entities",
    "has_spoiler",
    "show_caption_above_media",
}


def checked_photo(data: bytes) -> bytes:
    """Return the photo. Raises BotApiError for one that Telegram would not take."""
    if len(data) > _LARGEST:
        raise BotApiError(413, "Request Entity Too Large")
    try:
        with Image.open(BytesIO(data)) as image:
            image.load()
            width, height = image.size
    except OSError:
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    if width + height > _SIDES or max(width, height) > _RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return data


def uploaded(fields: Parameters, name: str) -> bytes | None:
    """Return a field's file, sent in the field itself or in the part it refers to; None where it is a file_id."""
    return fields.files.get(name) or fields.files.get(fields.text(name).removeprefix(_ATTACHED))


def read_album(fields: Parameters) -> list[tuple[bytes, str]]:
    """Return every photo of an album with its caption. Raises BotApiError, also for a file nothing refers to."""
    album = fields.parsed("media")
    if not isinstance(album, list) or len(album) not in _ALBUM:
        raise bad_request("expected 2-10 InputMedia")
    photos = [_photo(fields, item) for item in album]
    if fields.files.keys() - {item["media"].removeprefix(_ATTACHED) for item in album}:
        raise bad_request("a file that no media refers to")
    return photos


def _photo(fields: Parameters, item: dict[str, str]) -> tuple[bytes, str]:
    if item.get("type") != "photo" or item.keys() - _FIELDS:
        raise bad_request("can't parse InputMedia")
    data = fields.files.get(item.get("media", "").removeprefix(_ATTACHED))
    if data is None or not item["media"].startswith(_ATTACHED):
        raise bad_request("wrong file identifier/HTTP URL specified")
    return checked_photo(data), fields.caption(item.get("caption"))
