"""The lists: what waits for this officer."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from aiohttp import web

from inbox.choices import inside
from inbox.dates import Promise
from inbox.keys import DATABASE, DESK, OFFICER, SITE
from inbox.list_query import ListQuery, read_query
from inbox.list_words import AGES, CLASSES, LISTS, NOTHING_FITS
from inbox.pages import page, redirect
from inbox.sessions import Access
from inbox.standing import standing
from inbox.views.bulk import DEEDS
from storage import UnitOfWork
from storage.case_lists import OVERSEES, SEES_ALL, CaseList, Viewer, lists_of
from storage.case_parts import Row
from storage.counts import MOST, Counts, counts
from storage.lists import Lists
from storage.staff import Officer, Role
from tickets.calendar import WorkingCalendar
from tickets.routing import Agency, Routing
from tickets.topics import Topic

#: Where those begin who have no queue.
HOME = {Role.ADMIN: "/akun", Role.TRAINER: "/sesi"}
#: What the line at the top asks of its readers: that it comes to nothing.
READS_COUNTER = OVERSEES
Line = tuple[Row, Promise]


async def queue(request: web.Request) -> web.Response:
    """Show one list, narrowed as the address says."""
    officer, desk = request[OFFICER], request.app[DESK]
    if officer.role in HOME:
        return redirect(HOME[officer.role])
    asked, now = read_query(request.query, officer), desk.now()
    async with request.app[DATABASE].read() as unit:
        routing, calendar = await desk.routing(unit), await desk.calendar(unit)
        viewer = Viewer(officer, now, calendar.local(now).date())
        values = await _read(unit, viewer, asked, desk.rules.topics)
        saved = await unit.filters.of(officer.id)
    values["lines"] = lines(values.pop("rows"), calendar, now)
    values |= _words(officer, asked, routing, values["counts"], request.app[SITE].topic_names)
    every = request.query.get("pilih") == "semua"
    return await page(request, "queue.html", asked=asked, saved=saved, ticked=every, **values)


def lines(rows: Sequence[Row], calendar: WorkingCalendar, now: datetime) -> list[Line]:
    """Put beside each row how it stands with its promise."""
    return [(row, standing(row.ticket, calendar, now)) for row in rows]


def sees_many(officer: Officer) -> bool:
    """Whether a list may hold cases of several agencies."""
    return officer.role in SEES_ALL or len(officer.agencies) > 1


async def _read(
    unit: UnitOfWork, viewer: Viewer, asked: ListQuery, topics: Mapping[str, Topic]
) -> dict[str, Any]:
    lists, found = Lists(unit, viewer), await counts(unit, viewer)
    if asked.one is CaseList.HELP:
        return {
            "counts": found,
            "rows": [],
            "after": None,
            "helps": await lists.asked(),
            "today": viewer.today,
        }
    part = await lists.page(asked.one, asked.wanted(topics), asked.cursor)
    return {"counts": found, "rows": part.rows, "after": part.after, "helps": None, "today": viewer.today}


def _words(
    officer: Officer, asked: ListQuery, routing: Routing, found: Counts, topics: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "tabs": [(LISTS[one], _figure(one, found), one is asked.one) for one in lists_of(officer)],
        "words": LISTS[asked.one],
        "empty": NOTHING_FITS if asked.fields else LISTS[asked.one].empty,
        "narrowing": bool(asked.fields),
        "agencies": {code: one.short for code, one in routing.agencies.items()},
        "choices": _choices(officer, routing),
        "receivers": _receivers(officer, routing),
        "topics": topics,
        "ages": {slug: words for slug, (words, _, _) in AGES.items()},
        "classes": CLASSES,
        "deeds": DEEDS,
        "counter": found.lists[CaseList.UNANSWERED] if officer.role in READS_COUNTER else None,
        "may_work": officer.role in Access.WORKERS.value,
        "key": uuid.uuid4().hex,
    }


def _figure(one: CaseList, found: Counts) -> str:
    number = found.lists.get(one, 0)
    if one in {CaseList.CLOSED, CaseList.ALL} and number >= MOST:
        return f"{MOST}+"
    late = f" ({found.help_late} lewat)" if one is CaseList.HELP and found.help_late else ""
    return f"{number}{late}"


def _choices(officer: Officer, routing: Routing) -> list[Agency]:
    """Return the agencies by which this officer may narrow a list."""
    if not sees_many(officer):
        return []
    every = officer.role in SEES_ALL
    return [one for one in routing.agencies.values() if every or one.code in officer.agencies]


def _receivers(officer: Officer, routing: Routing) -> dict[str, str]:
    own = "" if sees_many(officer) else officer.agency
    return {agency.code: agency.name for agency in inside(routing) if agency.code != own}
