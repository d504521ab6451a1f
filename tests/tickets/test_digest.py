"""Digests: when they are due, and what stands in them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tickets.calendar import WorkingCalendar
from tickets.digest import digest, digest_text, slot_at
from tickets.hours import OfficeHours
from tickets.status import TicketStatus
from tickets.ticket import Ticket, Visibility

JAKARTA = ZoneInfo("Asia/Jakarta")
CALENDAR = WorkingCalendar(JAKARTA, OfficeHours.daily(time(7, 30), time(16)))
TODAY = date(2026, 11, 25)  # a Wednesday


def at(hour: int, minute: int = 0, day: int = 25) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=JAKARTA).astimezone(UTC)


def ticket(n: int, **more: object) -> Ticket:
    values: dict[str, object] = {"opened_at": at(8, day=23), "first_answer_due": TODAY}
    return Ticket(
        id=str(n),
        number=f"KLT-22222{n}-2",
        source_message_id=n,
        part=0,
        reporter_id="r",
        conversation_id="c",
        topic="jalan",
        topic_confidence=1.0,
        agency="DPUPR",
        **values | more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("now", "slot", "since"),
    [
        (at(7, 29), None, None),
        (at(7, 30), "2026-11-25T07:30", at(15, day=24)),
        (at(9, 30), "2026-11-25T07:30", at(15, day=24)),
        (at(9, 31), None, None),
        (at(15), "2026-11-25T15:00", at(7, 30)),
        (at(17, 1), None, None),
        (at(8, day=28), None, None),  # a Saturday
        (at(8, day=30), "2026-11-30T07:30", at(15, day=27)),
    ],
)
def test_a_digest_is_due_at_opening_and_at_three_on_working_days(
    now: datetime, slot: str | None, since: datetime | None
) -> None:
    found = slot_at(CALENDAR, now)
    assert (found and found.key) == slot
    assert (found and found.since) == since


def test_a_holiday_has_no_digest() -> None:
    assert slot_at(replace(CALENDAR, overrides={TODAY: True}), at(8)) is None


def test_a_case_stands_where_its_head_must_look() -> None:
    late = ticket(1, first_answer_due=date(2026, 11, 24))
    today = ticket(2, opened_at=at(8))
    answered = ticket(3, first_answered_at=at(9, day=24), completion_due=date(2026, 12, 10))
    overdue = ticket(4, first_answered_at=at(9, day=24), completion_due=date(2026, 11, 20))
    asked = ticket(5, status=TicketStatus.NEEDS_INFO)
    done = ticket(6, status=TicketStatus.RESOLVED)
    found = digest(
        "DPUPR", [done, today, asked, overdue, answered, late], 3, at(15, day=24), at(10), CALENDAR
    )
    assert found.open == 5
    assert found.unanswered == (late, today)
    assert found.late == (late, overdue)
    assert found.due_today == (today,)
    assert found.waiting == (asked,)


def test_the_text_names_cases_ages_and_counts_but_nothing_secret() -> None:
    many = [ticket(n, place="Pasar Kota") for n in range(1, 8)]
    hush = ticket(9, visibility=Visibility.SECRET, place="Rumah dinas", opened_at=at(8, day=20))
    found = digest("DPUPR", [*many, hush], 2, at(15, day=24), at(10), CALENDAR)
    words = digest_text(found, "Dinas PU", {"jalan": "Jalan rusak"}, CALENDAR)
    assert "Ringkasan Dinas PU, Rabu, 25 November 2026 pukul 10.00" in words
    assert "Terbuka: 8. Ditutup sejak 24 Nov 15.00: 2." in words
    assert "Belum dijawab petugas: 8" in words
    assert "KLT-222229-2 aduan rahasia (5 hari)" in words
    assert "KLT-222221-2 Jalan rusak, Pasar Kota (2 hari)" in words
    assert "… dan 3 lagi" in words
    assert "Rumah dinas" not in words
    assert len(words) < 4096, "one message on Telegram"
    assert timedelta(0) < found.at - found.since
