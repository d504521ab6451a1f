"""The ticket service over one unit of work, with the routing and the calendar that are in force."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.errors import DatabaseProblem
from storage.pages import Pages
from storage.unit_of_work import UnitOfWork
from tickets.budget import COMPLETION, Budget, CompletionClass
from tickets.calendar import WorkingCalendar, national_holidays
from tickets.hours import OfficeHours
from tickets.routing import Routing
from tickets.service import TicketService
from tickets.terms import Terms
from tickets.topics import Topic


@dataclass(frozen=True, slots=True)
class HouseRules:
    """What the region decided: prefix, promise, time zone and office hours (local time)."""

    prefix: str
    first_answer_working_days: int
    timezone: ZoneInfo
    opens: time
    closes: time
    topics: Mapping[str, Topic] = field(default_factory=dict)
    undo: timedelta = timedelta()


class Desk:
    """Builds ticket services; the routing table is read again only when its version changed."""

    def __init__(self, rules: HouseRules, now: Callable[[], datetime]) -> None:
        """Work by these rules and this clock."""
        self.rules = rules
        self.now = now
        self._routing: Routing | None = None
        self._national = national_holidays()

    async def service(self, unit: UnitOfWork) -> TicketService:
        """Return the verbs over `unit`. Raises DatabaseProblem before the first import of agencies."""
        return TicketService(
            store=unit.tickets,
            conversations=unit.conversations,
            outbox=unit.outbox,
            bell=unit,
            pager=Pages(unit.connection, self.now),
            routing=await self.routing(unit),
            calendar=await self.calendar(unit),
            now=self.now,
            prefix=self.rules.prefix,
            terms=self.terms,
        )

    @property
    def terms(self) -> Terms:
        """What the region promises."""
        return Terms(self.rules.first_answer_working_days, completion=self._completion, undo=self.rules.undo)

    def _completion(self, topic: str) -> Budget:
        known = self.rules.topics.get(topic)
        return COMPLETION[known.completion if known else CompletionClass.MEDIUM]

    async def routing(self, unit: UnitOfWork) -> Routing:
        """Return the routing in force. Raises DatabaseProblem before the first import."""
        if self._routing is None or self._routing.version != await unit.routing.current_version():
            self._routing = await unit.routing.current()
        if self._routing is None:
            raise DatabaseProblem("Daftar OPD belum ada di basis data. Jalankan `tanggap agencies import`.")
        return self._routing

    async def calendar(self, unit: UnitOfWork) -> WorkingCalendar:
        """Return the calendar with the administrator's own days."""
        hours = OfficeHours.daily(self.rules.opens, self.rules.closes)
        return WorkingCalendar(self.rules.timezone, hours, await unit.facts.days(), self._national)
