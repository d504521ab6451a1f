"""What the statements of every message cost on PostgreSQL when much is stored: `python -m bench.plans URL`.

Fills an empty database by SQL and runs what the worker, the sender and the gateway ask, under EXPLAIN ANALYZE.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import event, text

from messages import Address, DeliveryReport, DeliveryStatus, Lane
from storage import Cipher, Database, UnitOfWork
from storage.database import open_database

FEW = 40  #: pages of a table that is soonest read whole
BACKLOG = 200  #: rows that wait, however many are done
FILLING = """
INSERT INTO contacts (id, created_at) SELECT 'k' || n, now() FROM generate_series(1, {people}) n;
INSERT INTO contact_addresses (id, contact_id, channel, scope, fingerprint, id_sealed, created_at)
SELECT n, 'k' || n, 'web', 's', 'a' || n, decode('{file}', 'hex'), now() FROM generate_series(1, {people}) n;
INSERT INTO conversations (id, contact_id, address_id, channel, scope, last_sequence, work_at, created_at)
SELECT 'c' || n, 'k' || n, n, 'web', 's', 10, CASE WHEN n <= {backlog} THEN now() - n * interval '1 s' END, now()
FROM generate_series(1, {people}) n;
INSERT INTO inbound_messages (channel, scope, fingerprint, conversation_id, sequence, kind, direct, text,
  provider_time, received_at, ready_at, state, edits_fingerprint)
SELECT 'web', 's', md5(n::text), 'c' || (n % {people} + 1), n / {people}, 'text', true,
  'Jalan berlubang di depan pasar, sudah seminggu', t, t, t,
  CASE WHEN n > {messages} - {backlog} THEN 'pending' ELSE 'done' END, CASE WHEN n % 50 = 0 THEN md5((n - 1)::text) END
FROM generate_series(1, {messages}) n, LATERAL (SELECT now() - ({messages} - n) * interval '5 s') AS s(t);
INSERT INTO raw_bodies (message_id, received_at, raw_sealed)
SELECT id, received_at, convert_to(repeat(md5(id::text), 15), 'UTF8') FROM inbound_messages;
INSERT INTO attachments (id, message_id, n, kind, file_id_sealed, state, not_before)
SELECT 'f' || id, id, 0, 'photo', decode('{file}', 'hex'), CASE state WHEN 'done' THEN 'stored' ELSE state END, ready_at
FROM inbound_messages WHERE id % 10 = 0;
INSERT INTO outbox (turn, n, conversation_id, author, params, locale, text, buttons, state, not_before, created_at,
  channel, external_fingerprint)
SELECT 'in:' || n, 0, 'c' || (n % {people} + 1), 'bot', '{{}}', 'id', 'Terima kasih, laporan Anda diteruskan', '[]',
  CASE WHEN n > {messages} - {backlog} THEN 'pending' WHEN n % 5000 = 0 THEN 'waiting' ELSE 'delivered' END,
  now(), now(), 'web', md5('o' || n)
FROM generate_series(1, {messages}) n;
INSERT INTO unopened_bodies (channel, received_at, body_sealed)
SELECT 'web', now(), decode('{file}', 'hex') FROM generate_series(1, {messages}) n;
ANALYZE
"""
LANE = Lane("web", "s")


@dataclass(frozen=True, slots=True)
class Plan:
    """How one statement ran: milliseconds, 8 kB pages read, and the tables it read from end to end."""

    what: str
    statement: str
    milliseconds: float
    pages: int
    whole: tuple[str, ...]


async def fill(database: Database, messages: int) -> None:
    """Put in so many messages of a tenth as many people, all but the backlog worked and answered."""
    sizes = {"messages": messages, "people": messages // 10, "backlog": BACKLOG}
    file = database.cipher.encrypt(b"file").hex()
    async with database.write() as unit:
        for part in FILLING.format(file=file, **sizes).split(";"):
            await unit.connection.execute(text(part))
        await unit.commit()


async def plans(database: Database) -> list[Plan]:
    """Run every question of a message's way once, and explain each statement it takes; nothing is changed."""
    now = datetime.now(UTC) + timedelta(seconds=1)
    minute = timedelta(minutes=1)
    report = DeliveryReport("web", "s", "x", DeliveryStatus.READ, now, tracker="77")
    reading = replace(report, message_id="", tracker=None, up_to=Address("web", "s", "7"))
    questions: dict[str, Callable[[UnitOfWork], Awaitable[object]]] = {
        "worker: is there work": lambda unit: unit.conversations.has_due(now),
        "worker: claim": lambda unit: unit.conversations.claim_all(now, minute, most=8),
        "worker: what waits": lambda unit: unit.journal.pending_of(["c7", "c8"]),
        "worker: what was said last": lambda unit: unit.outbox.last(["c7", "c8"]),
        "worker: the last messages": lambda unit: unit.journal.glimpse("c7", 10),
        "worker: quiet turns": lambda unit: unit.journal.quiet("c7"),
        "sender: is there work": lambda unit: unit.sending.has_due(LANE, now),
        "sender: claim": lambda unit: unit.sending.claim(LANE, now, minute),
        "reader: what came first": lambda unit: unit.unopened.take(["web", "paper"], 20),
        "gateway: is it known": lambda unit: unit.journal.has("web", "s", "x"),
        "gateway: a burst that waits": lambda unit: unit.journal.open_groups(["c7"], now),
        "gateway: delivery report": lambda unit: unit.reports.take_in([report]),
        "gateway: read until a moment": lambda unit: unit.reports.take_in([reading]),
        "gateway: the citizen wrote": lambda unit: unit.outbox.citizens_wrote(["c7"]),
        "media: claim": lambda unit: unit.media.claim(now, minute, ["web"]),
        "scheduler: parked": lambda unit: unit.journal.parked(),
        "metrics: unsent": lambda unit: unit.sending.backlog(),
    }
    return [plan for what, ask in questions.items() for plan in await _explained(database, what, ask)]


async def _explained(
    database: Database, what: str, ask: Callable[[UnitOfWork], Awaitable[object]]
) -> list[Plan]:
    said: list[tuple[str, Any]] = []

    def listen(*heard: Any) -> None:
        said.append((heard[2], heard[3]))

    async with database.write() as unit:
        sync = unit.connection.sync_connection
        event.listen(sync, "before_cursor_execute", listen)
        await ask(unit)
        event.remove(sync, "before_cursor_execute", listen)
        return [await _explain(unit, what, *each) for each in said]


async def _explain(unit: UnitOfWork, what: str, statement: str, values: Any) -> Plan:
    explain = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}"
    [found] = (await unit.connection.exec_driver_sql(explain, values)).scalar_one()
    root = found["Plan"]
    scans = [node for node in _nodes(root) if node["Node Type"] == "Seq Scan"]
    whole = tuple(node["Relation Name"] for node in scans if _pages(node) > FEW)
    return Plan(what, statement, found["Execution Time"], _pages(root), whole)


def _pages(node: dict[str, Any]) -> int:
    return int(node["Shared Hit Blocks"] + node["Shared Read Blocks"])


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)


async def _main(url: str, messages: int) -> None:
    async with open_database(url, Cipher(b"k" * 32)) as database:
        await fill(database, messages)
        for plan in await plans(database):
            print(  # noqa: T201 - the command's own output
                f"{plan.what:28} {plan.milliseconds:9.3f} ms {plan.pages:6} pages {' '.join(plan.whole)}"
            )


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000))  # noqa: PLR2004
