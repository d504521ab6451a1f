"""Which of a citizen's files a browser may show; everything else is only for download."""

from storage.media import Stored

SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
PLAYED = ("audio/", "video/")
#: What a voice message's bytes are taken for; browsers play it under this name.
SAME_AS = {"application/ogg": "audio/ogg"}


def shown_as(file: Stored) -> str | None:
    """Return the type to show the file under, None where it is only for download."""
    mime = SAME_AS.get(file.mime or "", file.mime or "")
    return mime if mime in SHOWN or mime.startswith(PLAYED) else None
