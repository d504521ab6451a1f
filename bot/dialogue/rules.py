"""The rules: after these moments, that action."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bot.dialogue.contradictions import refuse_contradictions
from bot.dialogue.moment import ANY_LOOP, Pattern
from bot.dialogue.source import DialogueFileError, Node, read_source, read_version
from bot.dialogue.step_reader import check_shape, read_slots, read_step
from bot.dialogue.traces import Trace, refuse_incomplete
from bot.dialogue.vocabulary import LISTEN

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bot.dialogue.domain import Domain

RULE_KEYS: Final = frozenset({"rule", "condition", "steps", "wait_for_user_input"})


@dataclass(frozen=True, slots=True)
class Prediction:
    """One thing a rule teaches: after `moments`, the last of them now, comes `action`."""

    moments: tuple[Pattern, ...]
    action: str
    line: int

    @property
    def length(self) -> tuple[int, int]:
        """Return what makes one rule longer than another: moments first, then what they ask."""
        return len(self.moments), sum(pattern.weight for pattern in self.moments)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of `rules.yml`, taken apart into predictions."""

    name: str
    line: int
    predictions: tuple[Prediction, ...]
    traces: tuple[Trace, ...] = ()


@dataclass(slots=True)
class _Walk:
    """Goes through a rule's steps and writes down what is to follow what."""

    action: str | None = None
    intent: str | None = None
    loop: str | None = ANY_LOOP
    slots: dict[str, Any] = field(default_factory=dict)
    past: tuple[Pattern, ...] = ()
    predictions: list[Prediction] = field(default_factory=list)
    line: int = 0
    sets: set[str] = field(default_factory=set)
    loops: set[str | None] = field(default_factory=set)
    traces: list[Trace] = field(default_factory=list)

    def then(self, action: str, line: int) -> None:
        """Let `action` follow; the rule's very first action follows nothing and teaches nothing."""
        self.leave_trace(goes_on=True)
        if self.action is not None:
            self.past += (Pattern(self.action, self.intent, self.loop, tuple(sorted(self.slots.items()))),)
            self.predictions.append(Prediction(self.past, action, line))
        self.action, self.line = action, line

    def leave_trace(self, *, goes_on: bool) -> None:
        """Write down what the rule says of the action it has just been at."""
        told = frozenset(self.sets), frozenset(self.loops)
        if self.action not in {None, LISTEN}:
            known = frozenset(self.slots)
            self.traces.append(Trace(str(self.action), self.line, *told, known, self.loop, goes_on))
        self.sets, self.loops = set(), set()

    def take(self, kind: str, value: Any, line: int) -> None:
        """Take one step."""
        if kind == "intent":
            self.then(LISTEN, line)
            self.action, self.intent = LISTEN, value
        elif kind == "action":
            self.then(value, line)
        elif kind == "active_loop":
            self.loop = value
            self.loops.add(value)
        else:
            self.slots |= value
            self.sets |= value.keys()


def load_rules(path: Path, domain: Domain) -> tuple[Rule, ...]:
    """Read and check a `rules.yml`.

    Raises:
        DialogueFileError: an unknown key or name, an unsupported step, a rule that cannot work, or
            rules that contradict or are silent about each other.
        OSError: the file cannot be opened.

    """
    source = read_source(path)
    fields = source.fields(("version", "rules"), required=("version", "rules"))
    read_version(fields["version"])
    rules = tuple(_rule(node, domain) for node in fields["rules"].elements())
    _refuse_namesakes(source.file, rules)
    refuse_incomplete(source.file, rules)
    refuse_contradictions(source.file, rules)
    return rules


def _refuse_namesakes(file: str, rules: Iterable[Rule]) -> None:
    """Refuse a second rule of one name: what is said about a rule would mean either."""
    lines: dict[str, int] = {}
    for rule in rules:
        if rule.name in lines:
            told = f"Aturan `{rule.name}` sudah ada di baris {lines[rule.name]}. Beri nama lain, atau hapus salah satu."
            raise DialogueFileError(file, rule.line, told)
        lines[rule.name] = rule.line


def _rule(node: Node, domain: Domain) -> Rule:
    if isinstance(node.value, dict) and "conversation_start" in node.value:
        raise node.entries()["conversation_start"].error(
            "`conversation_start` tidak didukung. Hapus baris ini."
        )
    fields = node.fields(RULE_KEYS, required=("rule", "steps"))
    waits = fields["wait_for_user_input"].flag() if "wait_for_user_input" in fields else True
    places = fields["steps"].elements()
    steps = [read_step(place, domain) for place in places]
    check_shape(steps, fields["steps"], domain)
    walk = _begin(fields.get("condition"), domain)
    for (kind, value), place in zip(steps, places, strict=True):
        walk.take(kind, value, place.line)
    if waits:
        _refuse_lost_form(walk, places[-1])
        walk.then(LISTEN, places[-1].line)
    else:
        walk.leave_trace(goes_on=False)
    return Rule(fields["rule"].text(), node.line, tuple(walk.predictions), tuple(walk.traces))


def _begin(conditions: Node | None, domain: Domain) -> _Walk:
    walk = _Walk()
    for item in conditions.elements() if conditions else ():
        fields = item.fields(("active_loop", "slot_was_set"))
        if "active_loop" in fields:
            loop = fields["active_loop"]
            walk.loop = None if loop.value is None else loop.name_among(domain.forms, "form")
        if "slot_was_set" in fields:
            walk.slots |= read_slots(fields["slot_was_set"], domain)
    return walk


def _refuse_lost_form(walk: _Walk, last: Node) -> None:
    """Refuse to leave a form interrupted: it would stay rejected, and the next answer would be lost."""
    if walk.intent and walk.loop not in {None, ANY_LOOP, walk.action}:
        raise last.error(
            f"aturan ini berakhir saat form `{walk.loop}` masih menunggu, sehingga jawaban warga "
            f"berikutnya hilang. Akhiri dengan `action: {walk.loop}` dan `active_loop: {walk.loop}`, "
            "atau matikan form dengan `active_loop: null`."
        )
