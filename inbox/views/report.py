"""Page "Rapor": each agency's figures in a period, printable, as CSV, and the tickets behind each figure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any

from aiohttp import web

from inbox.keys import DATABASE, DESK, OFFICER
from inbox.pages import page
from inbox.report_csv import csv_of
from inbox.report_words import RULES, SECTIONS, TITLES, Column
from storage.audit import AuditAction
from storage.report import SOME, first_day, freeze, listed, make_report, periods
from storage.staff import Officer, Role
from tickets.periods import Period
from tickets.scores import Figure, Scores

NOTHING = Scores({})
PAGE = re.compile("[1-9][0-9]{0,3}")
MOST_PERIODS = 60  #: offered in the chooser


@dataclass(frozen=True, slots=True)
class Line:
    """One agency's row: as printed, and where it was frozen what is counted today."""

    agency: str
    name: str
    scores: Scores
    now: Scores

    def today(self, column: Column) -> str:
        """Return what today's counting gives, empty where it is the same."""
        text = column.text(self.now)
        return "" if text == column.text(self.scores) else text


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report as its reader may see it; `frozen_at` is None while the period runs."""

    period: Period
    lines: list[Line]
    total: Line | None
    frozen_at: datetime | None


async def report(request: web.Request) -> web.Response:
    """Show one period's figures."""
    offered, period = await _periods(request)
    sheet = await _sheet(request, period)
    await _note(request, period.key)
    days = request.app[DESK].rules.first_answer_working_days
    values: dict[str, Any] = {
        "sheet": sheet,
        "offered": offered[:MOST_PERIODS],
        "sections": SECTIONS,
        "rules": RULES,
        "days": days,
    }
    return await page(request, "report.html", title=request.app[DESK].rules.preset.report_title, **values)


async def download(request: web.Request) -> web.Response:
    """Give the same figures as a file for a spreadsheet."""
    _, period = await _periods(request)
    sheet = await _sheet(request, period)
    await _note(request, f"{period.key} csv")
    return web.Response(
        body=csv_of(period.key, [(line.agency, line.name, line.scores) for line in sheet.lines]),
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="rapor-{period.key}.csv"'},
    )


async def behind(request: web.Request) -> web.Response:
    """List the tickets behind one figure, as far as the reader may see them today; never a secret one."""
    agency, officer = request.match_info["opd"], request[OFFICER]
    known = {str(figure): figure for figure in TITLES}
    figure = known.get(request.match_info["angka"])
    if figure is None or not _may_see(officer, agency):
        raise web.HTTPNotFound
    _, period = await _periods(request)
    numbers = await _numbers(request, period, agency, figure)
    pages = max(1, ceil(len(numbers) / SOME))
    asked = request.query.get("halaman", "")
    number = min(int(asked), pages) if PAGE.fullmatch(asked) else 1
    some = numbers[(number - 1) * SOME : number * SOME]
    async with request.app[DATABASE].read() as unit:
        found = await listed(unit, officer, some)
        routing = await request.app[DESK].routing(unit)
    await _note(request, f"{period.key} {agency} {figure}")
    values: dict[str, Any] = {
        "tickets": found,
        "hidden": len(some) - len(found),
        "number": number,
        "pages": pages,
    }
    name = routing.agency_or_code(agency).short
    return await page(
        request, "report_list.html", period=period, agency=agency, name=name, column=TITLES[figure], **values
    )


def _may_see(officer: Officer, agency: str) -> bool:
    return officer.role is not Role.HEAD or agency in officer.agencies


async def _periods(request: web.Request) -> tuple[list[Period], Period]:
    """Return what may be chosen, and the chosen one: the last that is over, where the address says none."""
    desk, today = request.app[DESK], _today(request)
    async with request.app[DATABASE].read() as unit:
        first = await first_day(unit, desk)
    offered = periods(desk, first, today)
    asked = request.query.get("masa")
    if asked is None:
        return offered, next((period for period in offered if period.is_over(today)), offered[0])
    try:
        period = Period.named(asked)
    except ValueError:
        raise web.HTTPNotFound from None
    if period.first > today or period.after <= (first or today):
        raise web.HTTPNotFound
    return offered, period


def _today(request: web.Request) -> date:
    desk = request.app[DESK]
    return desk.now().astimezone(desk.rules.timezone).date()


async def _sheet(request: web.Request, period: Period) -> Sheet:
    """Return the frozen figures beside today's, or today's alone while the period runs."""
    database, desk, officer = request.app[DATABASE], request.app[DESK], request[OFFICER]
    made = await make_report(database, desk, period)
    if period.is_over(_today(request)):
        await freeze(database, desk, period, made)
    async with database.read() as unit:
        frozen, routing = await unit.snapshots.scores(period), await desk.routing(unit)
    today = {agency: sheet.scores for agency, sheet in made.items()}
    printed, frozen_at = frozen or (today, None)
    lines = [
        Line(code, routing.agency_or_code(code).short, printed.get(code, NOTHING), today.get(code, NOTHING))
        for code in printed.keys() | today.keys()
        if code and _may_see(officer, code)
    ]
    lines.sort(key=lambda line: line.name)
    total = _total(printed, today) if officer.role is not Role.HEAD else None
    return Sheet(period, lines, total, frozen_at)


def _total(printed: Mapping[str, Scores], today: Mapping[str, Scores]) -> Line:
    return Line("", "Semua OPD", _sum(printed), _sum(today))


def _sum(scores: Mapping[str, Scores]) -> Scores:
    """Add up the counts; medians and means of several agencies do not add up."""
    return Scores({figure: sum(each.of(figure) for each in scores.values()) for figure in Figure})


async def _numbers(request: web.Request, period: Period, agency: str, figure: Figure) -> list[str]:
    async with request.app[DATABASE].read() as unit:
        kept = await unit.snapshots.tickets(period, agency, figure)
    if kept is None:
        made = await make_report(request.app[DATABASE], request.app[DESK], period)
        kept = made[agency].tickets.get(figure, []) if agency in made else []
    return list(dict.fromkeys(kept))


async def _note(request: web.Request, detail: str) -> None:
    async with request.app[DATABASE].write() as unit:
        await unit.audit.note(
            request[OFFICER].id,
            AuditAction.FIGURES_SEEN,
            request.app[DESK].now(),
            subject="rapor",
            detail=detail,
        )
        await unit.commit()
