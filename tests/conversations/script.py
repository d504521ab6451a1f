"""Reading `conversations/*.yml`; README.md beside it explains the form."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from app.rehearsal_citizen import DEEDS as CITIZENS_DEEDS
from app.rehearsal_script import BUBBLE, CHECKS, DUTIES, HEAD, TICKET, TIME, Bubble

#: What the citizen sees of what others do need not be told; what the bot answers to a citizen must be.
UNANSWERED = frozenset({"officer", TIME, DUTIES})
DEEDS = CITIZENS_DEEDS | UNANSWERED
WITH = {"as", "repeat"}
FACTS = {
    *("topic", "agency", "status", "place", "point", "urgency", "visibility", "kind"),
    *("messages", "versions", "events", "vote", "votes", "rating", "reasons", "level", "needs_review"),
}
NOON_OF_THE_EXAMPLES = "2025-11-03 10:00"


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that happens, and what must be true after it."""

    deed: str
    value: Any
    who: str
    repeat: int
    bot: tuple[Bubble, ...] | None
    tickets: int | None
    facts: dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Script:
    """One conversation; `waits`: for what, if it fails until then; `clock`: local time at its beginning."""

    path: Path
    title: str
    waits: str | None
    clock: datetime
    settings: dict[str, Any]
    region: bool
    turns: tuple[Turn, ...] = field(repr=False)


class ScriptError(Exception):
    """A conversation file is not written as README.md says."""


def read_script(path: Path) -> Script:
    """Read and check one file. Raises ScriptError naming the file and the turn."""
    source = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    _refuse(path, 0, set(source) - HEAD)
    return Script(
        path=path,
        title=source["title"],
        waits=source.get("waits"),
        clock=datetime.fromisoformat(str(source.get("clock", NOON_OF_THE_EXAMPLES))),
        settings=source.get("settings", {}),
        region=source.get("region", "contoh") == "contoh",
        turns=tuple(_turn(path, n, turn) for n, turn in enumerate(source["turns"], start=1)),
    )


def _turn(path: Path, n: int, source: dict[str, Any]) -> Turn:
    deeds = DEEDS & set(source)
    facts = {name: source[name] for name in source if TICKET.fullmatch(name)}
    _refuse(path, n, set(source) - DEEDS - WITH - CHECKS - set(facts))
    for told in facts.values():
        _refuse(path, n, set(told) - FACTS)
    if len(deeds) != 1:
        raise ScriptError(f"{path.name}, turn {n}: exactly one of {', '.join(sorted(DEEDS))}")
    (deed,) = deeds
    bot = _bot(path, n, source)
    if bot is None and deed not in UNANSWERED:
        raise ScriptError(f"{path.name}, turn {n}: say `bot:` or `silent: true`")
    who, repeat = source.get("as", "warga"), source.get("repeat", 1)
    return Turn(deed, source[deed], who, repeat, bot, source.get("tickets"), facts)


def _bot(path: Path, n: int, source: dict[str, Any]) -> tuple[Bubble, ...] | None:
    if source.get("silent"):
        return ()
    if "bot" not in source:
        return None
    return tuple(_bubble(path, n, each) for each in source["bot"])


def _bubble(path: Path, n: int, source: str | dict[str, Any]) -> Bubble:
    if isinstance(source, str):
        return Bubble(source)
    _refuse(path, n, set(source) - BUBBLE)
    buttons = source.get("buttons")
    texts = [*source.get("contains", ()), *source.get("lacks", ()), *(buttons or ())]
    if not all(isinstance(each, str) for each in texts):
        raise ScriptError(f"{path.name}, turn {n}: put numbers in quotes: {texts}")
    return Bubble(
        response=source.get("response"),
        contains=tuple(source.get("contains", ())),
        lacks=tuple(source.get("lacks", ())),
        buttons=None if buttons is None else tuple(buttons),
    )


def _refuse(path: Path, n: int, unknown: set[str]) -> None:
    if unknown:
        raise ScriptError(f"{path.name}, turn {n}: not known here: {', '.join(sorted(unknown))}")
