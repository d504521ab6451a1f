"""What must be there before the first message: the language model, the routing, the first accounts."""

import asyncio
import secrets
from datetime import timedelta
from pathlib import Path

import structlog
from rich.console import Console

from app.house import House
from inbox.accounts import hash_password
from nlu.errors import ModelDamaged, ModelMissing
from nlu.model_choice import read_choice
from nlu.model_folder import opened
from settings import Settings, SettingsError
from storage.agencies_file import read_agencies
from storage.canned_file import read_canned
from storage.file_lock import file_turn
from storage.flags_file import read_flags
from storage.house import utc_now
from storage.seat import seat
from storage.staff import Role
from storage.topics_file import read_topics

INVITATION_LASTS = timedelta(days=2)
MODE, DEMO, PRODUCTION = "mode", "demo", "production"
PAUSE = 1.0  #: seconds between two looks whether `tanggap migrate` has been here

#: Beside one officer for each agency: username, name, role, agency.
OTHER_DEMO_PEOPLE = (
    ("kepala", "Kepala DPUPR", Role.HEAD, "DPUPR"),
    ("pengawas", "Pengawas demo", Role.SUPERVISOR, None),
    ("pelatih", "Pelatih bahasa demo", Role.TRAINER, None),
    ("admin", "Administrator demo", Role.ADMIN, None),
)

console = Console(stderr=True)
log = structlog.get_logger(__name__)


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
    # Late: it brings scikit-learn and spaCy. Of several workers on one folder the first one trains.
    from nlu.training import train

    turn = file_turn(settings.model_dir / "training.lock")
    with turn, console.status("Menyiapkan model bahasa …") as status:
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


async def prepare_database(house: House, *, demo: bool) -> list[str]:
    """Fill what is still empty, one process at a time; returns what the administrator should know."""
    async with seat(house.database, "prepare"):
        await import_agencies_once(house)
        await seed_canned_once(house)
        await _check_mode(house, demo=demo)
        return await _demo_accounts(house) if demo else await _first_administrator(house)


async def until_prepared(house: House) -> None:
    """Wait until `tanggap migrate` has been here. Raises SettingsError where the database is the demo's."""
    while await _mode(house) is None:
        log.warning("database_unprepared", remedy="tanggap migrate")
        await asyncio.sleep(PAUSE)
    await _check_mode(house, demo=False)


async def _mode(house: House) -> str | None:
    async with house.database.read() as unit:
        return await unit.facts.installation(MODE)


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
    return [f"Administrator pertama: buka tautan sekali pakai {inbox_url(house.settings)}/undangan/{token}"]


def inbox_url(settings: Settings) -> str:
    """Return where officers open the inbox."""
    return settings.inbox_url.rstrip("/") or f"http://{settings.host}:{settings.inbox_port}"
