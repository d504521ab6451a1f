"""Page "Jejak": who saw and who changed what, newest first."""

import re
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from aiohttp import web

from inbox.forms import clean
from inbox.keys import DATABASE, DESK, OFFICER
from inbox.pages import page
from inbox.words import ACTIONS
from storage.audit import PAGE, AuditAction, AuditFilter

ROW = re.compile("[1-9][0-9]{0,17}")
YEARS = range(2000, 3000)
FIELDS = ("pengguna", "tindakan", "nomor", "dari", "sampai")


async def log(request: web.Request) -> web.Response:
    """Show one page; looking at the log is noted in the log itself."""
    asked = {name: clean(request.query.get(name, ""))[:60] for name in FIELDS}
    start, now = request.query.get("sebelum", ""), request.app[DESK].now()
    before = int(start) if ROW.fullmatch(start) else None
    async with request.app[DATABASE].write() as unit:
        rows = await unit.audit.page(request[OFFICER], _filter(request, asked), before)
        # Only which filters: the number of a secret case must not come to a supervisor by this way.
        detail = " ".join(name for name, value in asked.items() if value)
        await unit.audit.note(request[OFFICER].id, AuditAction.LOG_SEEN, now, detail=detail)
        await unit.commit()
    older = urlencode(asked | {"sebelum": rows[-1].id}) if len(rows) == PAGE else ""
    return await page(request, "audit.html", rows=rows, asked=asked, older=older, first=before is None)


def _filter(request: web.Request, asked: dict[str, str]) -> AuditFilter:
    until = _day(request, asked["sampai"])
    return AuditFilter(
        username=asked["pengguna"].lower(),
        action=asked["tindakan"] if asked["tindakan"] in set(ACTIONS) else "",
        number=asked["nomor"].upper(),
        since=_day(request, asked["dari"]),
        until=until + timedelta(days=1) if until else None,
    )


def _day(request: web.Request, typed: str) -> datetime | None:
    """Return the day's first moment at the office; what is no day of our time filters nothing."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    if day.year not in YEARS:
        return None
    return datetime.combine(day, time(), request.app[DESK].rules.timezone)
