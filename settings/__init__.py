"""Every setting, read once, frozen, documented."""

from settings.errors import SettingsError
from settings.model import EmergencyNumbers, Settings
from settings.read import check_contact_key, describe, read_settings

__all__ = ["EmergencyNumbers", "Settings", "SettingsError", "check_contact_key", "describe", "read_settings"]
