"""Clocks in words: promised, late, standing still, reached, and over."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from inbox.clock_words import clock_lines, help_words
from tickets.calendar import WorkingCalendar
from tickets.help import HelpKind, HelpRequest
from tickets.hours import OfficeHours
from tickets.status import EventKind, TicketStatus, status_after
from tickets.terms import Terms
from tickets.ticket import BOT, Actor, ActorKind, Ticket, TicketEvent

CALENDAR = WorkingCalendar(
    ZoneInfo("Asia/Jakarta"), OfficeHours.daily(time(7, 30), time(16)), {}, frozenset()
)
#: A Monday, 09.00 in Jakarta.
OPENED = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
RINA = Actor(ActorKind.OFFICER, "rina")


def words(now: datetime, *events: tuple[EventKind, datetime]) -> dict[str, tuple[str, str]]:
    history = [TicketEvent("t", "in:1", 0, EventKind.OPENED, BOT, OPENED)]
    history += [TicketEvent("t", f"o:{n}", 0, kind, RINA, at) for n, (kind, at) in enumerate(events)]
    status = status_after(event.kind for event in history)
    ticket = Ticket(
        "t", "KLT-1", 1, 0, "r", "c", "jalan", 1.0, "PU", OPENED, date(2026, 11, 5), status=status
    )
    lines = clock_lines(ticket, history, Terms(), CALENDAR, now)
    return {line.name: (line.words, line.look) for line in lines}


def day(number: int, hour: int = 2) -> datetime:
    return datetime(2026, 11, number, hour, 0, tzinfo=UTC)


def test_a_fresh_case_says_what_is_promised() -> None:
    told = words(day(2, 3))
    assert told["Dilihat (internal)"] == ("paling lambat Rab, 4 Nov 09.00", "")
    assert told["Jawaban pertama"] == ("paling lambat Kam, 5 Nov (3 hari kerja lagi)", "")
    assert told["Penyelesaian"][0].startswith("paling lambat")


@pytest.mark.parametrize(("at", "left"), [(day(4), "(besok)"), (day(5), "(hari ini)")])
def test_the_last_days_are_named(at: datetime, left: str) -> None:
    assert left in words(at)["Jawaban pertama"][0]


def test_a_late_clock_says_so_in_words_not_by_its_look_alone() -> None:
    assert words(day(10))["Jawaban pertama"] == ("Terlambat: 3 hari kerja (batas Kam, 5 Nov)", "late")


def test_a_question_stops_the_clocks_since_then() -> None:
    told = words(day(9), (EventKind.ASKED, day(3, 4)))
    since = "Berhenti sejak Sel, 3 Nov 11.00: menunggu jawaban pelapor"
    assert told["Jawaban pertama"] == told["Penyelesaian"] == (since, "paused")


def test_what_was_reached_too_late_says_both() -> None:
    told = words(day(11), (EventKind.REPLIED, day(10)))
    assert told["Jawaban pertama"] == ("tercapai Sel, 10 Nov 09.00, lewat dari Kam, 5 Nov", "")


def test_after_done_the_reporter_is_waited_for() -> None:
    told = words(day(4), (EventKind.REPORTED_DONE, day(3)))
    assert told["Penilaian pelapor"] == ("ditunggu sampai Sel, 17 Nov, sesudah itu dianggap selesai", "")
    assert "lewat" not in told["Penyelesaian"][0]


def test_a_case_put_aside_promises_nothing_any_more() -> None:
    told = words(day(20), (EventKind.SPAM_MARKED, day(3)))
    assert "Jawaban pertama" not in told
    assert all(look == "" for _, look in told.values())


def test_another_agencys_answer_has_a_clock_of_its_own() -> None:
    asked = HelpRequest("h", "t", HelpKind.QUESTION, "PU", "DLH", "?", "rina", OPENED, date(2026, 11, 5))
    assert (
        help_words(asked, CALENDAR, day(3)).words == "ditunggu paling lambat Kam, 5 Nov (2 hari kerja lagi)"
    )
    assert help_words(asked, CALENDAR, day(9)).look == "late"
    answered = replace(asked, answer="Ya", answered_at=day(9))
    assert help_words(answered, CALENDAR, day(30)).words == "dijawab Sen, 9 Nov 09.00 (terlambat)"


def test_waiting_for_the_vote_is_never_late() -> None:
    told = words(datetime(2027, 1, 4, 2, 0, tzinfo=UTC), (EventKind.REPORTED_DONE, day(3)))
    assert all(look == "" for _, look in told.values())
    assert TicketStatus.AWAITING_REPORTER
