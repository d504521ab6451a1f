"""The schema for ten million messages: wide numbers, moments with zones, and lean indexes that the claims use."""

from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from bench.plans import LANE, fill, plans
from storage import Database

NOW = datetime(2025, 11, 3, 2, 0, tzinfo=UTC)

#: Everything that numbers rows that never end, and what refers to it.
NUMBERS = """
SELECT c.table_name, c.column_name FROM information_schema.columns c
WHERE c.table_schema = 'public' AND c.data_type = 'integer'
  AND (c.column_default LIKE 'nextval%' OR EXISTS (
    SELECT FROM information_schema.key_column_usage k
    JOIN information_schema.table_constraints t USING (constraint_name, table_schema)
    WHERE t.constraint_type = 'FOREIGN KEY' AND k.table_name = c.table_name AND k.column_name = c.column_name))
"""
NAIVE = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND data_type = 'timestamp without time zone'
"""


@pytest.mark.parametrize("query", [NUMBERS, NAIVE], ids=["numbers", "moments"])
async def test_no_number_is_narrow_and_no_moment_without_zone(
    postgres_url: str, database: Database, query: str
) -> None:
    if not database.is_sqlite:
        with psycopg.connect(postgres_url) as connection:
            assert connection.execute(query).fetchall() == []


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_no_question_of_a_messages_way_reads_a_whole_table(database: Database) -> None:
    await fill(database, 20_000)
    asked = await plans(database)
    assert len(asked) >= 14
    assert [(plan.what, plan.whole) for plan in asked if plan.whole] == []
    assert max(plan.pages for plan in asked) < 100


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_sqlite_reads_its_index_over_what_waits(database: Database) -> None:
    said: list[tuple[str, Any]] = []
    async with database.read() as unit:
        event.listen(
            unit.connection.sync_connection, "before_cursor_execute", lambda *heard: said.append(heard[2:4])
        )
        await unit.conversations.has_due(NOW)
        await unit.sending.has_due(LANE, NOW)
        await unit.journal.parked()
        await unit.journal.pending("c1")
        asked = [(statement, values) for statement, values in said if statement.startswith("SELECT")]
        plans_of = [await unit.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {s}", v) for s, v in asked]
        steps = [" ".join(row[3] for row in plan.all()) for plan in plans_of]
    wanted = (
        "ix_conversations_due",
        "ix_outbox_due",
        "ix_inbound_messages_parked",
        "ix_inbound_messages_waiting",
    )
    assert [index for index, step in zip(wanted, steps, strict=True) if index not in step] == []
