"""An inbox with two officers signed in, and a count of what a page asks of the database."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import event

from app.memory import keep_what_was_built
from bench.inbox_words import Words
from inbox.accounts import hash_password
from inbox.app import build_inbox
from inbox.list_words import LISTS
from storage import Cipher, Database
from storage.agencies_file import read_agencies
from storage.case_lists import CaseList, lists_of
from storage.database import open_database
from storage.desk import Desk, HouseRules
from storage.staff import Officer, Role
from storage.topics_file import read_topics

DATA = Path("data")
PASSWORD = "bench-tanpa-gula"  # noqa: S105 - of invented officers
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}
WHO = {"petugas": (Role.OFFICER, "DPUPR"), "penerima": (Role.TRIAGE, "DISKOMINFO")}
NARROWED = {
    CaseList.CLOSED: "lihat=selesai&topik=bansos",
    CaseList.OPEN: "lihat=terbuka&kanal=telegram&umur=lebih-7",
}
Client = TestClient[web.Request, web.Application]


class Office:
    """The inbox over one database, and its officers' browsers."""

    def __init__(self, database: Database) -> None:
        """Serve this database."""
        self.database = database
        self.browsers: dict[str, Client] = {}
        self._officers: dict[str, Officer] = {}
        self._asked = 0

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator[Office]:
        """Open the database and sign everybody in."""
        async with open_database(url, Cipher(b"b" * 32)) as database:
            office = cls(database)
            await office._employ()
            await office.start()
            try:
                yield office
            finally:
                await office._leave()

    async def start(self) -> None:
        """Serve anew, as after a restart: nothing is kept from before."""
        await self._leave()
        for name in WHO:
            client = TestClient(TestServer(self._app()))
            await client.start_server()
            form = {"pengguna": name, "sandi": PASSWORD}
            await client.post("/masuk", data=form, headers=OWN_PAGE, allow_redirects=False)
            self.browsers[name] = client
        keep_what_was_built()  # as app/servers.py does

    def pages(self, who: str) -> list[str]:
        """Return every list of this officer as an address, some narrowed, and one page further on."""
        lists = lists_of(self._officers[who])
        found = [f"/?lihat={LISTS[one].slug}" for one in lists]
        return found + [f"/?{query}" for one, query in NARROWED.items() if one in lists]

    async def ask(self, who: str, path: str) -> tuple[float, float]:
        """Open a page; returns milliseconds until all of it is there, by the clock and of this process' CPU."""
        begun, cpu = time.perf_counter(), time.process_time()
        async with self.browsers[who].get(path, allow_redirects=False) as response:
            await response.read()
            response.raise_for_status()
        return (time.perf_counter() - begun) * 1000, (time.process_time() - cpu) * 1000

    async def query_counts(self) -> dict[str, int]:
        """Return how many statements each page takes, by officer and page."""
        counts = {}
        with self._counting():
            for who in self.browsers:
                for path in (*self.pages(who), "/cari?cari=jalan"):
                    await self.ask(who, path)
                    before = self._asked
                    await self.ask(who, path)
                    counts[f"{who} {path}"] = self._asked - before
        return counts

    @contextmanager
    def _counting(self) -> Iterator[None]:
        def count(*_: object) -> None:
            self._asked += 1

        engines = {self.database._reader.sync_engine, self.database._writer.sync_engine}  # noqa: SLF001 - to count
        for engine in engines:
            event.listen(engine, "before_cursor_execute", count)
        yield
        for engine in engines:
            event.remove(engine, "before_cursor_execute", count)

    async def _employ(self) -> None:
        routing, now = read_agencies(DATA / "agencies.yml", set(self._topics())), datetime.now(UTC)
        hashed = await hash_password(PASSWORD)
        async with self.database.write() as unit:
            await unit.routing.add_version(routing, "bench", now)
            for name, (role, agency) in WHO.items():
                self._officers[name] = await unit.staff.add(name, name.title(), hashed, role, agency, now)
            await unit.commit()

    async def _leave(self) -> None:
        for client in self.browsers.values():
            await client.close()
        self.browsers.clear()

    def _topics(self) -> dict[str, str]:
        return {topic.name: topic.title for topic in read_topics(DATA / "topics.yml").values()}

    def _app(self) -> web.Application:
        topics = read_topics(DATA / "topics.yml")
        hours = (datetime(2026, 1, 1, 7, 30, tzinfo=UTC).time(), datetime(2026, 1, 1, 16, tzinfo=UTC).time())
        rules = HouseRules("KLT", 3, ZoneInfo("Asia/Jakarta"), *hours, topics=topics)
        return build_inbox(
            self.database,
            Desk(rules, lambda: datetime.now(UTC)),
            region_name="Kabupaten Bench",
            service_name="Tanggap",
            demo=False,
            media_dir=Path("bench-media"),
            secure_cookies=False,
            origin=None,
            topic_names={topic.name: topic.title for topic in topics.values()},
        )


def searches(n: int) -> list[str]:
    """Return that many searches of one to three words."""
    words = Words(7)
    return [f"/cari?cari={quote(words.search())}" for _ in range(n)]
