"""Calls reach people: a page becomes one call a person, told by chat when its time has come, seen in the inbox."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select, update

from messages import Saying
from storage.callees import Callees
from storage.desk import Desk
from storage.help_tables import pages
from storage.reach_tables import calls
from storage.roster import roster
from storage.scope import in_scope
from storage.staff import Officer
from storage.tables import tickets
from storage.ticket_store import _ticket as as_ticket
from storage.unit_of_work import UnitOfWork
from storage.wakeups import officer_topic
from tickets.brief import due_words, matter
from tickets.calendar import WorkingCalendar
from tickets.status import CLOSED, OPEN
from tickets.ticket import Ticket, TicketUrgency

AT_ONCE = 200  #: pages, and calls, of one round; the next round takes the rest
MOST_SHOWN = 20  #: calls in the inbox's strip
MOST_LISTED = 15  #: cases in one message
WHY = {
    "emergency": "darurat",
    "pickup": "belum diambil petugas",
    "first_answer": "janji jawaban lewat",
    "completion": "janji selesai lewat",
    "reopened": "dibuka kembali oleh warga",
    "complaint": "dinaikkan",
}


@dataclass(frozen=True, slots=True)
class Call:
    """One call of one person; `held` says that it waited for the morning."""

    id: int
    officer_id: str
    why: str
    level: int
    at: datetime
    held: bool
    ticket: Ticket

    @property
    def reason(self) -> str:
        """Why they are called, in words."""
        return WHY.get(self.why, self.why)


class Calls:
    """The calls within one unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        """Work within this unit of work."""
        self._unit = unit
        self._db = unit.connection

    async def unseen(self, officer: Officer, now: datetime) -> list[Call]:
        """Return the officer's calls on open cases in scope that were not marked as seen, the latest first."""
        c = calls.c
        query = self._with_tickets().where(
            c.officer_id == officer.id,
            c.seen_at.is_(None),
            c.due_at <= now,
            tickets.c.status.in_(OPEN),
            in_scope(officer),
        )
        return await self._read(query.order_by(c.id.desc()).limit(MOST_SHOWN))

    async def see(self, call_id: int, officer: Officer, now: datetime) -> None:
        """Mark the officer's own call as seen; again, or another's, changes nothing."""
        c = calls.c
        query = update(calls).where(c.id == call_id, c.officer_id == officer.id, c.seen_at.is_(None))
        await self._db.execute(query.values(seen_at=now))

    async def undelivered(self) -> list[tuple[int, int, Ticket]]:
        """Return pages nobody was called to yet: id, level, ticket; the oldest first."""
        p = pages.c
        query = (
            select(p.id.label("page_id"), p.level.label("rung"), tickets)
            .join(tickets, tickets.c.id == p.ticket_id)
            .where(p.passed_on_at.is_(None))
            .order_by(p.id)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True, of=pages)
        )
        return [(row.page_id, row.rung, as_ticket(row)) for row in (await self._db.execute(query)).all()]

    async def add(self, page_id: int, people: Sequence[tuple[Officer, datetime]], now: datetime) -> None:
        """Call these people to it, and never to it again."""
        for officer, due in people:
            row = {"page_id": page_id, "officer_id": officer.id, "due_at": due}
            await self._db.execute(insert(calls).values(**row))
            self._unit.ring_topic(officer_topic(officer.id))
        await self._db.execute(update(pages).where(pages.c.id == page_id).values(passed_on_at=now))

    async def due(self, now: datetime) -> list[Call]:
        """Return calls whose time has come and that nobody was told of."""
        c = calls.c
        query = self._with_tickets().where(c.told_at.is_(None), c.due_at <= now).order_by(c.id)
        return await self._read(query.limit(AT_ONCE).with_for_update(skip_locked=True, of=calls))

    async def told(self, call_ids: Sequence[int], now: datetime) -> None:
        """Note that there is nothing more to tell of these."""
        await self._db.execute(update(calls).where(calls.c.id.in_(call_ids)).values(told_at=now))

    def _with_tickets(self) -> "Select[Any]":
        c, p = calls.c, pages.c
        columns = (
            c.id.label("call_id"),
            c.officer_id,
            c.due_at,
            p.why,
            p.level.label("rung"),
            p.at.label("called"),
            p.passed_on_at,
        )
        query = select(*columns, tickets).join(pages, p.id == c.page_id)
        return query.join(tickets, tickets.c.id == p.ticket_id)

    async def _read(self, query: "Select[Any]") -> list[Call]:
        rows = (await self._db.execute(query)).all()
        return [
            Call(r.call_id, r.officer_id, r.why, r.rung, r.called, r.due_at > r.passed_on_at, as_ticket(r))
            for r in rows
        ]


async def deliver(unit: UnitOfWork, desk: Desk, now: datetime) -> int:
    """Call people to what they were not called to yet, and tell whose time has come; returns how many calls.

    A page for which there is nobody stays until there is somebody. The caller commits.
    """
    kept = Calls(unit)
    calendar = await desk.calendar(unit)
    if waiting := await kept.undelivered():
        callees = Callees(unit, await unit.staff.everyone(), await roster(unit, desk), calendar, now)
        for page_id, level, ticket in waiting:
            people = [] if ticket.status in CLOSED else await callees.of(ticket, level)
            if people or ticket.status in CLOSED:
                await kept.add(page_id, people, now)
    due = await kept.due(now)
    by_officer: dict[str, list[Call]] = defaultdict(list)
    for call in due:
        if call.ticket.status not in CLOSED:
            by_officer[call.officer_id].append(call)
    for officer_id, own in by_officer.items():
        await _tell(unit, desk, officer_id, own, calendar)
    await kept.told([call.id for call in due], now)
    return len(due)


async def _tell(
    unit: UnitOfWork, desk: Desk, officer_id: str, own: Sequence[Call], calendar: WorkingCalendar
) -> None:
    """Put it in the officer's chat: an emergency alone, the rest as one list."""
    unit.ring_topic(officer_topic(officer_id))
    link = await unit.officer_links.of_officer(officer_id)
    if link is None or not link.holds(desk.now()):
        return
    titles = {name: topic.title for name, topic in desk.rules.topics.items()}
    urgent = [call for call in own if call.ticket.urgency is TicketUrgency.EMERGENCY]
    rest = [call for call in own if call not in urgent]
    for call in urgent:
        words = emergency_words(call, titles, calendar)
        await unit.outbox.put(link.conversation_id, Saying(text=words), turn=f"call:{call.id}", n=0)
    if rest:
        words = list_words(rest, titles, calendar, desk.now())
        turn = f"calls:{officer_id}:{rest[0].id}-{rest[-1].id}"
        await unit.outbox.put(link.conversation_id, Saying(text=words), turn=turn, n=0)


def emergency_words(call: Call, titles: Mapping[str, str], calendar: WorkingCalendar) -> str:
    """Call to one emergency."""
    ticket, opened = call.ticket, calendar.local(call.ticket.opened_at)
    return (
        f"⚠ DARURAT {ticket.number}\n{matter(ticket, titles)}\nMasuk {opened:%H.%M}. Tangani sekarang, lalu balas: "
        f"{ticket.number} ambil"
    )


def list_words(
    own: Sequence[Call], titles: Mapping[str, str], calendar: WorkingCalendar, now: datetime
) -> str:
    """Call to several cases at once."""
    head = "Daftar pagi" if any(call.held for call in own) else "Panggilan"
    lines = [f"{head}: {len(own)} aduan menunggu Anda."]
    for call in own[:MOST_LISTED]:
        due = due_words(call.ticket, calendar, now)
        lines.append(f"• {call.ticket.number} {matter(call.ticket, titles)}: {call.reason} ({due})")
    if len(own) > MOST_LISTED:
        lines.append(f"… dan {len(own) - MOST_LISTED} lagi di kotak masuk.")
    return "\n".join(lines)
