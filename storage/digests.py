"""Digests for heads: gathered within their scope, sent once a slot to their chats."""

from datetime import datetime

import structlog
from sqlalchemy import func, insert, select

from messages import Saying
from storage.database import Database
from storage.desk import Desk
from storage.errors import Conflict
from storage.reach_tables import digests_sent
from storage.scope import in_scope
from storage.staff import Officer, Role
from storage.tables import tickets
from storage.ticket_store import _ticket as as_ticket
from storage.unit_of_work import UnitOfWork
from tickets.calendar import WorkingCalendar
from tickets.digest import Digest, Slot, before, digest, digest_text, slot_at
from tickets.status import OPEN

log = structlog.get_logger(__name__)


class Digests:
    """Digests as one officer may see them."""

    def __init__(self, unit: UnitOfWork, officer: Officer) -> None:
        """Read within this unit of work, for this officer."""
        self._unit = unit
        self._db = unit.connection
        self._officer = officer
        self._scope = in_scope(officer)

    async def of(self, agency: str, since: datetime, now: datetime, calendar: WorkingCalendar) -> Digest:
        """Return how an agency stands that leads its tickets."""
        c = tickets.c
        own = (self._scope, c.agency == agency)
        rows = (await self._db.execute(select(tickets).where(*own, c.status.in_(OPEN)))).all()
        closed = select(func.count()).where(*own, c.closed_at > since, c.closed_at <= now)
        count = int((await self._db.execute(closed.select_from(tickets))).scalar_one())
        return digest(agency, [as_ticket(row) for row in rows], count, since, now, calendar)

    async def today(self, agencies: list[str], now: datetime, calendar: WorkingCalendar) -> list[Digest]:
        """Return how these agencies stand now, since the digest before."""
        since = before(calendar, now)
        return [await self.of(code, since, now, calendar) for code in agencies]

    async def was_sent(self, slot: Slot) -> bool:
        """Whether the officer got this slot's."""
        c = digests_sent.c
        query = select(c.slot).where(c.officer_id == self._officer.id, c.slot == slot.key)
        return (await self._db.execute(query)).first() is not None

    async def note_sent(self, slot: Slot, now: datetime) -> None:
        """Note it; another process that was faster ends this unit of work with a Conflict."""
        row = {"officer_id": self._officer.id, "slot": slot.key, "sent_at": now}
        await self._db.execute(insert(digests_sent).values(**row))


async def send_digests(database: Database, desk: Desk, now: datetime) -> int:
    """Put the digest that is due into the chats of all heads who have one; returns how many. Again sends nothing."""
    async with database.read() as unit:
        slot = slot_at(await desk.calendar(unit), now)
        heads = [one for one in await unit.staff.everyone() if one.role is Role.HEAD] if slot else []
    sent = 0
    for head in heads:
        try:
            async with database.write() as unit:
                sent += await _send(unit, desk, head, slot, now) if slot else 0
                await unit.commit()
        except Conflict:
            log.info("digest_sent_elsewhere", officer=head.id)
    return sent


async def _send(unit: UnitOfWork, desk: Desk, head: Officer, slot: Slot, now: datetime) -> int:
    link, own = await unit.officer_links.of_officer(head.id), Digests(unit, head)
    if link is None or not link.holds(now) or await own.was_sent(slot):
        return 0
    calendar, routing = await desk.calendar(unit), await desk.routing(unit)
    titles = {name: topic.title for name, topic in desk.rules.topics.items()}
    for n, code in enumerate(head.agencies):
        found = await own.of(code, slot.since, now, calendar)
        words = digest_text(found, routing.agency_or_code(code).short, titles, calendar)
        turn = f"digest:{head.id}:{slot.key}"
        await unit.outbox.put(link.conversation_id, Saying(text=words), turn=turn, n=n)
    await own.note_sent(slot, now)
    return 1
