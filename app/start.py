"""Starting the product: the key, the model, the routing, the first accounts, and which addresses to open."""

import base64
import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from app.house import House, open_house
from app.servers import Alongside, serve
from inbox.accounts import hash_password
from nlu.errors import ModelDamaged, ModelMissing
from nlu.model_choice import read_choice
from nlu.model_folder import opened
from nlu.training import train
from settings import Settings, SettingsError, read_settings
from storage.agencies_file import read_agencies
from storage.canned_file import read_canned
from storage.flags_file import read_flags
from storage.house import utc_now
from storage.staff import Role
from storage.topics_file import read_topics

INVITATION_LASTS = timedelta(days=2)
MODE, DEMO, PRODUCTION = "mode", "demo", "production"

#: The demo never touches a real channel, a shared Redis or an action server that writes elsewhere.
NOT_IN_DEMO = (
    *("database_url", "redis_url", "action_endpoint", "public_url", "inbox_url"),
    *("telegram_token", "telegram_webhook_secret", "whatsapp_token", "whatsapp_phone_number_id"),
    *("whatsapp_app_secret", "whatsapp_verify_token", "whatsapp_template"),
    *("rasa_url", "rasa_token", "voice_recogniser"),
)

#: Beside one officer for each agency: username, name, role, agency.
OTHER_DEMO_PEOPLE = (
    ("kepala", "Kepala DPUPR", Role.HEAD, "DPUPR"),
    ("pengawas", "Pengawas demo", Role.SUPERVISOR, None),
    ("pelatih", "Pelatih bahasa demo", Role.TRAINER, None),
    ("admin", "Administrator demo", Role.ADMIN, None),
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


def prepare_model(settings: Settings) -> None:
    """Train where the data changed since the last time; else this is quick. A model an operator chose stays."""
    if chosen := _chosen_model(settings.model_dir):
        console.print(
            f"Model bahasa {chosen} dipilih operator, jadi tidak dilatih ulang. Memakai data terbaru lagi: "
            "`tanggap nlu train`.",
            soft_wrap=True,
            highlight=False,
        )
        return
    with console.status("Menyiapkan model bahasa …") as status:
        train(
            settings.data_dir,
            settings.model_dir,
            lambda step: status.update(f"Menyiapkan model bahasa: {step}"),
        )


def _chosen_model(models: Path) -> str | None:
    """Name the model an operator chose over the trained one, if this release can read it."""
    try:
        choice = read_choice(models)
        opened(models / choice.model)
    except (ModelMissing, ModelDamaged):
        return None
    return choice.model if choice.is_an_operators else None


async def run(settings: Settings, *, demo: bool, alongside: Alongside | None = None) -> None:
    """Prepare and serve, with `alongside` beside it. Raises SettingsError and DatabaseProblem with what to do."""
    prepare_model(settings)
    async with open_house(settings) as house:
        await _check_mode(house, demo=demo)
        await import_agencies_once(house)
        await seed_canned_once(house)
        notice = await _demo_accounts(house) if demo else await _first_administrator(house)
        _announce(house, notice, demo=demo)
        await serve(house, demo=demo, alongside=alongside)
    console.print("Tanggap berhenti.")


async def _check_mode(house: House, *, demo: bool) -> None:
    wanted = DEMO if demo else PRODUCTION
    async with house.database.write() as unit:
        found = await unit.facts.installation(MODE)
        if found is None:
            await unit.facts.note_installation(MODE, wanted)
            await unit.commit()
    if found not in {None, wanted}:
        raise SettingsError(
            "Basis data ini dibuat dengan --demo dan tidak boleh dipakai sungguhan. Pakai basis data baru."
            if found == DEMO
            else "Basis data ini berisi data sungguhan; jangan dibuka dengan --demo."
        )


async def import_agencies_once(house: House) -> None:
    """Fill the routing table from `data/agencies.yml` where it is still empty."""
    folder = house.settings.data_dir
    async with house.database.write() as unit:
        if await unit.routing.current_version() == 0:
            topics = read_topics(folder / "topics.yml")
            flags = read_flags(folder / "lexicon" / "sensitif.yml")
            routing = read_agencies(folder / "agencies.yml", topics, flags)
            await unit.routing.add_version(routing, "system", utc_now())
            await unit.commit()


async def seed_canned_once(house: House) -> None:
    """Offer the canned replies of `data/balasan_siap.yml` where there never was one."""
    path = house.settings.data_dir / "balasan_siap.yml"
    async with house.database.write() as unit:
        if path.exists() and await unit.canned.seed(read_canned(path), utc_now()):
            await unit.commit()


async def _demo_accounts(house: House) -> list[str]:
    async with house.database.read() as unit:
        if await unit.staff.count():
            return ["Akun demo sudah ada; kata sandinya dicetak saat pertama kali dijalankan."]
        routing = await house.desk.routing(unit)
    password = secrets.token_urlsafe(9)
    hashed = await hash_password(password)
    async with house.database.write() as unit:
        for agency in routing.agencies.values():
            role = Role.TRIAGE if agency.code == routing.triage else Role.OFFICER
            name = f"Petugas {agency.short}"
            await unit.staff.add(agency.code, name, hashed, role, agency.code, utc_now())
        for username, name, role, home in OTHER_DEMO_PEOPLE:
            await unit.staff.add(username, name, hashed, role, home, utc_now())
        await unit.commit()
    accounts = ", ".join(code.lower() for code in routing.agencies)
    others = ", ".join(username for username, *_ in OTHER_DEMO_PEOPLE)
    return [
        f"Akun demo petugas (satu per OPD): {accounts}",
        f"Akun demo lain: {others}",
        f"Kata sandi semua akun demo: {password}  (hanya dicetak sekali)",
    ]


async def _first_administrator(house: House) -> list[str]:
    async with house.database.write() as unit:
        if await unit.staff.count():
            return []
        token = await unit.staff.invite(Role.ADMIN, None, utc_now(), INVITATION_LASTS)
        await unit.commit()
    return [f"Administrator pertama: buka tautan sekali pakai {_inbox_url(house)}/undangan/{token}"]


def _inbox_url(house: House) -> str:
    settings = house.settings
    return settings.inbox_url.rstrip("/") or f"http://{settings.host}:{settings.inbox_port}"


def _announce(house: House, notice: list[str], *, demo: bool) -> None:
    settings = house.settings
    if demo:
        console.print("[bold]MODE DEMO[/bold]: jangan masukkan data warga sungguhan.")
    for name, channel in (("Telegram", house.telegram), ("WhatsApp", house.whatsapp)):
        console.print(f"{name}: {'hidup' if channel else 'mati (belum dikonfigurasi)'}")
    for line in notice:
        console.print(line, soft_wrap=True, highlight=False)
    chat = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.public_port}"
    console.print(f"\nObrolan warga   : {chat}/\nKotak masuk OPD : {_inbox_url(house)}/", highlight=False)
    console.print("Berhenti dengan Ctrl+C.")
