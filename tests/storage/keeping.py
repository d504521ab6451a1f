"""A town that can be backed up, closed, and opened again from its backup."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from sqlalchemy import text

from messages import Saying
from storage import Cipher
from storage.backups.backup import House, Made, back_up
from storage.backups.restore import Restored, drill, restore
from storage.database import open_database
from storage.desk import Desk
from tests.conftest import KEY
from tests.fakes import PlainTexts
from tests.inbox.town import ROUTING, RULES, Town
from tickets.ticket import Ticket


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Keeping:
    """One installation below `folder`; its backups lie beside it, a minute between two."""

    house: House
    stock: Path
    made: "itertools.count[int]" = field(default_factory=itertools.count)

    @classmethod
    def at(cls, folder: Path, url: str) -> "Keeping":
        return cls(
            House(url, folder / "media", folder / "erased.log", Cipher(KEY), "uji"), folder / "cadangan"
        )

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Town]:
        async with open_database(self.house.database, self.house.cipher, texts=PlainTexts()) as database:
            async with database.write() as unit:
                if await unit.routing.current_version() == 0:
                    await unit.routing.add_version(ROUTING, "uji", now())
                    await unit.commit()
            yield Town(database, self.house.media_dir)

    async def back_up(self, keep: int = 14) -> Made:
        moment = now() + timedelta(minutes=next(self.made))
        return await asyncio.to_thread(back_up, self.house, self.stock, keep, lambda: moment)

    async def restore(self, made: Made, *, replace: bool = True, **more: object) -> Restored:
        house = self.changed(**more)
        return await asyncio.to_thread(restore, house, made.folder, Desk(RULES, now), now, replace=replace)

    async def drill(self, made: Made) -> Restored:
        return await asyncio.to_thread(drill, self.house, made.folder, Desk(RULES, now), now)

    def changed(self, **more: object) -> House:
        return replace(self.house, **more)  # type: ignore[arg-type]

    def empty_database(self, folder: Path) -> str:
        """Return the URL of one more database of the same kind."""
        if self.house.database.startswith("sqlite"):
            return f"sqlite:///{folder / 'lain.db'}"
        name = f"{self.house.database.rsplit('/', 1)[1]}_lain"
        with psycopg.connect(self.house.database, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.house.database.rsplit("/", 1)[0] + f"/{name}"


async def put_reply(town: Town, ticket: Ticket, turn: str) -> None:
    """Let a reply stand unsent."""
    async with town.database.write() as unit:
        await unit.outbox.put(
            ticket.conversation_id, Saying(text=f"Jawaban {turn}"), turn=turn, n=0, ticket_id=ticket.id
        )
        await unit.commit()


async def numbers(town: Town) -> list[str]:
    async with town.database.read() as unit:
        found = await unit.connection.execute(text("SELECT number FROM tickets ORDER BY number"))
        return list(found.scalars().all())
