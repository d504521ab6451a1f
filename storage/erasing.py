"""Erasing a citizen's data when it is due: a chore, safe to repeat, in any number of processes and under `kill -9`.

Everything in the database goes in one transaction, which also keeps the names of the files; those are removed after
it, as often as it takes.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import func, select, update

from messages import Saying
from storage.blanking import Blanking, forget_searches
from storage.database import Database
from storage.desk import Desk
from storage.erasures import AFTER, FETCHED_LATE, Erasure, promised_day
from storage.errors import Conflict
from storage.journal import WorkState
from storage.tables import contact_addresses, contacts, conversations, inbound_messages, outbox, tickets
from storage.unit_of_work import UnitOfWork
from tickets.dates import long_date
from tickets.keys import TurnKeys
from tickets.status import CLOSED, EventKind
from tickets.ticket import SYSTEM, Ticket

log = structlog.get_logger(__name__)

MOST_REPORTS = 1_000  #: of one person
#: Told when the last report is closed and the day is known.
DAY_KNOWN = "utter_hapus_data_tanggal"


async def erase_due(database: Database, desk: Desk, media_dir: Path, now: datetime) -> int:
    """Erase what is due, say when the rest will be, and remove files; returns how many people were erased."""
    async with database.read() as unit:
        waiting = await unit.erasures.waiting()
    erased = 0
    for each in waiting:
        try:
            async with database.write() as unit:
                erased += await attend(unit, desk, str(each.contact_id), now)
                await unit.commit()
        except Conflict:
            log.info("erasure_put_off")  # somebody wrote at this moment; the next round does it
    if erased:
        async with database.write() as unit:
            await forget_searches(unit.connection)
            await unit.commit()
    await remove_files(database, media_dir, now)
    return erased


async def erase(unit: UnitOfWork, desk: Desk, contact_id: str, now: datetime) -> None:
    """Erase one person now, whatever is open; the caller commits."""
    service = await desk.service(unit)
    blanking = Blanking(unit.connection, unit.cipher, contact_id)
    files = await blanking.files()
    key = unit.erasures.fingerprint(contact_id)[:32]
    reports = await unit.tickets.of_reporter(contact_id, limit=MOST_REPORTS, lock=True)
    for ticket in reports:
        await unit.conversations.let_go(ticket.id)
        bare = replace(ticket, place=None, point=None)
        await service.happen(bare, EventKind.DATA_ERASED, SYSTEM, TurnKeys(f"erasure:{key}/{ticket.id}"))
    await blanking.blank()
    person = update(contacts).where(contacts.c.id == contact_id)
    await unit.connection.execute(person.values(name_sealed=None, name_fingerprint=None, erased_at=now))
    await unit.erasures.done(contact_id, files, now)
    log.info("contact_erased", tickets=len(reports), files=len(files))


async def remove_files(database: Database, media_dir: Path, now: datetime) -> int:
    """Remove the files of those erased; what was still being fetched then is looked for a quarter of an hour."""
    async with database.read() as unit:
        left = await unit.erasures.with_files()
    removed = 0
    for each in left:
        removed += await asyncio.to_thread(_unlink, media_dir, each.files)
        if each.erased_at is not None and now >= each.erased_at + FETCHED_LATE:
            async with database.write() as unit:
                await unit.erasures.files_gone(each.contact_fingerprint)
                await unit.commit()
    return removed


async def open_reports(unit: UnitOfWork, contact_id: str) -> list[Ticket]:
    """Return a contact's reports on which something may still come, as the case that is worked on."""
    found = []
    for ticket in await unit.tickets.of_reporter(contact_id, limit=MOST_REPORTS):
        case = await unit.tickets.get(ticket.parent_id) if ticket.parent_id else ticket
        if case.status not in CLOSED:
            found.append(replace(case, number=ticket.number))
    return found


async def due_at(unit: UnitOfWork, request: Erasure) -> datetime | None:
    """Return when a request falls due, None while a report is open."""
    contact_id = str(request.contact_id)
    if await open_reports(unit, contact_id):
        return None
    mine = select(func.coalesce(tickets.c.parent_id, tickets.c.id)).where(tickets.c.reporter_id == contact_id)
    query = select(func.max(tickets.c.closed_at)).where(tickets.c.id.in_(mine))
    last: datetime | None = (await unit.connection.execute(query)).scalar_one()
    return max(request.asked_at, last or request.asked_at) + AFTER


async def attend(unit: UnitOfWork, desk: Desk, contact_id: str, now: datetime) -> bool:
    """Look at one request under its row's lock; True where the data are erased."""
    request = await unit.erasures.of(contact_id, lock=True)
    if request is None or request.erased_at is not None:
        return False  # taken back, or another process was here first
    due = await due_at(unit, request)
    if due != request.due_at:
        await unit.erasures.set_due(contact_id, due)
        if due is not None and due > now:
            await _tell_day(unit, desk, contact_id, due)
    if due is None or due > now or await _is_busy(unit, contact_id, now):
        return False
    await erase(unit, desk, contact_id, now)
    return True


async def _tell_day(unit: UnitOfWork, desk: Desk, contact_id: str, due: datetime) -> None:
    """Say the day, in the conversation in which the citizen wrote last."""
    c = conversations.c
    query = select(c.id).where(c.contact_id == contact_id).order_by(c.last_inbound_at.desc(), c.id).limit(1)
    conversation_id = (await unit.connection.execute(query)).scalar_one_or_none()
    if conversation_id is None:
        return
    day = long_date(promised_day(due - AFTER, desk.rules.timezone), desk.rules.language)
    turn = f"erasure:{unit.erasures.fingerprint(contact_id)[:32]}/{due:%Y%m%d%H%M%S}"
    await unit.outbox.put(conversation_id, Saying(DAY_KNOWN, {"tanggal": day}), turn=turn, n=0)


async def _is_busy(unit: UnitOfWork, contact_id: str, now: datetime) -> bool:
    """Whether a turn or a sending is under way in one of their conversations; nothing new begins after this."""
    a, c, m, o = contact_addresses.c, conversations.c, inbound_messages.c, outbox.c
    # In the gateway's order: what comes in now waits here, and finds nobody behind its address.
    await unit.connection.execute(select(a.id).where(a.contact_id == contact_id).with_for_update())
    query = select(c.id, c.leased_until).where(c.contact_id == contact_id).with_for_update()
    talks = (await unit.connection.execute(query)).all()
    if any(row.leased_until is not None and row.leased_until > now for row in talks):
        return True
    ids = [row.id for row in talks]
    unread = select(m.id).where(m.conversation_id.in_(ids), m.state == WorkState.PENDING).limit(1)
    sending = select(o.id).where(o.conversation_id.in_(ids), o.leased_until > now).limit(1)
    found = [(await unit.connection.execute(each)).first() for each in (unread, sending)]
    return any(each is not None for each in found)


def _unlink(media_dir: Path, files: Sequence[str]) -> int:
    present = [path for path in (media_dir / name for name in files) if path.is_file()]
    for path in present:
        path.unlink(missing_ok=True)
    return len(present)
