"""Starting: demo and real databases never mix, and the first administrator gets one link."""

import re
from pathlib import Path

import pytest

from app.house import open_house
from app.prepare import _check_mode, _demo_accounts, _first_administrator, import_agencies_once
from app.start import demo_settings, new_key
from settings import Settings, SettingsError, read_settings


@pytest.fixture
def settings(tmp_path: Path, models: Path) -> Settings:
    (tmp_path / "models").symlink_to(models)
    return read_settings(var_dir=tmp_path, contact_key=new_key())


@pytest.mark.parametrize("made_with_demo", [True, False])
async def test_a_demo_database_is_refused_for_real_and_the_other_way_round(
    settings: Settings, *, made_with_demo: bool
) -> None:
    async with open_house(settings) as house:
        await _check_mode(house, demo=made_with_demo)
        await _check_mode(house, demo=made_with_demo)
        with pytest.raises(SettingsError, match="--demo"):
            await _check_mode(house, demo=not made_with_demo)


async def test_the_first_administrators_link_is_printed_until_an_account_exists(settings: Settings) -> None:
    async with open_house(settings) as house:
        notice = await _first_administrator(house)
        token = re.search(r"/undangan/([\w-]+)", notice[0])
        assert token is not None
        async with house.database.read() as unit:
            assert await unit.staff.count() == 0
            assert await unit.staff.invitation(token[1], house.desk.now()) is not None


async def test_the_demo_has_one_officer_for_every_agency_and_prints_the_password_once(
    settings: Settings,
) -> None:
    async with open_house(settings) as house:
        await import_agencies_once(house)
        first, again = await _demo_accounts(house), await _demo_accounts(house)
        async with house.database.read() as unit:
            agencies = {officer.agency for officer in await unit.staff.everyone()}
            routing = await house.desk.routing(unit)
    assert set(routing.agencies) <= agencies
    assert "Kata sandi semua akun demo" in "\n".join(first)
    assert "Kata sandi semua akun demo" not in "\n".join(again)


def test_the_demo_touches_no_channel_that_the_environment_configures(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = {
        "TELEGRAM_TOKEN": "1:real",
        "TELEGRAM_MODE": "webhook",
        "TELEGRAM_WEBHOOK_SECRET": "s",
        "PUBLIC_URL": "https://lapor.example.go.id",
        "WHATSAPP_TOKEN": "t",
        "WHATSAPP_PHONE_NUMBER_ID": "1",
        "WHATSAPP_APP_SECRET": "s",
        "WHATSAPP_VERIFY_TOKEN": "v",
        "REDIS_URL": "redis://real",
        "ACTION_ENDPOINT": "http://real/webhook",
        "DATABASE_URL": "postgresql://real/real",
        "HOST": "0.0.0.0",  # noqa: S104 - the demo must not listen there
        "VAR_DIR": str(tmp_path),
    }
    for name, value in real.items():
        monkeypatch.setenv(name, value)
    settings = demo_settings()
    secrets = (settings.telegram_token, settings.whatsapp_token, settings.redis_url, settings.database_url)
    assert [secret.get_secret_value() for secret in secrets] == [""] * 4
    assert (settings.action_endpoint, settings.public_url, settings.host) == ("", "", "127.0.0.1")
