"""What rules say an action leaves behind: Rasa trains no rules that disagree about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.dialogue.source import DialogueFileError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.dialogue.rules import Rule


@dataclass(frozen=True, slots=True)
class Trace:
    """One action of a rule: what the rule says it sets, and what is known by then.

    `loop` is the form then active, None for none, `moment.ANY_LOOP` where the rule does not say; `goes_on`
    tells whether anything follows in the rule, waiting included.
    """

    action: str
    line: int
    sets: frozenset[str]
    loops: frozenset[str | None]
    known: frozenset[str]
    loop: str | None
    goes_on: bool


class _Origin(NamedTuple):
    rule: Rule
    trace: Trace


def refuse_incomplete(file: str, rules: Iterable[Rule]) -> None:
    """Refuse a rule that is silent about what another rule says the same action sets.

    Raises:
        DialogueFileError: as Rasa's training would, which calls such rules incomplete.

    """
    traced = [_Origin(rule, trace) for rule in rules for trace in rule.traces]
    loops: dict[str, dict[str | None, _Origin]] = {}
    slots: dict[str, dict[str, _Origin]] = {}
    for origin in traced:
        for loop in origin.trace.loops:
            loops.setdefault(origin.trace.action, {}).setdefault(loop, origin)
        for slot in origin.trace.sets:
            slots.setdefault(origin.trace.action, {}).setdefault(slot, origin)
    for origin in traced:
        if origin.trace.goes_on:
            _refuse_silence(file, origin, slots.get(origin.trace.action, {}))
            _refuse_other_loop(file, origin, loops.get(origin.trace.action, {}))


def _refuse_silence(file: str, silent: _Origin, told: dict[str, _Origin]) -> None:
    for slot in sorted(told.keys() - silent.trace.known):
        raise _incomplete(file, silent, told[slot], f"slot `{slot}`", f"`slot_was_set` untuk `{slot}`")


def _refuse_other_loop(file: str, silent: _Origin, told: dict[str | None, _Origin]) -> None:
    if told and silent.trace.loop not in told:
        raise _incomplete(file, silent, next(iter(told.values())), "`active_loop`", "`active_loop`")


def _incomplete(file: str, silent: _Origin, teller: _Origin, what: str, write: str) -> DialogueFileError:
    return DialogueFileError(
        file,
        silent.trace.line,
        f"aturan `{silent.rule.name}` belum lengkap: sesudah `{silent.trace.action}` aturan "
        f"`{teller.rule.name}` (baris {teller.trace.line}) menyebut {what}, di sini tidak. "
        f"Tulis juga {write} (boleh `null`) sesudah baris ini.",
    )
