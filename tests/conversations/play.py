"""Playing a conversation turn by turn on the open line."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.rehearsal_citizen import Citizen
from app.rehearsal_judge import mistyped
from app.rehearsal_script import Bubble, passed
from storage.erasing import erase_due
from tests.conversations import records
from tests.conversations.channels import channel_faults
from tests.conversations.citizen import buttons_of, citizen_on_paper
from tests.conversations.judge import house_rules, judge, judge_facts
from tests.conversations.line import Line
from tests.conversations.officer import act, attend
from tests.conversations.records import Heard
from tests.conversations.script import Script, Turn
from tickets.number import new_number

#: Longer than an album's parts wait for each other.
BETWEEN_TURNS = timedelta(seconds=20)
REFERENCE = re.compile(r"<(tiket)(\d)( salah)?>|<nomor lain>")


@dataclass
class Stage:
    """One conversation being played; `shown` is its text so far, for a failure's message."""

    line: Line
    script: Script
    citizens: dict[str, Citizen] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    async def play(self) -> None:
        """Play every turn; the test fails at the first that goes another way."""
        for n, turn in enumerate(self.script.turns, start=1):
            for _ in range(turn.repeat):
                await self._turn(n, turn)

    async def _turn(self, n: int, turn: Turn) -> None:
        citizen = self.citizens.setdefault(turn.who, citizen_on_paper(turn.who, self.line.clock))
        before = await records.heard(self.line.database, citizen.address)
        self.line.clock.moment += BETWEEN_TURNS
        value = self._filled(turn.value)
        self.shown.append(f"{n:>3}. {turn.who if turn.deed != 'officer' else 'petugas'}: {turn.deed} {value}")
        await self._do(turn.deed, value, citizen, before)
        said = (await records.heard(self.line.database, citizen.address))[len(before) :]
        self.shown += [_shown(each) for each in said]
        self.numbers = await records.numbers(self.line.database)
        if faults := await self._faults(turn, said):
            pytest.fail(self._report(turn, faults), pytrace=False)

    async def _do(self, deed: str, value: Any, citizen: Citizen, before: list[Heard]) -> None:
        if deed == "time":
            self.line.clock.moment = self._later(str(value))
        elif deed == "duties":
            async with self.line.database.write() as unit:
                await attend(unit, self.line.desk, self.line.clock())
                await unit.commit()
            await erase_due(self.line.database, self.line.desk, self.line.media_dir, self.line.clock())
        elif deed == "officer":
            number = self._filled(value.get("ticket") or self.numbers[-1])
            async with self.line.database.write() as unit:
                await act(unit, self.line.desk, value, number, f"officer:{len(self.shown)}")
                await unit.commit()
        else:
            messages = citizen.write(deed, value, buttons_of(before))
            await self.line.gateway.accept([(m, b"{}") for m in messages])
            self.line.clock.moment += BETWEEN_TURNS
            while await self.line.worker.turn():
                pass
            if deed == "voice":
                await self.line.hear(value if isinstance(value, str) else "")

    async def _faults(self, turn: Turn, said: list[Heard]) -> list[str]:
        faults = [f"the turn failed: {error}" for error in await records.stuck(self.line.database)]
        if turn.bot is not None:
            faults += judge(tuple(self._bubble(each) for each in turn.bot), said)
        faults += channel_faults(self.line.texts, said)
        if turn.deed not in {"officer", "duties"}:
            faults += house_rules(said)
        if turn.tickets is not None and turn.tickets != len(self.numbers):
            faults.append(f"expected {turn.tickets} tickets, found {len(self.numbers)}")
        for name, expected in turn.facts.items():
            found = await records.facts(self.line.database, self._filled(f"<{name}>"))
            faults += judge_facts(name, self._filled(expected), found)
        return faults

    def _later(self, written: str) -> datetime:
        later = passed(self.line.clock.moment.astimezone(self.line.desk.rules.timezone), written)
        assert later is not None, written
        return later

    def _bubble(self, bubble: Bubble) -> Bubble:
        return replace(bubble, contains=self._filled(bubble.contains), lacks=self._filled(bubble.lacks))

    def _filled(self, value: Any) -> Any:
        """Put the tickets' numbers in place of <tiket1>, <tiket1 salah> and <nomor lain>."""
        match value:
            case str():
                return REFERENCE.sub(self._number, value)
            case dict():
                return {key: self._filled(each) for key, each in value.items()}
            case list() | tuple():
                return type(value)(self._filled(each) for each in value)
        return value

    def _number(self, reference: "re.Match[str]") -> str:
        if reference[1] is None:
            return new_number("KLT")
        place = int(reference[2]) - 1
        if place >= len(self.numbers):
            fault = f"{reference[0]}: only {len(self.numbers)} tickets yet"
            pytest.fail(self._report(None, [fault]), pytrace=False)
        return mistyped(self.numbers[place]) if reference[3] else self.numbers[place]

    def _report(self, turn: Turn | None, faults: list[str]) -> str:
        expected = turn.bot if turn else None
        return "\n".join(
            [
                f"{self.script.path.name}: {self.script.title}",
                *self.shown,
                "",
                f"expected here: {expected}",
                *(f"  - {fault}" for fault in faults),
            ]
        )


def _shown(heard: Heard) -> str:
    buttons = " ".join(f"[{title}]" for title, _ in heard.buttons)
    lines = f"{heard.text} {buttons}".strip().splitlines()
    return "\n".join([f"     bot ({heard.response}): {lines[0]}", *(f"       {line}" for line in lines[1:])])
