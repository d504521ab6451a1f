"""The migration to 0015: what is still to be sent gets its channel, sent rows stay as they are."""

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from storage import Cipher
from storage.database import open_database
from storage.migrate import SCRIPTS

MOMENT = {"at": "2026-11-01 08:00:00+00:00"}
SEED = """
INSERT INTO contacts (id, created_at) VALUES ('c', :at);
INSERT INTO contact_addresses (id, contact_id, channel, scope, fingerprint, id_sealed, created_at)
    VALUES (1, 'c', 'paper', 'desk', 'f', '', :at);
INSERT INTO conversations (id, contact_id, address_id, channel, scope, created_at)
    VALUES ('v', 'c', 1, 'paper', 'desk', :at);
"""
ROW = """
INSERT INTO outbox
    (turn, n, conversation_id, author, params, locale, text, buttons, state, not_before, created_at)
    VALUES (:state, 0, 'v', 'bot', '{}', 'id', 'x', '[]', :state, :at, :at)
"""


def seeded(url: str, revision: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)  # some steps commit for themselves
        connection.commit()
    with engine.begin() as connection:
        for statement in SEED.strip().removesuffix(";").split(";"):
            connection.execute(text(statement), MOMENT)
        for state in ("sent", "pending", "waiting"):
            connection.execute(text(ROW), MOMENT | {"state": state})
    engine.dispose()


async def test_what_is_still_to_be_sent_gets_its_channel(database_url: str, cipher: Cipher) -> None:
    seeded(database_url, "0014")
    async with open_database(database_url, cipher) as database, database.read() as unit:
        query = "SELECT turn, channel, behind FROM outbox ORDER BY id"
        rows = (await unit.connection.execute(text(query))).all()
    assert [(turn, channel) for turn, channel, _ in rows] == [
        ("sent", ""),
        ("pending", "paper"),
        ("waiting", "paper"),
    ]
    assert not any(behind for *_, behind in rows)
