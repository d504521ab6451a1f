"""PostgreSQL's programs are found by their version, and told the password where nobody else can read it."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url

from storage import DatabaseProblem
from storage.backups import tools
from storage.backups.tools import find_tool, run_tool

URL = make_url("postgresql://tanggap:ra:ha%20sia@db.contoh:5433/aduan?sslmode=require")


def program(folder: Path, body: str) -> Path:
    path = folder / "pg_fake"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o700)
    return path


def test_the_password_is_in_a_file_and_not_among_the_arguments(tmp_path: Path) -> None:
    told = tmp_path / "told"
    secret = 'cat "$(echo "$1" | sed "s/.*passfile=//; s/ .*//")"'
    run_tool(program(tmp_path, f'echo "$@" > {told}; {secret} >> {told}'), URL, "--list")
    words, kept = told.read_text().splitlines()
    assert "ra:ha sia" not in words
    assert "host=db.contoh" in words
    assert "sslmode=require" in words
    assert kept == r"*:*:*:*:ra\:ha sia"


def test_what_a_program_says_last_is_passed_on(tmp_path: Path) -> None:
    with pytest.raises(DatabaseProblem, match="pg_fake gagal: no space left"):
        run_tool(program(tmp_path, "echo first >&2; echo no space left >&2; exit 1"), URL)


def test_a_missing_or_older_program_is_named_with_its_package(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = create_engine(make_url(postgres_url).set(drivername="postgresql+psycopg"))
    old = program(tmp_path, 'echo "pg_dump (PostgreSQL) 9.6.1"')
    with engine.connect() as connection:
        for found, says in ([], "tidak ditemukan. Pasang"), ([old], "yang ada lebih tua"):
            monkeypatch.setattr(tools, "_candidates", lambda _, found=found: iter(found))
            with pytest.raises(DatabaseProblem, match=says):
                find_tool("pg_dump", connection)
    engine.dispose()
