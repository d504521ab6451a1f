"""Reading what is to be replayed: a file of tests/conversations, or a plain text of what a citizen writes."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from app.rehearsal_citizen import DEEDS
from bot.dialogue.source import Node, read_source

HEAD: Final = frozenset({"title", "waits", "clock", "settings", "region", "turns"})
CHECKS: Final = frozenset({"bot", "silent", "tickets"})
BUBBLE: Final = frozenset({"response", "contains", "lacks", "buttons"})
TIME, DUTIES = "time", "duties"
TICKET = re.compile(r"tiket\d")
PASSED: Final = {"m": "minutes", "h": "hours", "d": "days"}
#: Of a plain text and of the terminal: what a line that begins so means.
SHORTHAND: Final = {
    "/foto": "photo",
    "/titik": "pin",
    "/suara": "voice",
    "/stiker": "sticker",
    "/tombol": "button",
    "/sunting": "edit",
    "/waktu": TIME,
}


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message expected of the bot; None asks nothing."""

    response: str | None = None
    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    buttons: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens at a line of the file, and what is expected of it."""

    deed: str
    value: Any
    line: int
    who: str = "warga"
    bot: tuple[Bubble, ...] | None = None
    tickets: int | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """What is to be replayed; `begin` is local time, None for now."""

    title: str
    steps: tuple[Step, ...]
    begin: datetime | None
    settings: dict[str, Any]


def read_script(path: Path) -> Script:
    """Read one file. Raises DialogueFileError naming the line, OSError."""
    if path.suffix in {".yml", ".yaml"}:
        return _conversation(read_source(path))
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    steps = (read_line(line.strip(), n) for n, line in lines if line.strip() and not line.startswith("#"))
    return Script(path.name, tuple(steps), None, {})


def read_line(line: str, number: int = 0) -> Step:
    """Read one line of a plain text: the citizen's words, or a shorthand with what belongs to it."""
    word, _, rest = line.partition(" ")
    deed = SHORTHAND.get(word)
    return Step(deed, rest.strip(), number) if deed else Step("citizen", line, number)


def passed(moment: datetime, written: str) -> datetime | None:
    """Return the time after "+3d", "+2h" or "+30m", or at "2025-11-04 09:00" local time; None for anything else."""
    if match := re.fullmatch(r"\+(\d+)([mhd])", written):
        return moment + timedelta(**{PASSED[match[2]]: int(match[1])})
    try:
        return datetime.fromisoformat(written).replace(tzinfo=moment.tzinfo)
    except ValueError:
        return None


def _conversation(source: Node) -> Script:
    fields = source.fields(HEAD, required=("turns",))
    clock = fields.get("clock")
    settings = fields["settings"].plain() if "settings" in fields else {}
    if "region" in fields:
        settings |= {"region_dir": Path("tanpa-peta")}
    return Script(
        title=fields["title"].text() if "title" in fields else source.file,
        steps=tuple(step for node in fields["turns"].elements() for step in _steps(node)),
        begin=datetime.fromisoformat(str(clock.value)) if clock else datetime(2025, 11, 3, 10, 0),  # noqa: DTZ001 - local time
        settings=settings,
    )


def _steps(node: Node) -> list[Step]:
    fields = node.entries()
    if "officer" in fields:
        raise fields["officer"].error("langkah petugas hanya dimainkan oleh pengujian (tests/conversations).")
    facts = [name for name in fields if TICKET.fullmatch(name)]
    node.fields((*DEEDS, TIME, DUTIES, "as", "repeat", *CHECKS, *facts))
    deeds = [name for name in fields if name in {*DEEDS, TIME, DUTIES}]
    if len(deeds) != 1:
        raise node.error("satu langkah berisi satu perbuatan saja.")
    deed, plain = deeds[0], node.plain()
    step = Step(deed, plain[deed], node.line, plain.get("as", "warga"), _bot(fields), plain.get("tickets"))
    return [step] * int(plain.get("repeat", 1))


def _bot(fields: dict[str, Node]) -> tuple[Bubble, ...] | None:
    if "silent" in fields:
        return ()
    return tuple(map(_bubble, fields["bot"].elements())) if "bot" in fields else None


def _bubble(node: Node) -> Bubble:
    if isinstance(node.value, str):
        return Bubble(node.text())
    node.fields(BUBBLE)
    told = node.plain()
    buttons = told.get("buttons")
    return Bubble(
        told.get("response"),
        tuple(map(str, told.get("contains", ()))),
        tuple(map(str, told.get("lacks", ()))),
        None if buttons is None else tuple(map(str, buttons)),
    )
