"""PostgreSQL's driver: every address an administrator may write, and errors told apart."""

import psycopg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError

from storage import Cipher, Database, Unstorable
from storage.errors import is_outage


async def ask(database: Database) -> int:
    async with database.read() as unit:
        return int((await unit.connection.execute(text("SELECT 1"))).scalar_one())


async def test_what_a_url_tells_libpq_keeps_nobody_out(postgres_url: str, cipher: Cipher) -> None:
    options = "connect_timeout=3&keepalives=1&tcp_user_timeout=5000&sslmode=disable&application_name=tanggap"
    database = Database(f"{postgres_url}?{options}", cipher)
    assert await ask(database) == 1
    await database.close()


async def test_a_servers_socket_is_an_address_too(postgres_url: str, cipher: Cipher) -> None:
    with psycopg.connect(postgres_url) as connection:
        [folder] = connection.execute("SHOW unix_socket_directories").fetchone() or [""]
    url = make_url(postgres_url)
    database = Database(f"postgresql://postgres@/{url.database}?host={folder}&port={url.port}", cipher)
    assert await ask(database) == 1
    await database.close()


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.parametrize("value", ["a\x00b", "a\ud800b", "a" * 10_000_000, 7])
async def test_values_no_column_takes_are_told_from_a_server_in_trouble(
    database: Database, value: object
) -> None:
    with pytest.raises(Unstorable):
        async with database.write() as unit:
            await unit.facts.note_installation(value, "")  # type: ignore[arg-type]


async def test_nobody_at_the_address_is_an_outage(cipher: Cipher) -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/none", cipher)
    with pytest.raises(OperationalError) as caught:
        await ask(database)
    assert is_outage(caught.value)
    await database.close()
