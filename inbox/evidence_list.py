"""Evidence photos as a screen shows them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from inbox.evidence_words import VERDICTS, doubt_words
from storage import UnitOfWork
from storage.evidence_rows import Evidence, Verdict
from storage.scope import in_scope
from storage.staff import Officer
from tickets.evidence import SameAsEarlier


@dataclass(frozen=True, slots=True)
class Shown:
    """One photo: when it came and by whom, why to look again, and what somebody who looked said."""

    id: str
    sha256: str
    number: str
    at: datetime
    by: str
    doubts: tuple[str, ...]
    verdict: str
    checked_by: str
    waiting: bool


async def shown(
    unit: UnitOfWork,
    officer: Officer,
    photos: Sequence[tuple[Evidence, str]],
    exact: Callable[[datetime], str],
) -> list[Shown]:
    """Put evidence (each with its ticket's number) into words, another ticket named only where in scope."""
    others = {d.known.ticket_id for e, _ in photos for d in e.doubts if isinstance(d, SameAsEarlier)}
    numbers = await unit.evidence.numbers(others, in_scope(officer))
    people = {who for e, _ in photos for who in (e.officer_id, e.reviewed_by) if who}
    names = await unit.staff.names(people)
    return [
        Shown(
            id=e.id,
            sha256=e.sha256,
            number=number,
            at=e.created_at,
            by=names.get(e.officer_id, ""),
            doubts=tuple(doubt_words(doubt, e.ticket_id, numbers, exact) for doubt in e.doubts),
            verdict=VERDICTS[e.verdict],
            checked_by=names.get(e.reviewed_by or "", ""),
            waiting=e.verdict is Verdict.WAITING,
        )
        for e, number in photos
    ]
