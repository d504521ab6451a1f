"""The database is lost and its backup brought back, while the channels remember what was said since."""

import asyncio
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import text

from chaos.citizens import complaint
from chaos.faults.base import Note
from chaos.fleet import ROOT
from chaos.ledger import UNWORKED, counted
from chaos.proxy import Toxic
from chaos.town import Town
from settings import Settings, check_contact_key
from storage import Cipher, Database
from storage.desk import Desk
from storage.erased_log import log_erased
from storage.erasing import erase
from storage.house import house_rules

LAST_WORDS, NEW_WORDS = (
    8,
    8,
)  #: complaints whose replies are unsent in the backup; complaints after the restore
ERASED = 9_999_999  #: the complaint of somebody outside the books, who is erased after the backup
RESTORE_SECONDS = 600.0  #: goal of G20
PATIENCE = 120.0
QUIET_SECONDS = 3.0

UNSENT = "SELECT count(*) FROM outbox WHERE state = 'pending'"
WHOSE = """SELECT v.contact_id FROM conversations v JOIN inbound_messages m ON m.conversation_id = v.id
  WHERE m.text = :words"""
FOUND = "SELECT count(*) FROM inbound_messages WHERE text = :words"


@dataclass(frozen=True, slots=True)
class Disaster:
    """Back up while replies stand unsent; send them, and erase somebody; then restore over it all."""

    name: str = "the database lost, and a backup restored"

    async def strike(self, town: Town) -> list[Note]:
        """Do all of it, and let citizens write on."""
        await _written(town)
        unsent = await _stand_unsent(town)
        made = town.folder / "cadangan"
        await town.fleet.run("backup", str(made))
        _heal(town)
        await town.drained(town.present, PATIENCE)
        await _erase(town)
        sent = town.sends_taken()
        await _halt(town)
        started = time.monotonic()
        await town.fleet.run("restore", str(made), "--replace")
        took = time.monotonic() - started
        town.fleet.held = False
        await town.fleet.all_ready()
        for _ in range(NEW_WORDS):
            town.present.say(town.present.anybody())
        await town.drained(town.present, PATIENCE)
        again = max(0, town.sends_taken() - sent - NEW_WORDS)
        back = await _count(town, FOUND, words=complaint(ERASED))
        return [
            Note("G20-resent", f"unsent in the backup {unsent}, sent again {{:.0f}}", again, 0),
            Note("G20-erased", "erased people who are back {:.0f}", back, 0),
            Note("G20-time", "restored in {:.1f} s", took, RESTORE_SECONDS, is_time=True),
        ]


async def _written(town: Town) -> None:
    """Wait until nobody writes any more: what is taken after a backup is in no backup."""
    count = -1
    while count != (count := len(town.present.written)):
        await asyncio.sleep(QUIET_SECONDS)


async def _stand_unsent(town: Town) -> int:
    """Let the channels be away until everything is worked and nothing sent; return how many replies wait."""
    for line in town.lines:
        line.infect(Toxic(down=True))
    town.telegram.citizen(ERASED, "Warga").text(complaint(ERASED))
    for _ in range(LAST_WORDS):
        town.present.say(town.present.anybody())
    async with asyncio.timeout(PATIENCE):
        while town.present.waiting() or await _count(town, UNWORKED):
            await asyncio.sleep(0.5)
    return await _count(town, UNSENT)


def _heal(town: Town) -> None:
    for line in town.lines:
        line.heal()


async def _erase(town: Town) -> None:
    """Erase who wrote the complaint that is in no book, as the product does once their request is due."""
    environment, now = town.fleet.environment, town.clock.now()
    settings = Settings(
        database_url=SecretStr(town.database_url),
        contact_key=SecretStr(environment["CONTACT_KEY"]),
        var_dir=Path(environment["VAR_DIR"]),
        data_dir=ROOT / "data",
    )
    database = Database(settings.database, Cipher(check_contact_key(settings)))
    try:
        async with database.write() as unit:
            contact = (await unit.connection.execute(text(WHOSE), {"words": complaint(ERASED)})).scalar_one()
            await unit.erasures.ask(contact, "chaos", now)
            await erase(unit, Desk(house_rules(settings), town.clock.now), contact, now)
            await unit.commit()
        await log_erased(database, settings.erased_log, now)
    finally:
        await database.close()


async def _halt(town: Town) -> None:
    """End every process, as the guide says before a restore."""
    town.fleet.held = True
    for process in town.fleet.processes:
        process.signal(signal.SIGTERM)
    async with asyncio.timeout(PATIENCE):
        while any(process.running is not None for process in town.fleet.processes):
            await asyncio.sleep(0.2)


async def _count(town: Town, query: str, **values: str) -> int:
    return await asyncio.to_thread(counted, town.database_url, query, values)
