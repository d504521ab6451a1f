"""The slow, obvious oracle: what the calendar and the clocks say, found by walking minute by minute."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.tickets.office import DAY, Office

Pauses = Sequence[tuple[int, int | None]]


def count(office: Office, start: int, end: int) -> int:
    """Working minutes from one to the other."""
    total = 0
    for minute in range(start, end):
        total += office.works[minute]
    return total


def add(office: Office, start: int, minutes: int) -> int:
    """Walk until so many working minutes have gone by."""
    minute = start
    while minutes > 0:
        minutes -= office.works[minute]
        minute += 1
    return minute


def add_days(office: Office, day: int, days: int) -> int:
    """Walk until so many working days have come."""
    while days > 0:
        day += 1
        days -= office.works_on(day)
    return day


@dataclass(frozen=True)
class Walk:
    """A clock: `unit` is "hours", "minutes" or "days"; all moments are minutes on the office's wall."""

    office: Office
    start: int
    unit: str
    budget: int
    pauses: Pauses
    stopped: int | None

    def due(self, at: int) -> int:
        """The last minute in time; of days, the minute after the last in time."""
        until = at if self.stopped is None else min(at, self.stopped)
        held = self.held(until)
        return self.due_day(held) if self.unit == "days" else self.due_minute(held)

    def held(self, until: int) -> bytearray:
        """For each minute, whether the clock is held, as known at `until`."""
        table = bytearray(len(self.office.works))
        for begin, end in self.pauses:
            for minute in range(max(begin, self.start), until if end is None else min(end, until)):
                table[minute] = 1
        return table

    def due_minute(self, held: bytearray) -> int:
        """Let the budget run; a minute held is not taken from it, but moves the end."""
        left = self.budget * 60 if self.unit == "hours" else self.budget
        minute = due = self.start
        while left > 0 or held[minute]:
            if self.unit == "hours" or self.office.works[minute]:
                left -= not held[minute]
                due = minute + 1
            minute += 1
        return due

    def due_day(self, held: bytearray) -> int:
        """Each working minute held in time takes one of the working minutes after the promised day."""
        day = add_days(self.office, self.start // DAY, self.budget)
        last = (day + 1) * DAY
        minute = self.start
        while minute < (day + 1) * DAY or (held[minute] and held[minute - 1]):
            if held[minute] and self.office.works[minute]:
                last = add(self.office, last, 1)
                day = (last - 1) // DAY
            minute += 1
        return (day + 1) * DAY

    def paused(self, at: int) -> bool:
        return any(begin <= at and (end is None or at < end) for begin, end in self.pauses)

    def over(self, at: int) -> bool:
        """Whether the promise is past; the midnight after a promised day is past it."""
        return self.due(at) <= at if self.unit == "days" else self.due(at) < at

    def state(self, at: int) -> str:
        if self.stopped is not None and self.stopped <= at:
            return "stopped"
        if self.paused(at):
            return "paused"
        return "late" if self.over(at) else "running"

    def late(self, at: int) -> bool:
        """Whether it was late when it last ran."""
        if self.stopped is None or at < self.stopped:
            return self.state(at) == "late"
        moment = self.stopped
        while moment > self.start and self.paused(self.stopped) and self.paused(moment - 1):
            moment -= 1
        due = self.due(at)
        return due <= moment if self.unit == "days" else due < moment
