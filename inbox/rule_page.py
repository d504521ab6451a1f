"""A house document's form on screen: what was typed, what is wrong with it, and what to know beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web

from inbox.keys import DESK
from inbox.pages import page
from inbox.sheet_form import Rows
from inbox.sheet_words import CHANGES, cell_words, known_names, options
from storage import UnitOfWork
from tickets.dates import long_date
from tickets.document import EVERY, DocumentKind, Known, Problem, Sheet
from tickets.document_changes import Change

LOOK_AHEAD = timedelta(days=14)  #: how far the rota's gaps are told


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form shows: rows, how many of them were there before, and what is wrong with them."""

    rows: Rows
    before: Mapping[str, int]
    version: int
    problems: Sequence[Problem] = ()
    notice: str = ""
    meanwhile: Sequence[Change] = ()
    more: int = 1
    shown_version: int | None = None
    found: Mapping[tuple[str, int, str], str] = field(init=False)

    def __post_init__(self) -> None:
        """Index the problems by where they stand."""
        index = {(p.section, p.row, p.field): p.message for p in reversed(self.problems)}
        object.__setattr__(self, "found", index)


async def show_form(
    request: web.Request, unit: UnitOfWork, sheet: Sheet, draft: Draft, *, status: int = 200
) -> web.Response:
    """Show the form with what exists now to choose from."""
    known, hints = await known_names(request, unit), await _hints(request, unit, sheet)
    return await sheet_page(request, "rule.html", sheet, known, status=status, draft=draft, hints=hints)


async def sheet_page(
    request: web.Request, name: str, sheet: Sheet, known: Known, *, status: int = 200, **values: object
) -> web.Response:
    """Render a page about one document, with the words of its cells."""
    words = {
        "options": lambda column: options(column, known),
        "cell": lambda column, words: cell_words(column, words, known),
        "change_names": CHANGES,
    }
    return await page(request, name, status=status, sheet=sheet, **words, **values)


async def _hints(request: web.Request, unit: UnitOfWork, sheet: Sheet) -> list[str]:
    """Say which of the coming hours nobody covers."""
    if sheet.kind is not DocumentKind.ROTA:
        return []
    desk = request.app[DESK]
    rota = (await desk.documents(unit)).rota
    now = desk.now().astimezone(desk.rules.timezone)
    return [
        f"{'Semua OPD' if agency == EVERY else agency}: {_moment(start)} sampai {_moment(end)}"
        for agency in rota.agencies or (EVERY,)
        for start, end in rota.gaps(now, now + LOOK_AHEAD, agency)
    ]


def _moment(moment: datetime) -> str:
    return f"{long_date(moment.date())} pukul {moment:%H.%M}"
