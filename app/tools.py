"""What the administrator's commands do, beside a running product."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

from nlu.corrected import training_file
from settings import Settings, SettingsError, check_contact_key
from storage import Cipher, Database, parked
from storage.agencies_file import read_agencies, write_agencies
from storage.corrections import labelled
from storage.desk import Desk
from storage.erasing import due_at, open_reports
from storage.erasures import AFTER, promised_day
from storage.flags_file import read_flags
from storage.house import house_rules, utc_now
from storage.migrate import migrate
from storage.topics_file import read_topics
from tickets.dates import long_date
from tickets.errors import RoutingError, TicketNotFound

MOST_CORRECTIONS = 10_000  #: lessons of one file


@asynccontextmanager
async def open_tools(settings: Settings) -> AsyncIterator[Database]:
    """Open beside a running product: no lock, no leases released."""
    database = Database(settings.database, Cipher(check_contact_key(settings)))
    migrate(database.url)
    try:
        yield database
    finally:
        await database.close()


async def import_agencies(settings: Settings, file: Path) -> str:
    """Put a file in force as a new version. Raises RoutingError."""
    flags = read_flags(settings.data_dir / "lexicon" / "sensitif.yml")
    routing = read_agencies(file, read_topics(settings.data_dir / "topics.yml"), flags)
    async with open_tools(settings) as database, database.write() as unit:
        open_cases = await unit.tickets.count_by_agency()
        orphaned = sorted(set(open_cases) - set(routing.agencies))
        if orphaned:
            raise RoutingError(
                f"{file}:1: OPD {', '.join(orphaned)} masih memegang aduan terbuka. Alihkan dulu aduannya."
            )
        version = await unit.routing.add_version(routing, "cli", utc_now())
        await unit.commit()
    return f"Rute versi {version} berlaku: {len(routing.agencies)} OPD."


async def export_agencies(settings: Settings) -> str:
    """Return the routing in force as YAML."""
    async with open_tools(settings) as database, database.read() as unit:
        routing = await unit.routing.current()
    if routing is None:
        raise SettingsError("Belum ada rute di basis data. Jalankan `tanggap agencies import` dulu.")
    return write_agencies(routing)


async def export_corrections(settings: Settings, out: Path) -> tuple[int, int]:
    """Write what officers corrected as training lines; returns how many were written, and how many wait for a label.

    What is written counts as taken only once the file is there.
    """
    async with open_tools(settings) as database, database.write() as unit:
        found = await unit.corrections.pending(limit=MOST_CORRECTIONS)
        taken = {each.id: each.intent for each in found if each.intent}
        if taken:
            _write(out, training_file(labelled(found)))
            await unit.corrections.mark_exported(taken, utc_now())
            await unit.commit()
    return len(taken), len(found) - len(taken)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


async def list_parked(settings: Settings) -> list[tuple[str, str, str, str]]:
    """Return parked messages, never their words."""
    async with open_tools(settings) as database, database.read() as unit:
        rows = await parked.list_parked(unit, await parked.count_parked(unit))
    return [(str(r.id), r.received_at.isoformat(timespec="seconds"), str(r.attempts), r.fault) for r in rows]


async def replay_parked(settings: Settings, message_ids: list[int]) -> int:
    """Let parked messages be worked again; an empty list means all of them."""
    async with open_tools(settings) as database, database.write() as unit:
        replayed = await parked.replay(unit, utc_now(), message_ids or None)
        await unit.commit()
    return replayed


async def index_names(settings: Settings) -> int:
    """Let names known before the index be found, some hundred at a time; returns how many."""
    done = 0
    async with open_tools(settings) as database:
        while True:
            async with database.write() as unit:
                found = await unit.contacts.index_names()
                await unit.commit()
            done += found
            if not found:
                return done


async def ask_erasure(settings: Settings, number: str) -> str:
    """Keep a request made on paper, for whoever reported this ticket; says when it is done.

    Raises SettingsError for a number nobody has, or whose reporter is erased already.
    """
    desk = Desk(house_rules(settings), utc_now)
    async with open_tools(settings) as database, database.write() as unit:
        try:
            ticket = await unit.tickets.by_number(number.upper())
        except TicketNotFound:
            raise SettingsError(f"Tidak ada tiket {number}.") from None
        if await unit.erasures.is_erased(ticket.reporter_id):
            raise SettingsError(f"Data pelapor {ticket.number} sudah dihapus.")
        request = await unit.erasures.ask(ticket.reporter_id, "cli", utc_now())
        due = await due_at(unit, request)
        await unit.erasures.set_due(ticket.reporter_id, due)
        going = await open_reports(unit, ticket.reporter_id)
        await unit.commit()
    if due is None:
        return f"Tercatat. Dihapus dalam 3×24 jam sesudah {len(going)} laporan yang masih terbuka ditutup."
    return f"Tercatat. Dihapus paling lambat {long_date(promised_day(due - AFTER, desk.rules.timezone))}."


async def set_holiday(settings: Settings, day: str, name: str, *, off: bool) -> None:
    """Put one day into the administrator's table. Raises SettingsError for what is no date."""
    try:
        parsed = date.fromisoformat(day)
    except ValueError:
        raise SettingsError("Tulis tanggal sebagai TAHUN-BULAN-HARI, misalnya 2026-12-24.") from None
    async with open_tools(settings) as database, database.write() as unit:
        await unit.facts.set_day(parsed, off=off, name=name)
        await unit.commit()
