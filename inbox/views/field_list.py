"""The list to take along: on paper, or as one page that needs no server; it names nobody."""

from pathlib import Path

from aiohttp import web

from inbox.keys import DATABASE, DESK, OFFICER
from inbox.list_query import read_query, ticked
from inbox.list_words import LISTS
from inbox.pages import page
from inbox.standing import standing
from inbox.static_files import FOLDER
from storage.audit import AuditAction
from storage.case_lists import CaseList, Viewer
from storage.case_parts import Row
from storage.case_words import without_people
from storage.lists import MOST_PRINTED, Lists
from tickets.ticket import Visibility

QUOTE = 500  #: characters of the complaint on paper
STYLE = FOLDER / "cetak.css"


async def field_list(request: web.Request) -> web.Response:
    """Show the list of the address, or its ticked rows, ready to print; `unduh` gives one file without any link."""
    officer, desk, now = request[OFFICER], request.app[DESK], request.app[DESK].now()
    asked = read_query(request.query, officer)
    wanted = asked.wanted(desk.rules.topics, ticked(request.query.getall("pilih", []), MOST_PRINTED))
    one = CaseList.ALL if wanted.numbers or asked.one is CaseList.HELP else asked.one
    async with request.app[DATABASE].write() as unit:
        calendar, routing = await desk.calendar(unit), await desk.routing(unit)
        viewer = Viewer(officer, now, calendar.local(now).date())
        found = await Lists(unit, viewer).page(one, wanted, limit=MOST_PRINTED, words=QUOTE)
        rows = [row for row in found.rows if row.ticket.visibility is not Visibility.SECRET]
        await unit.audit.note(officer.id, AuditAction.LIST_PRINTED, now, detail=f"{len(rows)} aduan")
        await unit.commit()
    offline = "unduh" in request.query
    response = await page(
        request,
        "field_list.html",
        title=LISTS[one].title,
        lines=[(row, standing(row.ticket, calendar, now), _quote(row)) for row in rows],
        left_out=len(found.rows) - len(rows),
        more=found.after is not None,
        agencies={code: agency.short for code, agency in routing.agencies.items()},
        now=now,
        style=_style(STYLE) if offline else "",
        download=f"/cetak?{request.query_string}&unduh=1",
    )
    if offline:
        name = f"daftar-lapangan-{viewer.today.isoformat()}.html"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _quote(row: Row) -> str:
    return " ".join(without_people(row.words).split())


def _style(path: Path) -> str:
    return path.read_text(encoding="utf-8")
