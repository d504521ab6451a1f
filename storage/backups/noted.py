"""When the last backup was made, noted in the database: any process can show it, wherever the backup lies."""

from datetime import datetime

from storage.cipher import Cipher
from storage.database import Database
from storage.unit_of_work import UnitOfWork

FACT = "last_backup"


async def note_backup(url: str, cipher: Cipher, at: datetime) -> None:
    """Note that a whole backup was made at that moment, beside a running product."""
    database = Database(url, cipher)
    try:
        async with database.write() as unit:
            await unit.facts.note_installation(FACT, at.isoformat())
            await unit.commit()
    finally:
        await database.close()


async def last_backup(unit: UnitOfWork) -> datetime | None:
    """Return when the last backup was made, None where none was noted."""
    noted = await unit.facts.installation(FACT)
    return datetime.fromisoformat(noted) if noted else None
