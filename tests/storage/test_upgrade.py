"""An upgrade while everybody works: the release before goes on writing, and no message waits for a migration."""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, make_url, text

from bot.gateway import Gateway
from storage import Cipher, Database, migrate
from storage.database import open_database
from storage.retention import forget_raw
from tests.conftest import KEY, ROOT
from tests.fakes import letter
from tests.storage.old_release import ANSWER, MESSAGE

BEFORE = "0014"  #: the schema of the release before


def now() -> datetime:
    return datetime.now(UTC)


def upgrade_to(url: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


async def test_what_the_release_before_writes_is_worked_and_sent_by_this_one(database: Database) -> None:
    async with database.write() as unit:
        known = await unit.contacts.remember(letter("").address, None, now())
        talk = await unit.conversations.find_or_open(known, "paper", "desk", "", now())
        for statement, values in ((MESSAGE, {"a": "old 1", "b": 1}), (ANSWER, {"a": "in:old 1"})):
            said = statement.replace("%s", ":a", 1).replace("%s", ":b", 1).replace("'old'", f"'{talk}'")
            said = said.replace("now()", "'2025-11-03 02:00:00'")
            await unit.connection.execute(text(said), values)
        await unit.commit()
    async with database.read() as unit:
        assert [message.text for message in await unit.journal.pending(talk)] == ["halo"]
        assert [row.text for row in await unit.outbox.of_conversation(talk)] == ["ya"]
    assert await forget_raw(database, 90, datetime(2026, 3, 1, tzinfo=UTC)) == 1


async def test_messages_keep_flowing_through_an_upgrade(postgres_url: str) -> None:
    upgrade_to(postgres_url, BEFORE)
    old = subprocess.Popen(
        [sys.executable, "-m", "tests.storage.old_release", postgres_url],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert old.stdout is not None
    assert old.stdout.readline() == "ready\n"
    await asyncio.to_thread(migrate.migrate_url, postgres_url)
    async with open_database(postgres_url, Cipher(KEY)) as database:
        gateway = Gateway(database, now, timedelta(0))
        for n in range(50):
            await gateway.accept([(letter("halo", external_id=f"new {n}"), b"{}")])
        said, _ = await asyncio.to_thread(old.communicate)
        assert old.returncode == 0, "the release before met an error"
        async with database.read() as unit:
            query = text("SELECT channel, count(*) FROM inbound_messages GROUP BY channel")
            found = dict((await unit.connection.execute(query)).all())
    assert found == {"web": int(said), "paper": 50}
    assert int(said) > 0


async def test_a_migration_stands_aside_for_who_works_and_tries_again(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade_to(postgres_url, BEFORE)
    real, tries = command.upgrade, []
    with psycopg.connect(postgres_url) as reader:
        reader.execute("SELECT count(*) FROM inbound_messages")  # its transaction stays open

        def upgrade(*arguments: Any) -> None:
            if tries:
                reader.rollback()
            tries.append(arguments)
            real(*arguments)

        monkeypatch.setattr(migrate.command, "upgrade", upgrade)
        monkeypatch.setattr(migrate, "TABLE_PAUSE", 0.0)
        await asyncio.to_thread(migrate.migrate_url, postgres_url)
    assert len(tries) == 2


async def test_an_index_that_a_kill_left_half_made_is_made_anew(postgres_url: str) -> None:
    upgrade_to(postgres_url, "0017")
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE INDEX ix_outbox_failed ON outbox (id)")
        connection.execute("DROP INDEX ix_inbound_messages_state")
        await asyncio.to_thread(migrate.migrate_url, postgres_url)
        query = "SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_outbox_failed'"
        assert "WHERE" in str(connection.execute(query).fetchone())
