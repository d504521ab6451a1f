"""A rehearsal: the whole product on a database thrown away afterwards, without a network, with a clock to move."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.house import House, open_house
from app.prepare import import_agencies_once
from app.rehearsal_citizen import Citizen
from app.start import NOT_IN_DEMO, new_key
from settings import Settings, read_settings
from storage.conversations import Conversation
from storage.house import utc_now
from storage.outbox import Queued
from tickets.ticket import Ticket

#: Longer than any part of one turn waits for the others.
BETWEEN_TURNS = timedelta(seconds=20)
EXAMPLE_REGION = {"region_dir": Path("data/region_contoh"), "region_name": "Kabupaten Sukamaju Raya"}


@dataclass
class Clock:
    """A clock that only `forward` moves."""

    moment: datetime

    def __call__(self) -> datetime:
        """Return the time, aware."""
        return self.moment

    def forward(self, passed: timedelta) -> None:
        """Let time pass."""
        self.moment += passed


@dataclass
class Rehearsal:
    """Citizens talking to an open house; each is known by a name."""

    house: House
    clock: Clock
    _citizens: dict[str, Citizen] = field(default_factory=dict)
    _heard: dict[str, list[Queued]] = field(default_factory=dict)

    async def do(self, who: str, deed: str, value: Any) -> list[Queued]:
        """Let a citizen write and the product answer; returns what it said. Raises DeedError."""
        citizen = self._citizens.setdefault(who, Citizen(who, self.clock))
        heard = self._heard.get(who, [])
        shown = {button.title: button.payload for each in heard for button in each.buttons}
        messages = citizen.write(deed, value, shown)
        await self.house.gateway.accept([(message, b"{}") for message in messages])
        self.clock.forward(BETWEEN_TURNS)
        while await self.house.worker.turn():
            pass
        return await self._said(who)

    async def wait(self, until: datetime) -> dict[str, list[Queued]]:
        """Let time pass and what falls due by itself happen; returns what was said, by citizen."""
        self.clock.moment = until
        while await self.house.worker.turn():
            pass
        async with self.house.database.write() as unit:
            service = await self.house.desk.service(unit)
            for ticket_id in await unit.tickets.awake(self.clock()):
                await service.attend(await unit.tickets.get(ticket_id, lock=True))
            await unit.commit()
        return {who: said for who in self._citizens if (said := await self._said(who))}

    async def conversation(self, who: str) -> Conversation | None:
        """Return a citizen's conversation as it is kept; None before the first word."""
        if who not in self._citizens:
            return None
        address = self._citizens[who].address
        # Nothing of this is committed: who wrote already is found.
        async with self.house.database.write() as unit:
            known = await unit.contacts.remember(address, None, self.clock())
            found = await unit.conversations.find_or_open(
                known, address.channel, address.scope, "", self.clock()
            )
            return await unit.conversations.get(found)

    async def tickets(self, limit: int = 100) -> list[Ticket]:
        """Return every citizen's tickets, oldest first."""
        found: list[Ticket] = []
        for who in self._citizens:
            conversation = await self.conversation(who)
            if conversation:
                async with self.house.database.read() as unit:
                    found += await unit.tickets.of_reporter(conversation.contact_id, limit=limit)
        return sorted(found, key=lambda ticket: (ticket.opened_at, ticket.part))

    async def parked(self) -> list[str]:
        """Return the faults of messages that could not be worked."""
        async with self.house.database.read() as unit:
            return [message.error or "" for message in await unit.journal.parked()]

    async def _said(self, who: str) -> list[Queued]:
        conversation, heard = await self.conversation(who), self._heard.setdefault(who, [])
        if conversation is None:
            return []
        async with self.house.database.read() as unit:
            after = heard[-1].id if heard else 0
            said = await unit.outbox.of_conversation(conversation.id, after)
        heard += said
        return said


@asynccontextmanager
async def open_rehearsal(
    models: Path, *, example: bool = False, begin: datetime | None = None, **more: Any
) -> AsyncIterator[Rehearsal]:
    """Open the product over a temporary folder with the trained models of `models`.

    `example` takes the invented region; `begin` is when the clock stands (local time where it is naive), now
    by default; `more` are settings put in place of the region's own. Raises SettingsError and NluError.
    """
    with tempfile.TemporaryDirectory(prefix="tanggap-latihan-") as name:
        folder = Path(name)
        settings = _settings(folder, models, (EXAMPLE_REGION if example else {}) | more)
        clock = Clock(utc_now())
        async with open_house(settings, clock) as house:
            if begin is not None:
                clock.moment = begin if begin.tzinfo else begin.replace(tzinfo=house.desk.rules.timezone)
            await import_agencies_once(house)
            yield Rehearsal(house, clock)


def _settings(folder: Path, models: Path, more: dict[str, Any]) -> Settings:
    """Return the region's own settings, cut off from its database, its channels and its services."""
    (folder / "models").symlink_to(models.resolve())
    own = {"var_dir": folder, "contact_key": new_key(), "telegram_mode": "polling", "max_attempts": 1}
    own["engine"] = "tanggap"
    return read_settings(**dict.fromkeys(NOT_IN_DEMO, ""), **own, **more)
