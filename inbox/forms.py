"""What an officer's form carries."""

from collections.abc import Mapping

from aiohttp import web

LARGEST_FORM = 128 * 1024  #: bytes of one request; the longest text is 12 bytes a character in a form
LONGEST_TEXT = (
    3000  #: characters; with the frame around it, within one message on Telegram and WhatsApp (4096)
)
PASSWORD = "sandi"  # noqa: S105 - a field's name; what stands in it is taken as it is


class FormError(ValueError):
    """The form cannot be used like this; the message says what to do (Indonesian)."""


async def read_form(request: web.Request) -> Mapping[str, str]:
    """Return a form's fields, trimmed. Raises 400 for what is no form."""
    try:
        fields = await request.post()
    except (ValueError, LookupError):
        raise web.HTTPBadRequest from None
    words = {name: value for name, value in fields.items() if isinstance(value, str)}
    return {name: value if name == PASSWORD else clean(value) for name, value in words.items()}


def clean(text: str) -> str:
    """Trim, with plain line ends and without NUL, which no database keeps."""
    return text.replace("\r\n", "\n").replace("\x00", "").strip()


def words_of(form: Mapping[str, str], field: str) -> str:
    """Return words that are there and fit into a message. Raises FormError."""
    words = form.get(field, "")
    if not words:
        raise FormError("Tulisannya masih kosong.")
    if len(words) > LONGEST_TEXT:
        raise FormError(f"Terlalu panjang: {len(words)} huruf. Paling banyak {LONGEST_TEXT}.")
    return words
