"""What is wrong with the settings, for the person who sets them."""


class SettingsError(Exception):
    """A setting is missing or wrong; the message names the variable and says what to do (Indonesian)."""
