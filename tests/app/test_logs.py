"""Logs: nothing of a citizen and no secret in any line, and one key from a message to its answer."""

import json
import logging
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from app.logs import set_up_logs
from bot.turn import Speaker
from storage.journal import WorkState
from tests.app.conftest import GRAPH, SECRET, TOKEN, Line

#: What must never stand in a log, in shapes that a citizen's message and our own settings really have.
NIK, PHONE, NAME = "3310056708900002", "6281355512345", "Wulandari Prameswari"
WORDS = "kucing oranye terjepit"
CANARIES = (NIK, PHONE, NAME, "Wulandari", WORDS, "oranye", TOKEN, SECRET, *GRAPH.values())
TEXTS = (
    f"lampu jalan mati di depan rumah saya, NIK {NIK}, nama {NAME}",
    f"{WORDS} di gorong-gorong, hubungi {PHONE}",
    f"jalan berlubang dekat pasar. {NAME} {NIK}",
    f"halo {WORDS}",
    f"hapus data saya, {NAME}",
    f"{NIK}",
)
MESSAGES = 24


@pytest.fixture(autouse=True)
def production_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Log as the product does."""
    before = structlog.get_config()
    set_up_logs()
    caplog.set_level(logging.WARNING)
    yield
    structlog.configure(**before)


@pytest.fixture
async def telling(line: Line, monkeypatch: pytest.MonkeyPatch) -> Line:
    """A house in which a turn fails now and then, with the citizen's words in the error."""
    parse = Speaker.parse

    async def sometimes(self: Speaker, text: str) -> dict[str, Any]:
        if text == NIK:
            raise ValueError(f"cannot read {text}")
        return await parse(self, text)

    monkeypatch.setattr(Speaker, "parse", sometimes)
    return line


async def tell(line: Line, chat: int, text: str, secret: str = SECRET) -> None:
    line.telegram.citizen(chat, NAME).text(text)
    update = line.telegram.updates.waiting[-1].update
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    async with line.client.post("/webhooks/telegram", json=update, headers=headers) as response:
        await response.read()


def logged(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> str:
    out, err = capsys.readouterr()
    return out + err + "\n".join(record.getMessage() + str(record.exc_info) for record in caplog.records)


def lines_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


async def test_no_canary_is_in_any_line(
    telling: Line, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    chooser = random.Random(20261122)
    capsys.readouterr()
    for n in range(MESSAGES):
        await tell(telling, 8_100_000 + n % 7, chooser.choice(TEXTS))
    await tell(telling, 8_100_000, WORDS, secret="guessed")
    async with telling.client.post(
        "/webhooks/telegram", data=WORDS, headers={"X-Telegram-Bot-Api-Secret-Token": SECRET}
    ) as response:
        assert response.status == 200
    telling.telegram.fail_next(
        "sendMessage", 400, {"ok": False, "error_code": 400, "description": "Bad Request"}
    )
    telling.telegram.fail_next("sendMessage", 502, f"<html>{NAME}</html>")
    telling.graph.account.valid = False
    await telling.house.monitoring.watch.step()
    await telling.work()
    text = logged(capsys, caplog)
    events = {line["event"] for line in lines_of(text)}
    assert {
        "turn_ended",
        "turn_failed",
        "sent",
        "not_sent",
        "ticket_kept",
        "forged_webhook",
        "body_unreadable",
    } <= events
    assert [canary for canary in CANARIES if canary in text] == []


async def test_one_key_leads_from_the_message_to_its_answer(
    telling: Line, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    capsys.readouterr()
    for n in range(3):
        await tell(telling, 8_100_000 + n, TEXTS[n])
    await telling.work()
    lines = lines_of(logged(capsys, caplog))
    async with telling.house.database.read() as unit:
        assert await unit.journal.counts() == {WorkState.DONE: 3}
    for message in (1, 2, 3):
        mine = [line["event"] for line in lines if line.get("turn") == f"in:{message}"]
        assert mine.index("turn_ended") < mine.index("sent")


def test_the_logs_are_json(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    capsys.readouterr()
    structlog.get_logger("any").warning("odd", at=str(tmp_path))
    [line] = lines_of(capsys.readouterr().out)
    assert (line["event"], line["level"]) == ("odd", "warning")
