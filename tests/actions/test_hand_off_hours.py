"""Until when a person answers: the hours named are those of that very day, in Ramadan and on Fridays, too."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.hand_off import ActionHandOff
from messages import Address, InboundMessage, MessageKind
from nlu.interpreter import Interpreter
from tests.actions.test_turns import tracker
from tests.conversations.line import Line, dialogue, open_line
from tests.fakes import Clock
from tickets.document import DocumentKind

HOURS = {"opens": "07:30", "break_from": "12:00", "break_to": "13:00", "closes": "16:00"}
FRIDAY = {"opens": "07:30", "break_from": "11:30", "break_to": "13:00", "closes": "16:30"}
BODY = {
    "week": [{"day": str(day)} | (FRIDAY if day == 4 else HOURS) for day in range(5)]
    + [{"day": str(day)} | dict.fromkeys(HOURS, "") for day in (5, 6)],
    "seasons": [
        {"name": "Ramadan", "first": "2026-02-18", "last": "2026-03-19", "opens": "08:00", "closes": "15:00"}
        | {"friday_opens": "08:00", "friday_closes": "15:30"}
    ],
}
JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    async with open_line(tmp_path, cast("Interpreter", None), Clock(), {}) as opened:
        async with opened.database.write() as unit:
            await unit.editions.add(DocumentKind.HOURS, BODY, "admin", opened.clock(), 0)
            await unit.commit()
        yield opened


async def told(line: Line, moment: str) -> dict[str, Any]:
    line.clock.moment = datetime.fromisoformat(moment).replace(tzinfo=JAKARTA)
    warga = Address("paper", "desk", "warga")
    message = InboundMessage(warga, "m1", MessageKind.TEXT, line.clock(), "petugas")
    await line.gateway.accept([(message, b"{}")])
    async with line.database.read() as unit:
        stored = await unit.journal.get(1)
        talk = await unit.conversations.get(stored.conversation_id)
    about: dict[str, Any] = {
        "message_id": 1,
        "message_ids": [1],
        "contact_id": talk.contact_id,
        "conversation_id": talk.id,
    }
    dispatcher = CollectingDispatcher()
    said = tracker("petugas", **about, received_at=line.clock().isoformat())
    await ActionHandOff().run(dispatcher, said, dialogue()[0].source)
    return cast("dict[str, Any]", dispatcher.messages[-1])


@pytest.mark.parametrize(
    ("moment", "hours", "expected"),
    [
        ("2025-11-03 10:00", ("07.30", "16.00"), "hari ini sebelum 15.00"),
        ("2025-11-07 10:00", ("07.30", "16.30"), "hari ini sebelum 15.30"),
        ("2026-02-26 09:00", ("08.00", "15.00"), "hari ini sebelum 13.00"),
        ("2026-02-27 13:00", ("08.00", "15.30"), "Senin, 2 Maret 2026 sebelum 09.30"),
        ("2026-02-26 10:58", ("08.00", "15.00"), "hari ini sebelum 15.00"),
    ],
)
async def test_within_hours_the_days_own_hours_and_a_time_are_told(
    line: Line, moment: str, hours: tuple[str, str], expected: str
) -> None:
    said = await told(line, moment)
    assert said["response"] == "utter_diserahkan"
    assert (said["buka"], said["tutup"]) == hours
    assert said["perkiraan"] == expected


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2025-11-07 12:00", "Jumat, 7 November 2025 13.00"),
        ("2025-11-07 16:30", "Senin, 10 November 2025 07.30"),
        ("2026-02-26 15:30", "Jumat, 27 Februari 2026 08.00"),
        ("2026-03-18 20:00", "Rabu, 25 Maret 2026 07.30"),
    ],
)
async def test_outside_hours_the_next_opening_is_told(line: Line, moment: str, opening: str) -> None:
    said = await told(line, moment)
    assert (said["response"], said["buka_lagi"]) == ("utter_diserahkan_tutup", opening)
