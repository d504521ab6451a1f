"""Numbers, hours and days as citizens read them."""

from collections.abc import Callable, Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from actions.wiring import Wiring, install, wire
from actions.wording import emergency_numbers, ticket_params, zone
from app.texts import read_dialogue_texts
from settings import EmergencyNumbers, Settings
from storage import Cipher, Database
from storage.desk import Desk
from storage.house import house_rules, utc_now
from tests.actions.test_status_text import TICKET
from tests.conftest import KEY, ROOT
from tickets.dates import hour, long_date, short_date

Open = Callable[..., tuple[Wiring, dict[str, Any]]]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Open]:
    def opened(**own: Any) -> tuple[Wiring, dict[str, Any]]:
        usual = {"_env_file": None, "data_dir": ROOT / "data", "var_dir": tmp_path, "region_dir": tmp_path}
        settings = Settings(**usual | own)
        desk = Desk(house_rules(settings), utc_now)
        built = wire(settings, Database(settings.database, Cipher(KEY)), desk)
        install(built)
        return built, read_dialogue_texts(settings)[0].source

    yield opened
    install(None)


@pytest.mark.parametrize(
    ("numbers", "kinds", "said"),
    [
        ({}, (), "112, 119 (ambulans), atau 110 (polisi)"),
        ({}, ("general", "fire"), "112 atau 113 (pemadam)"),
        ({"ambulance": ""}, (), "112 atau 110 (polisi)"),
        ({"general": "", "ambulance": ""}, ("general", "fire", "ambulance"), "113 (pemadam)"),
        ({"general": "", "police": "", "fire": "", "ambulance": ""}, (), ""),
    ],
)
def test_only_the_numbers_the_region_runs_are_joined(
    house: Open, numbers: dict[str, str], kinds: tuple[str, ...], said: str
) -> None:
    _, domain = house()
    assert emergency_numbers(domain, EmergencyNumbers(**numbers), *kinds) == said


def test_other_texts_bring_their_own_days_lists_hours_and_titles(house: Open) -> None:
    built, domain = house(texts="en")
    numbers = emergency_numbers(domain, built.emergency)
    params = ticket_params(built, TICKET, "DPUPR")
    assert numbers == "112, 119 (ambulance), or 110 (police)"
    assert (params["tanggal"], params["nama_topik"]) == ("Friday, 6 November 2026", "Roads and bridges")
    assert hour(time(7, 30), built.language) == "07:30"


def test_days_and_hours_are_indonesian_where_nothing_else_was_chosen(house: Open) -> None:
    built, _ = house()
    day = date(2026, 5, 4)
    assert (long_date(day), short_date(day), hour(time(7, 30))) == ("Senin, 4 Mei 2026", "4 Mei", "07.30")
    assert ticket_params(built, TICKET, "DPUPR")["nama_topik"] == "Jalan dan jembatan"


@pytest.mark.parametrize(
    ("timezone", "said"), [("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")]
)
def test_the_zone_has_its_own_name(house: Open, timezone: str, said: str) -> None:
    assert zone(house(timezone=timezone)[0]) == said


def test_what_the_dialogue_says_writes_days_in_the_chosen_language() -> None:
    """`TicketService.day()` knows the language; `long_date` alone is the officers' Indonesian."""
    speakers = [*(ROOT / "actions").glob("*.py"), *(ROOT / "tickets" / "verbs").glob("*.py")]
    bare = [p.name for p in speakers if "long_date(" in p.read_text(encoding="utf-8")]
    assert sorted(bare) == ["core.py", "wording.py"]
