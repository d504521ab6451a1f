"""Starting the product: all in one process, the demo, or one role of many."""

import asyncio
import base64
import os
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from app.house import House, open_house
from app.prepare import inbox_url, prepare_database, prepare_model, until_prepared
from app.roles import ALL_IN_ONE, Role, part_of
from app.servers import Alongside, serve
from settings import Settings, SettingsError, read_settings
from storage.house import utc_now
from storage.schema import migrate_at_once, wait_for_schema

ONE_PROCESS = (
    "`tanggap {role}` membutuhkan PostgreSQL: SQLite hanya untuk satu proses. Pakai `tanggap run`, atau isi "
    "DATABASE_URL."
)

#: The demo never touches a real channel, a shared Redis or an action server that writes elsewhere.
NOT_IN_DEMO = (
    *("database_url", "redis_url", "action_endpoint", "public_url", "inbox_url"),
    *("telegram_token", "telegram_webhook_secret", "whatsapp_token", "whatsapp_phone_number_id"),
    *("whatsapp_app_secret", "whatsapp_verify_token", "whatsapp_template"),
    *("messenger_token", "messenger_page_id", "messenger_app_secret", "messenger_verify_token"),
    *("rasa_url", "rasa_token", "voice_recogniser"),
)

console = Console(stderr=True)


def new_key() -> str:
    """Return a fresh CONTACT_KEY."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def demo_settings(**more: Any) -> Settings:
    """Return the demo's settings: SQLite below var/demo, loopback only, an own key, no other channel than asked for."""
    var_dir = Path(os.path.normpath(read_settings().var_dir)) / "demo"
    var_dir.mkdir(parents=True, exist_ok=True)
    overrides: dict[str, Any] = {
        "var_dir": var_dir,
        "host": "127.0.0.1",
        "contact_key": _demo_key(var_dir / "contact.key"),
        **dict.fromkeys(NOT_IN_DEMO, ""),
        "telegram_mode": "polling",
        "monitor_port": 0,
        "engine": "tanggap",
        "region_dir": Path("data/region_contoh"),
        "region_name": "Kabupaten Sukamaju Raya",
        "ticket_prefix": "SMR",
        **more,
    }
    return read_settings(**overrides)


def _demo_key(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(new_key(), encoding="utf-8")
    return path.read_text(encoding="utf-8")


async def run(
    settings: Settings,
    *,
    demo: bool,
    alongside: Alongside | None = None,
    now: Callable[[], datetime] = utc_now,
) -> None:
    """Prepare and serve, with `alongside` beside it. Raises SettingsError and DatabaseProblem with what to do."""
    await asyncio.to_thread(prepare_model, settings)
    async with open_house(settings, now) as house:
        _announce(house, await prepare_database(house, demo=demo), demo=demo)
        parts = [part_of(role, house, demo=demo) for role in ALL_IN_ONE]
        await serve(house, parts, alongside)
    console.print("Tanggap berhenti.")


async def run_role(role: Role, settings: Settings, now: Callable[[], datetime] = utc_now) -> None:
    """Serve as one of many processes; the database is prepared by `tanggap migrate`, and waited for.

    Raises SettingsError on SQLite, which has room for one process.
    """
    if settings.is_sqlite:
        raise SettingsError(ONE_PROCESS.format(role=role))
    if role is Role.WORKER:
        await asyncio.to_thread(prepare_model, settings)
    async with open_house(settings, now, wait_for_schema) as house:
        await until_prepared(house)
        await serve(house, [part_of(role, house)])


async def migrate(settings: Settings) -> list[str]:
    """Prepare the database, once or again; returns what the administrator should know. Raises DatabaseProblem."""
    async with open_house(settings, schema_ready=migrate_at_once) as house:
        return await prepare_database(house, demo=False)


def _announce(house: House, notice: list[str], *, demo: bool) -> None:
    settings = house.settings
    if demo:
        console.print("[bold]MODE DEMO[/bold]: jangan masukkan data warga sungguhan.")
    lines = {"Telegram": house.telegram, "WhatsApp": house.whatsapp, "Messenger": house.messenger}
    for name, channel in lines.items():
        console.print(f"{name}: {'hidup' if channel else 'mati (belum dikonfigurasi)'}")
    for line in notice:
        console.print(line, soft_wrap=True, highlight=False)
    chat = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.public_port}"
    console.print(f"\nObrolan warga   : {chat}/\nKotak masuk OPD : {inbox_url(settings)}/", highlight=False)
    console.print("Berhenti dengan Ctrl+C.")
