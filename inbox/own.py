"""What every page of an officer shows about the officer: unseen mentions and calls, and the guide of the first days."""

from aiohttp import web

from inbox.keys import DATABASE, DESK, OFFICER
from storage.calls import Calls
from storage.preferences import GUIDE_READ
from storage.staff import Role

READS_CASES = frozenset({Role.OFFICER, Role.HEAD, Role.TRIAGE, Role.SUPERVISOR})
WORKS_ON_CASES = READS_CASES - {Role.SUPERVISOR}
#: The guide's three steps.
SEE, ANSWER, CLOSE = 1, 2, 3
NOTHING: dict[str, object] = {"mentions": 0, "guide": 0, "calls": ()}


async def own(request: web.Request) -> dict[str, object]:
    """Return the unseen mentions' number and calls, and which step of the guide this page is about (0: none)."""
    officer = request.get(OFFICER)
    if officer is None or officer.role not in READS_CASES:
        return NOTHING
    step = _step(request.path) if officer.role in WORKS_ON_CASES else 0
    async with request.app[DATABASE].read() as unit:
        mentions = await unit.notes.unseen(officer)
        calls = await Calls(unit).unseen(officer, request.app[DESK].now())
        read = bool(step and await unit.preferences.get(officer.id, GUIDE_READ))
    return {"mentions": mentions, "guide": 0 if read else step, "calls": calls}


def _step(path: str) -> int:
    if path == "/":
        return SEE
    if path.startswith("/aduan/"):
        return CLOSE if path.endswith("/tutup") else ANSWER
    return 0
