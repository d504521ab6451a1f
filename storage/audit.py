"""Who saw and who changed what: rows that are only added, in the transaction of the deed itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.people_tables import audit_log
from storage.staff import Officer, Role
from storage.tables import officers, tickets
from tickets.ticket import Visibility

PAGE = 50  #: rows of one page
LONGEST_DETAIL = 200


class AuditAction(StrEnum):
    """What was done."""

    CASE_OPENED = "case_opened"
    FILE_OPENED = "file_opened"
    IDENTITY_REVEALED = "identity_revealed"
    SEARCHED = "searched"
    LIST_PRINTED = "list_printed"
    FIGURES_SEEN = "figures_seen"
    LOG_SEEN = "log_seen"
    CASE_CHANGED = "case_changed"
    ACCOUNT_CHANGED = "account_changed"
    SETTING_CHANGED = "setting_changed"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"


@dataclass(frozen=True, slots=True)
class Noted:
    """One row; `number` is the ticket's where it is about one, else empty."""

    id: int
    at: datetime
    username: str
    name: str
    action: AuditAction
    number: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What to show: one person's, one action's, one ticket's rows, within days; empty means all."""

    username: str = ""
    action: str = ""
    number: str = ""
    since: datetime | None = None
    until: datetime | None = None


class Audit:
    """The log within one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on this connection."""
        self._db = connection

    async def note(
        self,
        officer_id: str,
        action: AuditAction,
        now: datetime,
        *,
        ticket_id: str | None = None,
        subject: str = "",
        detail: str = "",
    ) -> None:
        """Add one row; a citizen's words, name or number never belong in `detail`."""
        row = {"subject": subject[:60], "detail": detail[:LONGEST_DETAIL], "ticket_id": ticket_id}
        await self._db.execute(insert(audit_log).values(officer_id=officer_id, action=action, at=now, **row))

    async def noted_since(
        self, officer_id: str, action: AuditAction, ticket_id: str, since: datetime, subject: str = ""
    ) -> bool:
        """Whether this officer was noted with this since then; a page refreshed by itself is one look."""
        c = audit_log.c
        same = (c.officer_id == officer_id, c.ticket_id == ticket_id, c.action == action)
        query = select(c.id).where(*same, c.subject == subject, c.at >= since)
        return (await self._db.execute(query.limit(1))).first() is not None

    async def page(self, reader: Officer, wanted: AuditFilter, before: int | None = None) -> list[Noted]:
        """Return up to PAGE rows older than row `before`, newest first.

        Only administrators read what concerns secret tickets; nobody else who asks learns that they exist.
        """
        c = audit_log.c
        query = (
            select(audit_log, officers.c.username, officers.c.name, tickets.c.number)
            .join(officers, officers.c.id == c.officer_id)
            .outerjoin(tickets, tickets.c.id == c.ticket_id)
            .where(*_conditions(wanted), _readable(reader))
        )
        if before is not None:
            query = query.where(c.id < before)
        rows = await self._db.execute(query.order_by(c.id.desc()).limit(PAGE))
        return [_noted(row) for row in rows.all()]


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    c = audit_log.c
    texts = (
        (officers.c.username, wanted.username),
        (c.action, wanted.action),
        (tickets.c.number, wanted.number),
    )
    conditions = [column == value for column, value in texts if value]
    if wanted.since:
        conditions.append(c.at >= wanted.since)
    if wanted.until:
        conditions.append(c.at < wanted.until)
    return conditions


def _readable(reader: Officer) -> ColumnElement[bool]:
    if reader.role is Role.ADMIN:
        return audit_log.c.id > 0
    return or_(audit_log.c.ticket_id.is_(None), tickets.c.visibility != Visibility.SECRET)


def _noted(row: Any) -> Noted:
    action = AuditAction(row.action)
    return Noted(row.id, row.at, row.username, row.name, action, row.number or "", row.subject, row.detail)
