"""The figures of finished periods, written once and never changed."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.report_tables import report_snapshots
from tickets.periods import Period
from tickets.scores import Figure, Report, Scores, Sheet


class Snapshots:
    """The finished periods within one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on this connection."""
        self._db = connection

    async def kept(self) -> set[str]:
        """Return the keys of the periods that are kept."""
        query = select(report_snapshots.c.period).distinct()
        return set((await self._db.execute(query)).scalars())

    async def scores(self, period: Period) -> tuple[dict[str, Scores], datetime] | None:
        """Return each agency's figures and when they were made; None where the period is not kept."""
        c = report_snapshots.c
        query = select(c.agency, c.body, c.computed_at).where(c.period == period.key).order_by(c.agency)
        rows = (await self._db.execute(query)).all()
        return ({row.agency: _scores(row.body) for row in rows}, rows[0].computed_at) if rows else None

    async def tickets(self, period: Period, agency: str, figure: Figure) -> list[str] | None:
        """Return the numbers behind one figure; None where the period is not kept."""
        c = report_snapshots.c
        query = select(c.tickets).where(c.period == period.key, c.agency == agency)
        row = (await self._db.execute(query)).one_or_none()
        if row is None:
            return [] if period.key in await self.kept() else None
        return list(row.tickets.get(figure, []))

    async def keep(self, period: Period, made: Report, now: datetime) -> None:
        """Keep a finished period. Kept already, the unit of work ends with a Conflict."""
        rows = [
            {
                "period": period.key,
                "agency": agency,
                "body": _body(sheet.scores),
                "tickets": {str(figure): numbers for figure, numbers in sheet.tickets.items()},
                "computed_at": now,
            }
            for agency, sheet in (made or {"": Sheet()}).items()
        ]
        await self._db.execute(insert(report_snapshots), rows)


def _body(scores: Scores) -> dict[str, object]:
    counts = {str(figure): count for figure, count in scores.counts.items()}
    return {"counts": counts, "median_hours": scores.median_hours, "mean_stars": scores.mean_stars}


def _scores(body: Mapping[str, object]) -> Scores:
    """Read a kept row; a figure this release no longer counts is left out."""
    known = {str(figure): figure for figure in Figure}
    counts = body["counts"]
    assert isinstance(counts, dict)  # noqa: S101 - our own row
    hours, stars = body["median_hours"], body["mean_stars"]
    return Scores(
        {known[name]: count for name, count in counts.items() if name in known},
        float(str(hours)) if hours is not None else None,
        float(str(stars)) if stars is not None else None,
    )
