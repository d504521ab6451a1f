"""The officers' lists: which cases each one holds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true

from storage.beside_tables import note_mentions, notes
from storage.help_tables import help_requests
from storage.scope import helps
from storage.staff import Officer, Role
from storage.tables import tickets
from tickets.help import HelpKind
from tickets.status import WAITING
from tickets.terms import TOP_LEVEL
from tickets.ticket import TicketUrgency

#: From which level on a case is this role's own matter (tickets/terms.py).
LEVELS = {Role.HEAD: 1, Role.TRIAGE: TOP_LEVEL}
OVERSEES = frozenset({Role.HEAD, Role.TRIAGE})
SEES_ALL = frozenset({Role.TRIAGE, Role.SUPERVISOR})


class CaseList(StrEnum):
    """One list; all but the last two and `REVIEW` hold open cases only."""

    OPEN = "open"  #: every open case in scope
    AGENCY = "agency"  #: what the own agencies lead or help with
    MINE = "mine"  #: what this officer looks after
    UNCLAIMED = "unclaimed"
    LATE = "late"  #: a promise was broken and the work goes on, or the own part is past due
    URGENT = "urgent"
    UNANSWERED = "unanswered"  #: no person has answered yet; must reach 0
    WAITING = "waiting"  #: the reporter's turn
    MENTIONS = "mentions"  #: somebody named this officer in a note, not yet seen
    ESCALATED = "escalated"  #: it climbed to this officer's level
    REVIEW = "review"  #: somebody else should look at how it was closed, or at an objection
    HELP = "help"  #: what other agencies ask of ours; rows of their own, not cases
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, and when; `today` is the office's day."""

    officer: Officer
    now: datetime
    today: date


c = tickets.c
IS_OPEN = c.closed_at.is_(None)
IS_CLOSED = c.closed_at.is_not(None)


def lists_of(officer: Officer) -> tuple[CaseList, ...]:
    """Return the lists this officer has, the first one to begin with."""
    left_out = set[CaseList]()
    if officer.role not in SEES_ALL:
        left_out.add(CaseList.OPEN)
    if not officer.agencies:
        left_out |= {CaseList.AGENCY, CaseList.HELP}
    if officer.role not in OVERSEES:
        left_out |= {CaseList.ESCALATED, CaseList.REVIEW}
    if officer.role is Role.SUPERVISOR:
        left_out |= {CaseList.MINE}
    return tuple(one for one in CaseList if one not in left_out)


def holds(one: CaseList, viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition of a list; the scope is another matter and always comes with it."""
    if one is CaseList.CLOSED:
        return IS_CLOSED
    if one is CaseList.REVIEW:
        return c.needs_review
    return true() if one is CaseList.ALL else and_(IS_OPEN, among_open(one, viewer))


def among_open(one: CaseList, viewer: Viewer) -> ColumnElement[bool]:
    """Return what a list asks of an open case."""
    return _ASKS.get(one, _anything)(viewer)


def _anything(_viewer: Viewer) -> ColumnElement[bool]:
    return true()


def _of_own_agencies(viewer: Viewer) -> ColumnElement[bool]:
    own = viewer.officer.agencies
    return or_(c.agency.in_(own), helps(viewer.officer)) if own else false()


def _late(viewer: Viewer) -> ColumnElement[bool]:
    return or_(is_late(viewer.today), c.id.in_(_our_parts_late(viewer)))


def _climbed(viewer: Viewer) -> ColumnElement[bool]:
    level = LEVELS.get(viewer.officer.role)
    return false() if level is None else c.level >= level


def _mentioned(viewer: Viewer) -> ColumnElement[bool]:
    named = note_mentions.c
    query = select(notes.c.ticket_id).join(note_mentions, named.note_id == notes.c.id)
    return c.id.in_(query.where(named.officer_id == viewer.officer.id, named.seen_at.is_(None)))


def is_late(today: date) -> ColumnElement[bool]:
    """Return whether a promise of the running stage was broken, and it is not the reporter's turn."""
    due = running_due()
    return and_(c.status.not_in(WAITING), or_(c.missed_at.is_not(None), due < today))


def running_due() -> ColumnElement[date]:
    """Return the promised day of the stage that runs: the first answer, then the end."""
    end = func.coalesce(c.completion_due, c.first_answer_due)
    return case((c.first_answered_at.is_(None), c.first_answer_due), else_=end)


def asked_of(officer: Officer) -> ColumnElement[bool]:
    """Return the condition of `help_requests` that wait for the officer's agencies."""
    return and_(help_requests.c.agency.in_(officer.agencies), help_requests.c.answered_at.is_(None))


def _our_parts_late(viewer: Viewer) -> "Select[tuple[str]]":
    h = help_requests.c
    late = and_(asked_of(viewer.officer), h.kind == HelpKind.PART, h.due < viewer.today)
    return select(h.ticket_id).where(late)


_ASKS: Mapping[CaseList, Callable[[Viewer], ColumnElement[bool]]] = {
    CaseList.AGENCY: _of_own_agencies,
    CaseList.MINE: lambda viewer: c.claimed_by == viewer.officer.id,
    CaseList.UNCLAIMED: lambda _: c.claimed_by.is_(None),
    CaseList.LATE: _late,
    CaseList.URGENT: lambda _: c.urgency.in_((TicketUrgency.EMERGENCY, TicketUrgency.IMPORTANT)),
    CaseList.UNANSWERED: lambda _: c.first_answered_at.is_(None),
    CaseList.WAITING: lambda _: c.status.in_(WAITING),
    CaseList.MENTIONS: _mentioned,
    CaseList.ESCALATED: _climbed,
}
