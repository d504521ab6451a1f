"""What channels report about messages sent: many reports at once, each row moved only forwards."""

from collections.abc import Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from messages import DeliveryReport, DeliveryStatus
from storage.cipher import Cipher
from storage.following import promote
from storage.outbox import UNSENT, sent_fingerprint
from storage.tables import outbox
from storage.wakeups import conversation_topic
from storage.watermarks import sent_until

#: The channel took the message and could not deliver it: for good, not in this window, or not this time.
NOT_ARRIVED = (DeliveryStatus.FAILED, *UNSENT)
#: After so many tries a message that the channel takes and never delivers is given up.
MOST_ATTEMPTS = 20
#: How long a message waits that the channel asks to be sent again.
AGAIN_AFTER = timedelta(minutes=1)
RANK = {DeliveryStatus.SENT: 1, DeliveryStatus.DELIVERED: 2, DeliveryStatus.READ: 3}
COLUMNS = ("id", "conversation_id", "external_fingerprint", "state", "attempts", "sent_at", "not_before")
LONGEST_TRACKER = 18  #: digits; a longer one is no row of ours, and no column takes it


class DeliveryReports:
    """Takes in how messages fared, within one unit of work."""

    def __init__(self, connection: AsyncConnection, cipher: Cipher, rings: list[str]) -> None:
        """Work on this connection; `rings` collects what to ring after the commit."""
        self._db = connection
        self._cipher = cipher
        self._rings = rings

    async def take_in(
        self, reports: Sequence[DeliveryReport], *, patient: bool = True
    ) -> list[DeliveryReport]:
        """Move the rows on; a later stage is never taken back by an earlier one, failure is final.

        Returns the reports on rows that somebody else holds at this moment; with `patient` those are waited for.
        """
        prints = {report.message_id: self._print(report) for report in reports if report.message_id}
        reached = await sent_until(self._db, self._cipher, reports)
        named = await self._named(reports, prints, [one for some in reached for one in some])
        held = {row.id: row for row in await self._held([row.id for row in named], patient=patient)}
        waiting = {one for one, row in held.items() if row.state in UNSENT}
        left: list[DeliveryReport] = []
        changes: dict[int, dict[str, Any]] = {}
        for report, until in zip(reports, reached, strict=True):
            known = prints.get(report.message_id)
            meant = until + [row.id for row in named if _means(report, known, row)]
            if any(one not in held for one in meant):
                left.append(report)
                continue
            for one in meant:
                if changed := _changed(report, known, held[one]):
                    changes[one] = changed
        await self._write(changes)
        if over := {held[one].conversation_id for one in waiting.intersection(changes)}:
            await promote(self._db, *sorted(over))
        self._rings += [conversation_topic(held[one].conversation_id) for one in changes]
        return left

    def _print(self, report: DeliveryReport) -> str:
        return sent_fingerprint(self._cipher, report.message_id)

    async def _named(
        self, reports: Sequence[DeliveryReport], prints: dict[str, str], reached: Sequence[int]
    ) -> Sequence[Any]:
        c = outbox.c
        tracked = [row for report in reports if (row := _tracked(report)) is not None]
        key = c.external_fingerprint.in_(list(prints.values())) | c.id.in_([*tracked, *reached])
        return (await self._db.execute(select(c.id, c.external_fingerprint).where(key))).all()

    async def _held(self, ids: Sequence[int], *, patient: bool) -> list[SimpleNamespace]:
        if not ids:
            return []
        c = outbox.c
        query = select(*(c[name] for name in COLUMNS)).where(c.id.in_(ids)).order_by(c.id)
        locked = query.with_for_update(key_share=True, skip_locked=not patient)
        return [SimpleNamespace(**row._mapping) for row in (await self._db.execute(locked)).all()]  # noqa: SLF001

    async def _write(self, changes: dict[int, dict[str, Any]]) -> None:
        if not changes:
            return
        c = outbox.c
        query = update(outbox).where(c.id == bindparam("row"))
        moved = query.values(
            state=bindparam("to"),
            error=bindparam("why"),
            leased_until=None,
            not_before=bindparam("at", type_=c.not_before.type),
            external_fingerprint=bindparam("known"),
            sent_at=bindparam("sent", type_=c.sent_at.type),
        )
        await self._db.execute(moved, [{"row": one, **changes[one]} for one in sorted(changes)])


def _tracked(report: DeliveryReport) -> int | None:
    """Return the row that the report's tracker names, None where it is no number of ours."""
    tracker = report.tracker or ""
    return (
        int(tracker) if tracker.isascii() and tracker.isdigit() and len(tracker) <= LONGEST_TRACKER else None
    )


def _means(report: DeliveryReport, known: str | None, row: Any) -> bool:
    return bool(known and known == row.external_fingerprint) or _tracked(report) == row.id


def _changed(report: DeliveryReport, known: str | None, row: SimpleNamespace) -> dict[str, Any] | None:
    """Move a row on by one report and return what to write, None where it changes nothing."""
    known = known or row.external_fingerprint
    status = _settled(report.status, row, known)
    if status is None:
        return None
    row.state, row.external_fingerprint = status, known
    if status in RANK:
        row.sent_at = row.sent_at or report.at
    if status is DeliveryStatus.PENDING:
        row.not_before = report.at + AGAIN_AFTER
    return {
        "to": status,
        "why": report.code,
        "at": row.not_before,
        "known": known,
        "sent": row.sent_at,
    }


def _settled(status: DeliveryStatus, row: Any, known: str | None) -> DeliveryStatus | None:
    """Return the state a report gives a row, None where it changes nothing."""
    if not _outranks(status, DeliveryStatus(row.state)):
        return None
    if status in NOT_ARRIVED and row.external_fingerprint not in {None, known}:
        return None  # an earlier try of a message that was sent again since
    if status is DeliveryStatus.PENDING and row.attempts >= MOST_ATTEMPTS:
        return DeliveryStatus.FAILED
    return status


def _outranks(new: DeliveryStatus, old: DeliveryStatus) -> bool:
    if old is DeliveryStatus.FAILED:
        return False
    if new in NOT_ARRIVED:
        return RANK.get(old, 0) <= RANK[DeliveryStatus.SENT]
    return RANK.get(new, 0) > RANK.get(old, 0)
