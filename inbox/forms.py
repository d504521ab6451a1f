"""What an officer's form carries."""

from collections.abc import Container, Mapping
from datetime import date, timedelta

from aiohttp import web

LARGEST_FORM = 128 * 1024  #: bytes of one request; the longest text is 12 bytes a character in a form
LONGEST_TEXT = (
    3000  #: characters; with the frame around it, within one message on Telegram and WhatsApp (4096)
)
A_YEAR = timedelta(days=366)
PASSWORD = "sandi"  # noqa: S105 - a field's name; what stands in it is taken as it is


class FormError(ValueError):
    """The form cannot be used like this; the message says what to do (Indonesian)."""

    status = 422
    #: Whether the same form, sent again, will be done; and whether it gives somebody away, so that it asks for a yes.
    again = False
    private = False


class NotNow(FormError):
    """The form is right, but the case does not allow it as it stands."""

    status = 409


class NotYours(FormError):
    """Somebody else decides this about the case."""

    status = 403


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


def choice_of(form: Mapping[str, str], field: str, choices: Container[str], missing: str) -> str:
    """Return what was chosen. Raises FormError with the words for what is missing."""
    chosen = form.get(field, "")
    if chosen not in choices:
        raise FormError(missing)
    return chosen


def day_of(form: Mapping[str, str], field: str, today: date, latest: timedelta = A_YEAR) -> date:
    """Return a day from today on, within a year. Raises FormError."""
    try:
        day = date.fromisoformat(form.get(field, ""))
    except ValueError:
        raise FormError("Pilih tanggalnya, misalnya 2026-11-30.") from None
    if day < today:
        raise FormError("Tanggal itu sudah lewat. Pilih hari ini atau sesudahnya.")
    if day > today + latest:
        raise FormError("Tanggal itu terlalu jauh. Pilih paling lama satu tahun dari sekarang.")
    return day


def number_between(form: Mapping[str, str], field: str, least: int, most: int) -> int:
    """Return a whole number within bounds. Raises FormError."""
    typed = form.get(field, "")
    if not (typed.isascii() and typed.isdigit() and least <= int(typed[:6]) <= most):
        raise FormError(f"Isi angka {least} sampai {most}.")
    return int(typed)


def words_of(form: Mapping[str, str], field: str) -> str:
    """Return words that are there and fit into a message. Raises FormError."""
    words = form.get(field, "")
    if not words:
        raise FormError("Tulisannya masih kosong.")
    if len(words) > LONGEST_TEXT:
        raise FormError(f"Terlalu panjang: {len(words)} huruf. Paling banyak {LONGEST_TEXT}.")
    return words
