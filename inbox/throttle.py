"""Guessing is made slow without locking anyone out: strangers wait ever longer, a known browser counts for itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import UnitOfWork
from storage.attempts import SUCCEEDED, TRIED

MEMORY = timedelta(hours=24)  #: failures older than this are forgotten
LONGEST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Count:
    """One count of attempts: by whom (a keyed hash), how many failures are free, and the first wait."""

    who: str
    free: int = 5
    first: timedelta = timedelta(minutes=1)


def counts(unit: UnitOfWork, username: str, address: str, browser: str | None) -> list[Count]:
    """Return what an attempt to sign in counts towards.

    A browser in which the owner signed in before (`browser`, its signed id) counts for itself alone, so that no
    stranger can make its owner wait. Strangers count by account and address, and all of them together by
    account, so that many addresses do not add up to many guesses.
    """
    name = username.strip().lower()
    if browser:
        return [Count(unit.fingerprint(f"login-known\x1f{name}\x1f{browser}"))]
    by_address = Count(unit.fingerprint(f"login\x1f{name}\x1f{address}"))
    return [by_address, Count(unit.fingerprint(f"login-strangers\x1f{name}"), free=100)]


def code_counts(unit: UnitOfWork, officer_id: str, browser: str | None) -> list[Count]:
    """Return what an attempt at the second factor counts towards; whoever is here knows the password."""
    return [Count(unit.fingerprint(f"code\x1f{officer_id}\x1f{browser or ''}"))]


async def wait(unit: UnitOfWork, kept: Sequence[Count], now: datetime) -> timedelta:
    """Count one attempt before it is made, so that many at once count too; return how long to wait instead.

    A refused attempt is not counted: asking again does not make the wait longer.
    """
    for count in kept:
        await unit.attempts.in_turn(count.who)
    left = max([await _left(unit, count, now) for count in kept])
    if left > timedelta():
        return left
    for count in kept:
        await unit.attempts.note(count.who, TRIED, now)
    return timedelta()


async def note_success(unit: UnitOfWork, kept: Sequence[Count], now: datetime) -> None:
    """Forget the failures: this was the owner."""
    for count in kept:
        await unit.attempts.note(count.who, SUCCEEDED, now)


def delay(failures: int, count: Count) -> timedelta:
    """Return the wait after so many failures: none while they are free, then doubling up to an hour."""
    if failures < count.free:
        return timedelta()
    doublings: int = 2 ** min(failures - count.free, 10)
    return min(count.first * doublings, LONGEST)


async def _left(unit: UnitOfWork, count: Count, now: datetime) -> timedelta:
    tally = await unit.attempts.tally(count.who, now - MEMORY)
    return tally.last + delay(tally.failures, count) - now if tally.last else timedelta()
