"""Lists and search over 10,000 open and 200,000 closed cases, asked through the app (`make bench-inbox`)."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.engine import make_url

from bench.inbox_fill import CLOSED, FEW, OPEN, fill
from bench.inbox_office import Office, searches
from bench.inbox_times import Times
from bench.scores import table
from tests import servers

LIMIT_MS = 150.0  #: the 95th percentile of every list, and of the searches
ROUNDS = 20  #: how often each list is asked, after one time to warm up
SEARCHES = 50
HEAD = ("database", "who", "page", "p50 ms", "p95 ms", "CPU p50 ms")

Which = Annotated[str, typer.Option(help="sqlite, postgresql, or both.")]


def main(which: Which = "both", opened: int = OPEN, closed: int = CLOSED) -> None:
    """Measure on each database; exit 1 where a page is slower than it may be, or asks more of a longer queue."""
    results = [asyncio.run(_measure(name, opened, closed)) for name in _names(which)]
    grows = [line for times in results for line in times.grows]
    for line in grows:
        typer.echo(line)
    lists = max(times.worst("lists") for times in results)
    found = max(times.worst("search") for times in results)
    typer.echo(f"list p95 {lists:.0f} ms, search p95 {found:.0f} ms")
    raise typer.Exit(int(bool(grows) or max(lists, found) > LIMIT_MS))


def _names(which: str) -> list[str]:
    return ["sqlite", "postgresql"] if which == "both" else [which]


@contextmanager
def _database(name: str) -> Iterator[str]:
    """Yield the URL of a fresh database."""
    if name == "postgresql":
        with servers.postgres() as url:
            yield url
        return
    with tempfile.TemporaryDirectory(prefix="tanggap-bench-") as folder:
        yield f"sqlite:///{Path(folder) / 'bench.db'}"


async def _measure(name: str, opened: int, closed: int) -> Times:
    with _database(name) as url:
        times = Times(name)
        async with Office.open(url) as office:
            await fill(office.database, make_url(url), FEW, 0)
            few = await office.query_counts()
            await fill(office.database, make_url(url), opened - FEW, closed)
            await office.start()
            many = await office.query_counts()
            times.compare(few, many, FEW, opened)
            await _ask(office, times)
        typer.echo(f"\n{name}: {opened} open and {closed} closed cases\n")
        typer.echo(table(HEAD, times.rows()) + "\n")
        typer.echo("queries per page: " + ", ".join(f"{page} {n}" for page, n in sorted(many.items())) + "\n")
        return times


async def _ask(office: Office, times: Times) -> None:
    for who in office.browsers:
        for page in office.pages(who):
            await office.ask(who, page)
            for _ in range(ROUNDS):
                times.note(who, "lists", page, await office.ask(who, page))
        for path in searches(SEARCHES):
            await office.ask(who, path)
            times.note(who, "search", "search", await office.ask(who, path))


if __name__ == "__main__":
    typer.run(main)
