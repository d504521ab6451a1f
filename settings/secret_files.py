"""Secrets from files: TELEGRAM_TOKEN_FILE names a file that holds TELEGRAM_TOKEN."""

import os
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import PydanticBaseSettingsSource

from settings.errors import SettingsError


class SecretFiles(PydanticBaseSettingsSource):
    """For every secret NAME, the contents of the file that NAME_FILE names."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Return the secret of one field, or None where no file is named."""
        path = os.environ.get(f"{field_name.upper()}_FILE")
        if not path or field.annotation is not SecretStr:
            return None, field_name, False
        return _read(field_name.upper(), Path(path)), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Return every secret that a file holds."""
        values = {n: self.get_field_value(f, n)[0] for n, f in self.settings_cls.model_fields.items()}
        return {name: value for name, value in values.items() if value is not None}


def _read(variable: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{variable}_FILE menunjuk ke berkas yang tidak dapat dibaca.") from None
