"""A ticket's status in the words of the region's preset."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from actions.status_text import standing
from actions.wiring import install, wire
from app.texts import read_dialogue_texts
from settings import Settings
from storage import Cipher, Database
from storage.desk import Desk
from storage.house import house_rules, utc_now
from tests.conftest import KEY, ROOT
from tickets.status import EventKind, TicketStatus
from tickets.ticket import Actor, ActorKind, Ticket, TicketEvent

NOW = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
TICKET = Ticket("a", "KLT-AAAAAA-A", 1, 0, "r", "c", "jalan", 0.9, "DPUPR", NOW, date(2026, 11, 6))


@pytest.fixture
def domain() -> dict[str, Any]:
    return dict(YAML(typ="safe").load((ROOT / "data" / "domain.yml").read_text(encoding="utf-8")))


@pytest.fixture(params=["sp4n", "ntb_care"])
def preset(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    own = {"_env_file": None, "data_dir": ROOT / "data", "var_dir": tmp_path, "region_dir": tmp_path}
    settings = Settings(**own, preset=request.param)
    install(wire(settings, Database(settings.database, Cipher(KEY)), Desk(house_rules(settings), utc_now)))
    yield request.param
    install(None)


def test_a_presets_name_of_a_status_is_told_to_the_citizen(preset: str, domain: dict[str, Any]) -> None:
    told = standing(domain, replace(TICKET, status=TicketStatus.IN_PROGRESS), [])
    assert told == {"sp4n": "sedang dikerjakan", "ntb_care": "dalam tindak lanjut"}[preset]


def test_a_status_without_a_name_of_its_own_keeps_the_plain_words(
    preset: str, domain: dict[str, Any]
) -> None:
    assert preset
    assert standing(domain, replace(TICKET, status=TicketStatus.NEEDS_INFO), []) == "menunggu data dari Anda"


@pytest.mark.parametrize(
    ("outcome", "ntb"),
    [("done", "selesai"), ("cannot", "selesai: tidak dapat dipenuhi, penjelasannya sudah kami kirim")],
)
def test_selesai_never_hides_that_nothing_could_be_done(
    preset: str, domain: dict[str, Any], outcome: str, ntb: str
) -> None:
    closed = TicketEvent(
        "a", "t", 0, EventKind.CLOSED, Actor(ActorKind.OFFICER), NOW, payload={"outcome": outcome}
    )
    told = standing(domain, replace(TICKET, status=TicketStatus.RESOLVED), [closed])
    assert told == (ntb if preset == "ntb_care" else ntb.removeprefix("selesai: "))


def test_another_language_has_its_own_words_before_the_presets(tmp_path: Path) -> None:
    own = {"_env_file": None, "data_dir": ROOT / "data", "var_dir": tmp_path, "region_dir": tmp_path}
    settings = Settings(**own, preset="ntb_care", texts="en")
    install(wire(settings, Database(settings.database, Cipher(KEY)), Desk(house_rules(settings), utc_now)))
    try:
        english = read_dialogue_texts(settings)[0].source
        assert standing(english, replace(TICKET, status=TicketStatus.IN_PROGRESS), []) == "being worked on"
    finally:
        install(None)


@pytest.mark.parametrize("preset", ["sp4n"], indirect=True)
def test_a_case_with_a_body_outside_says_so_until_something_of_ours_follows(
    preset: str, domain: dict[str, Any]
) -> None:
    del preset
    working = replace(TICKET, status=TicketStatus.IN_PROGRESS)
    officer = Actor(ActorKind.OFFICER, "rina")
    passed = TicketEvent("a", "t", 0, EventKind.PASSED_OUTSIDE, officer, NOW, "", {"body": "PLN"})
    begun = TicketEvent("a", "u", 0, EventKind.STARTED, officer, NOW, "", {})
    assert standing(domain, working, [passed]) == "diteruskan ke PLN, kami ikut memantau"
    assert standing(domain, working, [passed, begun]) == "sedang dikerjakan"
