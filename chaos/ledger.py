"""What the database knows, read past the product."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, create_engine, func, select, text

from chaos.citizens import number_in
from storage.backups.aftermath import RESTORED
from storage.tables import outbox

#: What citizens sent and nobody has worked.
UNWORKED = """SELECT (SELECT count(*) FROM unopened_bodies)
  + (SELECT count(*) FROM inbound_messages WHERE state = 'pending')"""
#: Work that is still to be done; a parked message and a refused reply are not.
UNDONE = f"{UNWORKED} + (SELECT count(*) FROM outbox WHERE state IN ('pending', 'waiting'))"  # noqa: S608 - our words
PARKED = "SELECT count(*) FROM inbound_messages WHERE state = 'parked'"
MESSAGES = "SELECT id, conversation_id, text, state FROM inbound_messages ORDER BY id"
TICKETS = """SELECT t.number, m.text, t.source_message_id FROM tickets t
  JOIN inbound_messages m ON m.id = t.source_message_id"""
REPLIES = "SELECT conversation_id, text, state, error FROM outbox ORDER BY id"


@dataclass(frozen=True, slots=True)
class Message:
    """One row of the journal; `n` is which complaint it is."""

    id: int
    conversation: str | None
    n: int | None
    state: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything at one moment. `tickets` are (number, complaint); `replies` are (conversation, text, state)."""

    messages: list[Message]
    tickets: list[tuple[str, int | None]]
    replies: list[tuple[str, str, str]]


def read_ledger(url: str) -> Ledger:
    """Read it all. Raises sqlalchemy's OperationalError where the database is away."""
    with _connected(url) as connection:
        return Ledger(
            [
                Message(r.id, r.conversation_id, number_in(r.text), r.state)
                for r in connection.execute(text(MESSAGES))
            ],
            [(r.number, number_in(r.text)) for r in connection.execute(text(TICKETS))],
            [(r.conversation_id, r.text, _state(r)) for r in connection.execute(text(REPLIES))],
        )


def undone(url: str) -> int:
    """Return how many messages and replies wait to be worked or sent."""
    return counted(url, UNDONE)


def parked(url: str) -> int:
    """Return how many messages were given up."""
    return counted(url, PARKED)


def counted(url: str, query: str, values: Mapping[str, str] = MappingProxyType({})) -> int:
    """Return the number that a query asks for."""
    with _connected(url) as connection:
        return int(connection.execute(text(query), values).scalar_one())


def flying(url: str, now: datetime) -> int:
    """Return how many replies are leased to a sender at this moment."""
    with _connected(url) as connection:
        query = select(func.count()).where(outbox.c.state == "pending", outbox.c.leased_until > now)
        return int(connection.execute(query).scalar_one())


def _state(reply: Any) -> str:
    """Return a reply's state; what a restore held back its channel had long ago."""
    return "sent" if reply.error == RESTORED else str(reply.state)


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
