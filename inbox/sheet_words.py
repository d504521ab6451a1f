"""The names that documents may hold now, and how a cell reads on screen."""

from aiohttp import web

from inbox.keys import DESK, SITE
from storage import UnitOfWork
from tickets.document import Asks, Column, Known
from tickets.document_changes import ChangeKind
from tickets.document_reading import COMMA, codes

CHANGES = {ChangeKind.ADDED: "ditambah", ChangeKind.REMOVED: "dihapus", ChangeKind.CHANGED: "diubah"}
ACTORS = {"system": "bawaan", "cli": "perintah tanggap"}


async def known_names(request: web.Request, unit: UnitOfWork) -> Known:
    """Return what exists now: agencies, bodies outside, officers, topics and kinds of sensitive matter."""
    routing = await request.app[DESK].routing(unit)
    all_agencies = routing.agencies.values()
    return Known(
        agencies={agency.code: agency.name for agency in all_agencies if not agency.outside},
        outside={agency.code: agency.name for agency in all_agencies if agency.outside},
        officers={one.username: f"{one.name} ({one.username})" for one in await unit.staff.everyone()},
        topics=request.app[SITE].topic_names,
        flags={flag: flag for agency in all_agencies for flag in agency.sensitive},
    )


def options(column: Column, known: Known) -> dict[str, str]:
    """Return what a cell may hold, with its words."""
    return dict(known.of(column.names) if column.names else column.choices)


def cell_words(column: Column, cell: str, known: Known) -> str:
    """Return a cell as people read it."""
    if not cell:
        return "–"
    if column.asks is Asks.MOMENT:
        return cell.replace("T", " ")
    if column.asks is Asks.TICK:
        return "ya"
    names = options(column, known)
    return COMMA.join(names.get(code, code) for code in codes(cell)) if names else cell
