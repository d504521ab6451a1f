"""Guessing a password is made slow: few failures per username and address, then a wait."""

from datetime import datetime, timedelta

from storage import UnitOfWork

FAILURES = 5
WINDOW = timedelta(minutes=15)
TRIED, SUCCEEDED = "login_tried", "login_ok"


async def may_try(unit: UnitOfWork, username: str, address: str, now: datetime) -> bool:
    """Count one attempt before it is made, so that many at once count too; False where it is one too many."""
    who = _who(unit, username, address)
    tried = await unit.facts.lookups_since(who, TRIED, now - WINDOW)
    if tried - await unit.facts.lookups_since(who, SUCCEEDED, now - WINDOW) >= FAILURES:
        return False
    await unit.facts.count_lookup(who, TRIED, now)
    return True


async def note_success(unit: UnitOfWork, username: str, address: str, now: datetime) -> None:
    """Take the attempt back: it was no failure."""
    await unit.facts.count_lookup(_who(unit, username, address), SUCCEEDED, now)


def _who(unit: UnitOfWork, username: str, address: str) -> str:
    return unit.fingerprint(f"login\x1f{username.strip().lower()}\x1f{address}")
