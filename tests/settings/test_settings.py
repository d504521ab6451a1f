"""Settings are read once, explained, and stop the start where they do not belong together."""

from pathlib import Path

import pytest

from settings import Settings, SettingsError, check_contact_key, describe, read_settings

WHATSAPP = {
    "WHATSAPP_TOKEN": "t",
    "WHATSAPP_PHONE_NUMBER_ID": "1",
    "WHATSAPP_APP_SECRET": "s",
    "WHATSAPP_VERIFY_TOKEN": "v",
}
MESSENGER = {
    "MESSENGER_TOKEN": "t",
    "MESSENGER_PAGE_ID": "1",
    "MESSENGER_APP_SECRET": "s",
    "MESSENGER_VERIFY_TOKEN": "v",
}


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("channel", "missing"), [(channel, name) for channel in (WHATSAPP, MESSENGER) for name in channel]
)
def test_a_half_configured_channel_stops_the_start_and_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, channel: dict[str, str], missing: str
) -> None:
    for name, value in channel.items():
        if name != missing:
            monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=missing):
        read_settings()


def test_a_channel_with_all_or_none_of_its_variables_is_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().whatsapp_phone_number_id == ""
    for name, value in WHATSAPP.items():
        monkeypatch.setenv(name, value)
    assert read_settings().whatsapp_phone_number_id == "1"


def test_a_telegram_webhook_needs_its_secret_and_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:x")
    assert read_settings().telegram_mode == "polling"
    monkeypatch.setenv("TELEGRAM_MODE", "webhook")
    with pytest.raises(SettingsError, match="TELEGRAM_WEBHOOK_SECRET, PUBLIC_URL"):
        read_settings()


@pytest.mark.parametrize(("missing", "given"), [("RASA_TOKEN", "RASA_URL"), ("RASA_URL", "RASA_TOKEN")])
def test_rasa_as_the_engine_needs_its_address_and_secret(
    monkeypatch: pytest.MonkeyPatch, missing: str, given: str
) -> None:
    assert read_settings().engine == "tanggap"
    monkeypatch.setenv("ENGINE", "rasa")
    monkeypatch.setenv(given, "http://127.0.0.1:5005")
    with pytest.raises(SettingsError, match=f"ENGINE=rasa membutuhkan {missing}"):
        read_settings()
    monkeypatch.setenv(missing, "x")
    assert read_settings().engine == "rasa"


def test_a_secret_comes_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("1:from-a-file\n")
    monkeypatch.setenv("TELEGRAM_TOKEN_FILE", str(tmp_path / "token"))
    assert read_settings().telegram_token.get_secret_value() == "1:from-a-file"


def test_a_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTACT_KEY_FILE", "nowhere")
    with pytest.raises(SettingsError, match="CONTACT_KEY_FILE"):
        read_settings()


@pytest.mark.parametrize("key", ["", "short", "%%%"])
def test_a_missing_or_weak_contact_key_is_refused(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("CONTACT_KEY", key)
    with pytest.raises(SettingsError, match="CONTACT_KEY"):
        check_contact_key(read_settings())


def test_a_wrong_value_is_named_without_being_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEZONE", "Asia/Singapore")
    with pytest.raises(SettingsError, match="TIMEZONE") as refused:
        read_settings()
    assert "Singapore" not in str(refused.value)


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings().region_name = "x"  # type: ignore[misc]


def test_secrets_are_never_described(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:very-secret")
    rows = {row[0]: row for row in describe(read_settings())}
    assert set(rows) == {name.upper() for name in Settings.model_fields}
    assert rows["TELEGRAM_TOKEN"][1] == "(rahasia, terisi)"
    assert all(row[3] for row in rows.values())
    assert "very-secret" not in str(rows)


def test_an_emergency_number_the_region_does_not_run_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMERGENCY__GENERAL", "")
    emergency = read_settings().emergency
    assert (emergency.general, emergency.ambulance) == ("", "119")


def test_a_recogniser_with_an_open_quote_is_refused() -> None:
    with pytest.raises(SettingsError, match="VOICE_RECOGNISER"):
        read_settings(_env_file=None, voice_recogniser="baca 'suara")
