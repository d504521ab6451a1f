"""The benchmark of the inbox asks what it says, on a small town."""

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bench.inbox_fill import fill
from bench.inbox_office import Office, searches
from bench.inbox_times import Times, percentile
from tests.conftest import ROOT


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


async def test_pages_over_bulk_cases_ask_no_more_when_there_are_more(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bench.db'}"
    async with Office.open(url) as office:
        await fill(office.database, make_url(url), 30, 0)
        few = await office.query_counts()
        await fill(office.database, make_url(url), 60, 90)
        assert await office.query_counts() == few
        async with office.browsers["penerima"].get("/?lihat=selesai") as response:
            assert (await response.text()).count('<li id="b-') == 25
        pages = [await (await office.browsers["penerima"].get(path)).text() for path in searches(50)]
        assert sum('<li id="b-' in page for page in pages) > 10


def test_a_page_that_asks_more_of_a_longer_queue_is_named() -> None:
    times = Times("sqlite")
    times.compare({"/": 9, "/cari": 3}, {"/": 9, "/cari": 4}, 1000, 10000)
    assert times.grows == ["sqlite: /cari takes 3 queries at 1000 open cases, 4 at 10000"]


def test_the_95th_percentile_is_as_slow_as_all_but_a_twentieth() -> None:
    assert percentile([float(n) for n in range(1, 101)], 0.95) == 96
    assert percentile([7.0], 0.95) == 7
