"""The ticket service over one unit of work, with the routing and the calendar that are in force."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from storage.errors import DatabaseProblem
from storage.in_force import in_force
from storage.pages import Pages
from storage.shelf import Shelf
from storage.unit_of_work import UnitOfWork
from tickets.budget import Budget, CompletionClass
from tickets.calendar import WorkingCalendar, national_holidays
from tickets.dates import LANGUAGE
from tickets.documents import Documents
from tickets.hours import OfficeHours
from tickets.ladder import Ladder
from tickets.preset import Preset
from tickets.routing import Routing
from tickets.service import TicketService
from tickets.terms import VOTE_REMINDER_DAYS, Terms
from tickets.topics import Topic


@dataclass(frozen=True, slots=True)
class HouseRules:
    """What the settings say: prefix, promise, time zone, office hours (local time), the preset and the topics.

    `language` is how days are written to citizens.
    """

    prefix: str
    first_answer_working_days: int
    timezone: ZoneInfo
    opens: time
    closes: time
    preset: Preset = field(default_factory=Preset)
    topics: Mapping[str, Topic] = field(default_factory=dict)
    undo: timedelta = timedelta()
    language: str = LANGUAGE


class Desk:
    """Builds ticket services; the routing table is read again only when its version changed."""

    def __init__(self, rules: HouseRules, now: Callable[[], datetime]) -> None:
        """Work by these rules and this clock."""
        self.rules = rules
        self.now = now
        self.shelf = Shelf(rules.preset, OfficeHours.daily(rules.opens, rules.closes))
        self._routing: Routing | None = None
        self._national = national_holidays()

    async def service(self, unit: UnitOfWork) -> TicketService:
        """Return the verbs over `unit`. Raises DatabaseProblem before the first import of agencies."""
        if self not in unit.kept:
            unit.kept[self] = await self._service(unit)
        service: TicketService = unit.kept[self]
        return service

    async def _service(self, unit: UnitOfWork) -> TicketService:
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
            terms=await self.terms(unit),
            language=self.rules.language,
        )

    async def terms(self, unit: UnitOfWork) -> Terms:
        """Return what the region promises."""
        documents = await self.documents(unit)
        limits, topics = documents.limits, self.rules.topics

        def completion(topic: str) -> Budget:
            known = topics.get(topic)
            return limits.completion_of(known) if known else limits.completion[CompletionClass.MEDIUM]

        return Terms(
            first_answer_days=self.rules.first_answer_working_days,
            pickup=limits.pickup,
            completion=completion,
            superior=partial(_superior, documents.ladder),
            road=documents.roads.owner,
            load=limits.load,
            vote_days=limits.vote_days,
            vote_reminder_days=min(VOTE_REMINDER_DAYS, limits.vote_days - 1),
            question_days=limits.answer_days,
            place_hours=limits.place_hours,
            place_days=limits.place_days,
            information_days=limits.information_days,
            extension_days=limits.extension_days,
            most_transfers=limits.transfers,
            undo=self.rules.undo,
        )

    async def routing(self, unit: UnitOfWork) -> Routing:
        """Return the routing in force. Raises DatabaseProblem before the first import."""
        version = (await in_force(unit)).routing
        if self._routing is None or self._routing.version != version:
            self._routing = await unit.routing.current()
        if self._routing is None:
            raise DatabaseProblem("Daftar OPD belum ada di basis data. Jalankan `tanggap agencies import`.")
        return self._routing

    async def documents(self, unit: UnitOfWork) -> Documents:
        """Return the house documents in force: ladder, rota, roads, bodies outside, limits and office hours."""
        return await self.shelf.documents(unit)

    async def calendar(self, unit: UnitOfWork) -> WorkingCalendar:
        """Return the calendar with the region's office hours and the administrator's own days."""
        hours, days = (await self.documents(unit)).hours, (await in_force(unit)).days
        return WorkingCalendar(self.rules.timezone, hours, days, self._national)


def _superior(ladder: Ladder, agency: str, level: int) -> str | None:
    rung = ladder.rung(agency, level)
    if rung is None:
        return None
    return f"{rung.title} ({rung.name})" if rung.name else rung.title
