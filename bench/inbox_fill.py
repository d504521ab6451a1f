"""Fills a database with cases by bulk SQL: COPY on PostgreSQL, executemany on SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

import psycopg
from sqlalchemy.engine import URL

from bench.inbox_words import Words
from storage.case_words import agency_term, number_terms, terms
from tickets.number import ALPHABET, check_symbol

if TYPE_CHECKING:
    from storage import Database

FEW, OPEN, CLOSED = 1_000, 10_000, 200_000
AGENCIES = ("DPUPR", "DLH", "DISHUB", "DINKES", "DISDIK", "PDAM", "SATPOLPP", "DINSOS", "DESA", "DISKOMINFO")
WEIGHTS = (30, 15, 12, 8, 8, 8, 6, 5, 5, 3)  #: percent; the first one is the large agency
TOPICS = (
    "jalan",
    "sampah_lingkungan",
    "listrik_pju",
    "air_bersih",
    "kesehatan",
    "bansos",
    "desa",
    "ketertiban",
)
LIVES = ("assigned", "in_progress", "answered", "needs_info", "awaiting_reporter", "new", "reopened")
AT_ONCE = 5_000
#: Shares of the cases: whose conversation officers have, or another agency helps with; to be reviewed; late.
FEW_OF_ALL, DOUBTED, MISSED = 0.02, 0.003, 0.2
_TICKET = """
id number source_message_id part reporter_id conversation_id kind visibility urgency status topic
topic_confidence candidates sensitivity place area_code agency supporting opened_at first_answer_due
first_answered_at closed_at pickup_due completion_due wake_at claimed_by level outcome needs_review
missed_at
"""
TICKET = _TICKET.split()
TABLES: dict[str, Sequence[str]] = {
    "contacts": ("id", "locale", "created_at"),
    "contact_addresses": ("id", "contact_id", "channel", "scope", "fingerprint", "id_sealed", "created_at"),
    "conversations": [
        "id",
        "contact_id",
        "address_id",
        "channel",
        "scope",
        "thread",
        "last_sequence",
        "last_inbound_at",
        "owner",
        "owner_agency",
        "owner_ticket_id",
        "created_at",
    ],
    "inbound_messages": [
        "id",
        "channel",
        "scope",
        "fingerprint",
        "conversation_id",
        "sequence",
        "kind",
        "direct",
        "thread",
        "text",
        "provider_time",
        "received_at",
        "ready_at",
        "state",
        "version",
        "attempts",
    ],
    "tickets": TICKET,
    "ticket_messages": ("ticket_id", "message_id"),
    "ticket_events": ["ticket_id", "turn", "n", "kind", "actor_kind", "actor_id", "at", "reason", "payload"],
    "case_words": ("ticket_id", "mark", "words"),
}


async def fill(database: Database, url: URL, opened: int, closed: int) -> None:
    """Add that many cases; the closed ones are the older ones."""
    async with database.read() as unit:
        start = len(await unit.tickets.queue(None, limit=10 * OPEN))
    rows = Rows(start, url.get_backend_name() == "postgresql")
    with _Loader(url) as loader:
        for first in range(0, opened + closed, AT_ONCE):
            last = min(first + AT_ONCE, opened + closed)
            for name, part in rows.of(first, last, closed).items():
                loader.load(name, TABLES[name], part)
        loader.finish()


class Rows:
    """Rows of every table, one case after the other."""

    def __init__(self, start: int, postgresql: bool) -> None:  # noqa: FBT001 - one of two
        """Begin behind `start` cases."""
        self._words = Words(start + 1)
        self._start = start
        self._postgresql = postgresql
        self._now = datetime.now(UTC)

    def of(self, first: int, last: int, closed: int) -> dict[str, list[Sequence[Any]]]:
        """Return the rows of the cases from `first` to before `last`; the first `closed` ones are closed."""
        found: dict[str, list[Sequence[Any]]] = {name: [] for name in TABLES}
        for n in range(first, last):
            for name, row in self._case(self._start + n + 1, is_open=n >= closed, age=(last - n) % 700):
                found[name].append(row)
        return found

    def _case(self, n: int, *, is_open: bool, age: int) -> Iterable[tuple[str, Sequence[Any]]]:
        dice, text, place = self._words.dice, self._words.complaint(), self._words.place()
        days = dice.randint(0, 20) if is_open else 20 + age
        at, agency = (
            self._now - timedelta(days=days, minutes=dice.randint(0, 1400)),
            dice.choices(AGENCIES, WEIGHTS)[0],
        )
        key, held = f"{n:032x}", is_open and dice.random() < FEW_OF_ALL
        moment, number = self._moment(at), _number(n)
        message = (key, moment, moment, moment)
        yield "contacts", (key, "id", moment)
        yield "contact_addresses", (n, key, "telegram", "bench", key, b"-", moment)
        owner = ("officer", agency, key) if held else ("bot", None, None)
        yield "conversations", (key, key, n, "telegram", "bench", "", 1, moment, *owner, moment)
        sent = (n, "telegram", "bench", key, key, 1, "text", True, "", text, *message[1:], "done", 1, 0)
        yield "inbound_messages", sent
        ticket = self._ticket(n, number, place, agency, at, is_open=is_open)
        yield "tickets", ticket
        yield "ticket_messages", (key, n)
        for i, kind in enumerate(("opened", "assigned", "replied" if ticket[20] else "claimed")):
            yield "ticket_events", (key, f"bench:{n}", i, kind, "bot", "", moment, "", "{}")
        yield "case_words", (key, "bench", self._terms(number, place, text, agency))

    def _ticket(
        self, n: int, number: str, place: str, agency: str, at: datetime, *, is_open: bool
    ) -> Sequence[Any]:
        dice, key = self._words.dice, f"{n:032x}"
        status = dice.choice(LIVES) if is_open else "resolved"
        answered = None if status in {"new", "assigned"} else self._moment(at + timedelta(hours=5))
        urgency = dice.choices(("emergency", "important", "ordinary"), (1, 9, 90))[0]
        due = (at + timedelta(days=5)).date()
        helper = ["DLH"] if dice.random() < FEW_OF_ALL and agency != "DLH" else []
        values = {
            "id": key, "number": number, "source_message_id": n, "part": 0, "reporter_id": key, "conversation_id": key,
            "kind": "complaint", "visibility": dice.choices(("ordinary", "anonymous", "secret"), (95, 3, 2))[0],
            "urgency": "ordinary" if urgency == "emergency" and answered is None and n % 50 else urgency,
            "status": status, "topic": dice.choice(TOPICS), "topic_confidence": 0.9, "candidates": "[]",
            "sensitivity": "[]", "place": place, "area_code": f"00.01.{n % 20:02}", "agency": agency,
            "supporting": '["DLH"]' if helper else "[]", "opened_at": self._moment(at),
            "first_answer_due": self._day(due),
            "first_answered_at": answered, "closed_at": None if is_open else self._moment(at + timedelta(days=6)),
            "pickup_due": None, "completion_due": self._day(due + timedelta(days=14)), "wake_at": None,
            "claimed_by": dice.choice((None, f"{dice.randint(1, 40):032x}")) if is_open else None,
            "level": dice.choices((0, 1, 2), (80, 15, 5))[0], "outcome": None if is_open else "done",
            "needs_review": dice.random() < DOUBTED,
            "missed_at": self._moment(at + timedelta(days=6)) if is_open and dice.random() < MISSED else None,
        }  # fmt: skip
        return [values[name] for name in TICKET]

    def _terms(self, number: str, place: str, text: str, agency: str) -> str:
        found = dict.fromkeys([agency_term(agency), *number_terms(number), *terms(f"{place} {text}")])
        return " ".join(f"'{one}'" for one in found) if self._postgresql else " ".join(found)

    def _moment(self, at: datetime) -> Any:
        return at if self._postgresql else at.strftime("%Y-%m-%d %H:%M:%S.%f")

    def _day(self, day: date) -> Any:
        return day if self._postgresql else day.isoformat()


class _Loader:
    """One connection that takes rows as fast as its database can."""

    def __init__(self, url: URL) -> None:
        self._db: Any = (
            psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
            if url.get_backend_name() == "postgresql"
            else sqlite3.connect(str(url.database))
        )

    def __enter__(self) -> Self:
        if isinstance(self._db, sqlite3.Connection):
            self._db.execute("PRAGMA synchronous=OFF")
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def load(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        names = ", ".join(columns)
        if isinstance(self._db, sqlite3.Connection):
            marks = ", ".join("?" for _ in columns)
            self._db.executemany(f"INSERT INTO {name} ({names}) VALUES ({marks})", rows)  # noqa: S608 - our own names
            return
        with self._db.cursor() as cursor, cursor.copy(f"COPY {name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def finish(self) -> None:
        """Commit; what PostgreSQL does by itself within minutes is done at once."""
        self._db.commit()
        if not isinstance(self._db, sqlite3.Connection):
            self._db.autocommit = True
            self._db.execute("VACUUM ANALYZE")


def _number(n: int) -> str:
    body, rest = "", n * 7_919
    for _ in range(6):
        rest, place = divmod(rest, len(ALPHABET))
        body += ALPHABET[place]
    return f"KLT-{body}-{check_symbol(body)}"
