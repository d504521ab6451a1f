"""The roles: what each opens, and what a single one asks for."""

import subprocess
import sys
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from actions.server import build_action_server
from app.roles import ALL_IN_ONE, Role, part_of
from app.start import run_role
from settings import SettingsError, read_settings
from tests.app.conftest import Line
from tests.conftest import ROOT

#: Modules that take long to open, and the roles that need them.
HEAVY = {"sklearn": {Role.WORKER}, "spacy": {Role.WORKER}, "inbox.app": {Role.INBOX}}


@pytest.mark.parametrize("role", Role)
async def test_a_single_role_refuses_sqlite_and_says_what_to_do(role: Role, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"`tanggap {role}`.*`tanggap run`.*DATABASE_URL"):
        await run_role(role, read_settings(var_dir=tmp_path))


async def test_the_parts_of_all_roles_are_the_whole(line: Line) -> None:
    parts = {role: part_of(role, line.house) for role in ALL_IN_ONE}
    house = line.house
    assert {port for part in parts.values() for _, port in part.apps} == {
        house.settings.public_port,
        house.settings.inbox_port,
    }
    assert set(parts[Role.WORKER].loops) == {house.worker}
    assert set(parts[Role.SENDER].loops) == {house.sender, house.media, house.reader}
    assert set(parts[Role.SCHEDULER].loops) == {house.scheduler}
    assert [each.name for each in parts[Role.GATEWAY].hears] == ["telegram_webhook"]
    assert Role.ACTIONS not in parts


def test_only_a_worker_opens_the_language_model(line: Line) -> None:
    for role in set(ALL_IN_ONE) - {Role.WORKER}:
        part_of(role, line.house)
    assert "interpreter" not in line.house.__dict__
    part_of(Role.WORKER, line.house)
    assert "interpreter" in line.house.__dict__


def test_what_takes_long_to_open_is_opened_by_those_who_need_it() -> None:
    script = "import sys, app.start; print(*(name for name in sys.argv[1:] if name in sys.modules))"
    told = subprocess.run(
        [sys.executable, "-c", script, *HEAVY], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == []


async def test_the_action_server_speaks_rasa_sdks_protocol_and_never_repeats_the_words() -> None:
    words = "jalan rusak di depan rumah pak budi"
    tracker = {
        "sender_id": "x",
        "slots": {},
        "latest_message": {"text": words},
        "events": [],
        "paused": False,
    }
    call = {"next_action": "action_check_status", "sender_id": "x", "tracker": tracker, "version": "3.6.21"}
    whole = call | {"domain": {}}
    async with TestClient(TestServer(build_action_server())) as client:
        assert (await client.get("/health")).status == 200
        for body, status in (
            (call, 449),
            (whole | {"next_action": "action_tidak_ada"}, 404),
            (whole, 500),
        ):
            answer = await client.post("/webhook", json=body)
            assert (answer.status, words in await answer.text()) == (status, False)
