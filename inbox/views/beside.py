"""What stands beside a case: notes, who else has it open, unsent words, its place and its neighbours."""

from collections.abc import Iterable

from aiohttp import web

from inbox.keys import DATABASE, DESK, OFFICER, OUTLINE
from inbox.outline import Drawing
from inbox.sessions import Access
from inbox.views.presence import told
from messages import Point
from storage import UnitOfWork
from storage.case_parts import Case
from storage.collision import last_event
from storage.neighbours import Neighbours, neighbours

#: What the page knows about mentions before they count as seen.
MENTIONED = "mentioned"
#: A page that fetches itself anew while it has not the focus says so (inbox.js).
UNSEEN = "X-Tanpa-Dilihat"


async def beside(request: web.Request, unit: UnitOfWork, case: Case) -> dict[str, object]:
    """Return what the partials of `templates/case` show beside the case.

    `notes`, `may_note`, `colleagues` and `mentioned`; `present` as sentences; `drafts` as text by field;
    `last_event`, which the reply's form carries; `neighbours`; `where` and `drawing` of its place.
    """
    officer, ticket, now = request[OFFICER], case.ticket, request.app[DESK].now()
    notes = await unit.notes.of_ticket(ticket.id, officer.id)
    others = await unit.presence.others(ticket.id, officer.id, now)
    drafts = await unit.drafts.of(ticket.id, officer.id)
    found = await neighbours(unit, officer, ticket, now)
    return {
        # Who only supports a case tells its leaders by a note, and is seen to have it open.
        "may_note": officer.role in Access.WORKERS.value,
        "notes": notes,
        MENTIONED: any(note.mine for note in notes),
        "colleagues": [one for one in await unit.notes.colleagues(ticket) if one.id != officer.id],
        "present": told(others),
        "drafts": {field: draft.text for field, draft in drafts.items()},
        "last_event": await last_event(unit, ticket.id),
        "neighbours": found,
        "where": request.app[OUTLINE].words(ticket.point) if ticket.point else "",
        "drawing": _drawing(request, ticket.point, found),
    }


async def seen(request: web.Request, ticket_id: str, values: dict[str, object]) -> None:
    """Note that the officer has seen the mentions the page is about to show."""
    if not values[MENTIONED] or UNSEEN in request.headers:
        return
    async with request.app[DATABASE].write() as unit:
        await unit.notes.see(ticket_id, request[OFFICER].id, request.app[DESK].now())
        await unit.commit()


def _drawing(request: web.Request, point: Point | None, found: Neighbours) -> Drawing | None:
    if point is None:
        return None
    return request.app[OUTLINE].draw(point, _points(found))


def _points(found: Neighbours) -> Iterable[Point]:
    near = (one.ticket.point for one in found.near)
    alike = (one.report.point for one in found.duplicates)
    return dict.fromkeys(point for point in (*near, *alike) if point)
