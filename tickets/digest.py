"""How an agency stands, in one message for its head: what waits, what is late, what is due today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tickets.brief import matter, next_due
from tickets.calendar import WorkingCalendar
from tickets.dates import long_date, short_date
from tickets.status import OPEN, WAITING
from tickets.ticket import Ticket

AFTERNOON = time(15)
TOO_OLD = timedelta(hours=2)  #: a digest missed by so much is skipped
MOST_LISTED = 5


@dataclass(frozen=True, slots=True)
class Digest:
    """One agency at one moment; a case may stand in several lists. `closed` counts since `since`."""

    agency: str
    at: datetime
    since: datetime
    open: int
    unanswered: tuple[Ticket, ...]
    late: tuple[Ticket, ...]
    due_today: tuple[Ticket, ...]
    waiting: tuple[Ticket, ...]
    closed: int

    def age(self, ticket: Ticket) -> int:
        """Return for how many days a case has been open."""
        return max((self.at - ticket.opened_at).days, 0)


@dataclass(frozen=True, slots=True)
class Slot:
    """When a digest is due; `key` names it, `since` is the slot before."""

    at: datetime
    since: datetime

    @property
    def key(self) -> str:
        """The local day and hour."""
        return f"{self.at:%Y-%m-%dT%H:%M}"


def digest(
    agency: str,
    tickets: Sequence[Ticket],
    closed: int,
    since: datetime,
    now: datetime,
    calendar: WorkingCalendar,
) -> Digest:
    """Sort an agency's open tickets into what its head must know, the oldest first."""
    today = calendar.local(now).date()
    known = sorted((t for t in tickets if t.status in OPEN), key=lambda t: (t.opened_at, t.number))
    running = [t for t in known if t.status not in WAITING]
    return Digest(
        agency=agency,
        at=now,
        since=since,
        open=len(known),
        unanswered=tuple(t for t in running if t.first_answered_at is None),
        late=tuple(t for t in running if next_due(t)[1] < today),
        due_today=tuple(t for t in running if next_due(t)[1] == today),
        waiting=tuple(t for t in known if t.status in WAITING),
        closed=closed,
    )


def slots(calendar: WorkingCalendar, day: date) -> list[datetime]:
    """Return when digests are due on a day, in local time: at opening and at 15.00; none on a day off."""
    midnight = datetime.combine(day, time(), calendar.timezone)
    opening = calendar.next_opening(midnight)
    if opening.date() != day:
        return []
    return sorted({opening, datetime.combine(day, AFTERNOON, calendar.timezone)})


def slot_at(calendar: WorkingCalendar, now: datetime) -> Slot | None:
    """Return the slot that is due, None where there is none or it was missed by more than TOO_OLD."""
    day = calendar.local(now).date()
    come = [at for at in slots(calendar, day) if at <= now]
    if not come or now - come[-1] > TOO_OLD:
        return None
    return Slot(come[-1], before(calendar, come[-1]))


def before(calendar: WorkingCalendar, moment: datetime) -> datetime:
    """Return the last slot before a moment; a week is looked back at most."""
    day = calendar.local(moment).date()
    for back in range(8):
        earlier = [at for at in slots(calendar, day - timedelta(days=back)) if at < moment]
        if earlier:
            return earlier[-1]
    return moment - timedelta(days=7)


def digest_text(found: Digest, name: str, titles: Mapping[str, str], calendar: WorkingCalendar) -> str:
    """Write it as plain text, for a chat."""
    at, since = calendar.local(found.at), calendar.local(found.since)
    lines = [
        f"Ringkasan {name}, {long_date(at.date())} pukul {at:%H.%M}",
        f"Terbuka: {found.open}. Ditutup sejak {short_date(since.date())} {since:%H.%M}: {found.closed}.",
    ]
    lists = (
        ("Belum dijawab petugas", found.unanswered),
        ("Terlambat", found.late),
        ("Jatuh tempo hari ini", found.due_today),
        ("Menunggu warga", found.waiting),
    )
    for title, tickets in lists:
        lines += ["", f"{title}: {len(tickets)}"]
        lines += [
            f"• {t.number} {matter(t, titles)} ({found.age(t)} hari)"
            if found.age(t)
            else f"• {t.number} {matter(t, titles)} (hari ini)"
            for t in tickets[:MOST_LISTED]
        ]
        if len(tickets) > MOST_LISTED:
            lines.append(f"… dan {len(tickets) - MOST_LISTED} lagi")
    return "\n".join(lines)
