"""Reading the settings once, and checking that they belong together."""

import base64
import binascii
import shlex
from typing import Any

from pydantic import SecretStr, ValidationError

from settings.errors import SettingsError
from settings.model import Settings

KEY_BYTES = 32

#: A channel is configured by all of its variables or by none.
CHANNELS = {
    "WhatsApp": (
        "whatsapp_token",
        "whatsapp_phone_number_id",
        "whatsapp_app_secret",
        "whatsapp_verify_token",
    ),
    "Messenger": (
        "messenger_token",
        "messenger_page_id",
        "messenger_app_secret",
        "messenger_verify_token",
    ),
}


def read_settings(**overrides: Any) -> Settings:
    """Read and check everything once; `overrides` win. Raises SettingsError naming the variable."""
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        raise SettingsError(_explain(error)) from None
    _check_channels(settings)
    _check_telegram(settings)
    _check_rasa(settings)
    _check_voice(settings)
    return settings


def check_contact_key(settings: Settings) -> bytes:
    """Return the key for the citizens' identities, 32 bytes. Raises SettingsError where there is no such key."""
    value = settings.contact_key.get_secret_value()
    if not value:
        raise SettingsError(
            "CONTACT_KEY belum diisi. Buat dengan `tanggap key`, simpan, isi di CONTACT_KEY atau CONTACT_KEY_FILE."
        )
    try:
        key = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise SettingsError("CONTACT_KEY bukan 32 byte base64. Buat yang baru dengan `tanggap key`.")
    return key


def describe(settings: Settings) -> list[tuple[str, str, str, str]]:
    """Every setting as (variable, value, default, meaning); secrets are never shown."""
    rows = []
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        rows.append((name.upper(), _show(value), _show(field.default), field.description or ""))
    return rows


def _show(value: object) -> str:
    if isinstance(value, SecretStr):
        return "(rahasia, terisi)" if value.get_secret_value() else "(kosong)"
    return str(value) or "(kosong)"


def _check_channels(settings: Settings) -> None:
    for channel, names in CHANNELS.items():
        missing = [n.upper() for n in names if not _filled(settings, n)]
        if 0 < len(missing) < len(names):
            raise SettingsError(
                f"{channel} baru terisi sebagian: isi juga {', '.join(missing)}, atau kosongkan semuanya."
            )


def _check_telegram(settings: Settings) -> None:
    if not _filled(settings, "telegram_token") or settings.telegram_mode == "polling":
        return
    missing = [n.upper() for n in ("telegram_webhook_secret", "public_url") if not _filled(settings, n)]
    if missing:
        raise SettingsError(f"Telegram mode webhook membutuhkan {', '.join(missing)}.")


def _check_rasa(settings: Settings) -> None:
    missing = [n.upper() for n in ("rasa_url", "rasa_token") if not _filled(settings, n)]
    if settings.engine == "rasa" and missing:
        raise SettingsError(f"ENGINE=rasa membutuhkan {', '.join(missing)}.")


def _check_voice(settings: Settings) -> None:
    try:
        shlex.split(settings.voice_recogniser)
    except ValueError:
        raise SettingsError("VOICE_RECOGNISER: tanda kutipnya tidak berpasangan.") from None


def _filled(settings: Settings, name: str) -> bool:
    value = getattr(settings, name)
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)


def _explain(error: ValidationError) -> str:
    lines = [
        f"{'__'.join(str(p) for p in e['loc']).upper()}: {e['msg']}"
        for e in error.errors(include_input=False)
    ]
    return "Pengaturan tidak dapat dipakai. " + "; ".join(lines)
