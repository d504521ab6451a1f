"""Who asked for the erasure of their data, when it falls due, and the ledger of what was erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.cipher import Cipher
from storage.erasure_tables import erasures

#: What a citizen is promised, from the request or the end of the last report on (Law 27/2022: 3 x 24 hours).
PROMISE = timedelta(days=3)
#: When it is done: a day is left for outages, and two for a change of mind.
AFTER = timedelta(days=2)
#: So long a file may still be written that was being fetched when its message was erased.
FETCHED_LATE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Erasure:
    """One request; `contact_id` is gone once it is done. `due_at` is None while a report is open."""

    contact_fingerprint: str
    contact_id: str | None
    asked_at: datetime
    due_at: datetime | None
    erased_at: datetime | None
    files: Sequence[str]


def promised_day(since: datetime, timezone: ZoneInfo) -> date:
    """Return the day by which it is done, told to the citizen; `since` is the request or the last end."""
    return (since + PROMISE).astimezone(timezone).date()


class Erasures:
    """The requests within one unit of work."""

    def __init__(self, connection: AsyncConnection, cipher: Cipher) -> None:
        """Work on this connection; the cipher makes the ledger's keyed hashes."""
        self._db = connection
        self._cipher = cipher

    async def ask(self, contact_id: str, asked_by: str, now: datetime) -> Erasure:
        """Keep the request; where there is one already, that stands."""
        if known := await self.of(contact_id):
            return known
        asked = Erasure(self.fingerprint(contact_id), contact_id, now, None, None, [])
        values = {name: getattr(asked, name) for name in Erasure.__slots__}
        await self._db.execute(insert(erasures).values(asked_by=asked_by, **values))
        return asked

    async def withdraw(self, contact_id: str) -> bool:
        """Forget a request that is not done yet; False where there is none."""
        c = erasures.c
        query = delete(erasures).where(c.contact_id == contact_id, c.erased_at.is_(None))
        return bool((await self._db.execute(query)).rowcount)

    async def of(self, contact_id: str, *, lock: bool = False) -> Erasure | None:
        """Return a contact's request, done or not; `lock`ed until the unit of work ends where asked."""
        query = select(erasures).where(erasures.c.contact_fingerprint == self.fingerprint(contact_id))
        row = (await self._db.execute(query.with_for_update() if lock else query)).one_or_none()
        return _erasure(row) if row else None

    async def waiting(self) -> list[Erasure]:
        """Return what is not done yet, the oldest first."""
        query = select(erasures).where(erasures.c.erased_at.is_(None)).order_by(erasures.c.asked_at)
        return [_erasure(row) for row in (await self._db.execute(query)).all()]

    async def set_due(self, contact_id: str, due_at: datetime | None) -> None:
        """Say when it falls due."""
        query = update(erasures).where(erasures.c.contact_id == contact_id)
        await self._db.execute(query.values(due_at=due_at))

    async def done(self, contact_id: str, files: Sequence[str], now: datetime) -> None:
        """Enter it in the ledger; from here on nothing names the contact but a keyed hash."""
        query = update(erasures).where(erasures.c.contact_id == contact_id)
        await self._db.execute(query.values(contact_id=None, erased_at=now, files=list(files)))

    async def with_files(self) -> list[Erasure]:
        """Return those whose files may still lie in the media folder."""
        query = select(erasures).where(erasures.c.erased_at.is_not(None))
        found = [_erasure(row) for row in (await self._db.execute(query)).all()]
        return [each for each in found if each.files]

    async def files_gone(self, contact_fingerprint: str) -> None:
        """Forget the names of files that are removed."""
        query = update(erasures).where(erasures.c.contact_fingerprint == contact_fingerprint)
        await self._db.execute(query.values(files=[]))

    async def is_erased(self, contact_id: str) -> bool:
        """Whether the ledger has this contact; after a restore such a contact is to be erased again."""
        found = await self.of(contact_id)
        return found is not None and found.erased_at is not None

    def fingerprint(self, contact_id: str) -> str:
        """Return the keyed hash by which the ledger knows a contact."""
        return self._cipher.fingerprint("erased contact", contact_id)


def _erasure(row: Any) -> Erasure:
    return Erasure(**{name: getattr(row, name) for name in Erasure.__slots__})
