"""What an officer narrows a list by."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from storage.tables import conversations, tickets


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Empty means any; `topics` are those of a completion class, `older` and `younger` are ages in days.

    `area` is the beginning of an area's code, so that a district's code finds its villages; `numbers` are ticked rows.
    """

    agency: str = ""
    topic: str = ""
    status: str = ""
    urgency: str = ""
    area: str = ""
    channel: str = ""
    topics: tuple[str, ...] | None = None
    older: int | None = None
    younger: int | None = None
    numbers: tuple[str, ...] = field(default_factory=tuple)

    def conditions(self, now: datetime) -> list[ColumnElement[bool]]:
        """Return what each part asks of a ticket."""
        c = tickets.c
        named = (
            (c.agency, self.agency),
            (c.topic, self.topic),
            (c.status, self.status),
            (c.urgency, self.urgency),
        )
        found = [column == value for column, value in named if value]
        if self.area:
            found.append(c.area_code.startswith(self.area, autoescape=True))
        if self.channel:
            spoken = select(conversations.c.channel).where(conversations.c.id == c.conversation_id)
            found.append(spoken.correlate(tickets).scalar_subquery() == self.channel)
        if self.topics is not None:
            found.append(c.topic.in_(self.topics))
        # So written that SQLite does not walk the whole archive by age for a list of open cases.
        opened_at = func.coalesce(c.opened_at, c.opened_at)
        if self.older is not None:
            found.append(opened_at < now - timedelta(days=self.older))
        if self.younger is not None:
            found.append(opened_at >= now - timedelta(days=self.younger))
        if self.numbers:
            found.append(c.number.in_(self.numbers))
        return found
