"""Rules that cannot live together, found when they are read and not when a citizen meets them."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.dialogue.moment import ANY_LOOP, Moment, Pattern
from bot.dialogue.source import DialogueFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.dialogue.rules import Prediction, Rule


class Taught(NamedTuple):
    """One prediction with the rule it comes from."""

    rule: Rule
    prediction: Prediction

    @property
    def place(self) -> str:
        """Name the rule and its line for a trainer."""
        return f"`{self.rule.name}` (baris {self.prediction.line})"


def refuse_contradictions(file: str, rules: Iterable[Rule]) -> None:
    """Refuse rules of which nobody could say which one is followed.

    Raises:
        DialogueFileError: two rules fit one moment, want different actions, and neither asks for more,
            or the other only for something to be empty.

    """
    rules = tuple(rules)
    _refuse_self_defeated(file, rules)
    for group in _alike(rules):
        for first, second in combinations(group, 2):
            if first.prediction.action != second.prediction.action and _rivals(first, second):
                raise _contradiction(file, *sorted((first, second), key=lambda one: one.prediction.line))


def _refuse_self_defeated(file: str, rules: Iterable[Rule]) -> None:
    """Refuse a rule that loses to another where all it leaves open is empty: so Rasa tries rules in training."""
    taught = [Taught(rule, prediction) for rule in rules for prediction in rule.predictions]
    after: dict[str | None, list[Taught]] = {}
    for each in sorted(taught, key=lambda one: one.prediction.length, reverse=True):
        after.setdefault(each.prediction.moments[-1].action, []).append(each)
    for one in taught:
        barest = [_barest(pattern) for pattern in one.prediction.moments]
        winner = next(each for each in after[barest[-1].action] if _fits(each, barest))
        if winner.prediction.action != one.prediction.action:
            raise _contradiction(file, *sorted((winner, one), key=lambda each: each.prediction.line))


def _barest(pattern: Pattern) -> Moment:
    """Return the moment that is what a pattern asks for, and nothing else."""
    loop = None if pattern.loop == ANY_LOOP else pattern.loop
    slots = {name: feature for name, feature in pattern.slots if feature is not None}
    return Moment(pattern.action, pattern.intent, loop, slots)


def _fits(one: Taught, moments: list[Moment]) -> bool:
    wanted = one.prediction.moments
    recent = moments[-len(wanted) :]
    return len(wanted) == len(recent) and all(map(Pattern.fits, wanted, recent))


def _alike(rules: Iterable[Rule]) -> Iterator[list[Taught]]:
    """Group what follows the same action after equally many moments: more moments always win."""
    groups: dict[tuple[str | None, int], list[Taught]] = {}
    for rule in rules:
        for prediction in rule.predictions:
            key = prediction.moments[-1].action, len(prediction.moments)
            groups.setdefault(key, []).append(Taught(rule, prediction))
    yield from groups.values()


def _rivals(first: Taught, second: Taught) -> bool:
    """Whether both may fit one moment and neither asks for all the other asks for and more."""
    pairs = list(zip(first.prediction.moments, second.prediction.moments, strict=True))
    if not all(_can_meet(a, b) for a, b in pairs):
        return False
    more, less = all(_asks_all(a, b) for a, b in pairs), all(_asks_all(b, a) for a, b in pairs)
    return more == less


def _can_meet(a: Pattern, b: Pattern) -> bool:
    """Whether some moment fits both."""
    slots = dict(a.slots)
    return (
        a.action == b.action
        and (a.intent is None or b.intent is None or a.intent == b.intent)
        and (ANY_LOOP in {a.loop, b.loop} or a.loop == b.loop)
        and all(slots.get(name, feature) == feature for name, feature in b.slots)
    )


def _asks_all(a: Pattern, b: Pattern) -> bool:
    """Whether `a` asks for everything `b` asks for."""
    return b.intent in {None, a.intent} and b.loop in {ANY_LOOP, a.loop} and set(b.slots) <= set(a.slots)


def _contradiction(file: str, first: Taught, second: Taught) -> DialogueFileError:
    same = first.prediction.moments == second.prediction.moments
    why = "syaratnya sama" if same else f"keduanya cocok {_moment(first, second)}"
    return DialogueFileError(
        file,
        second.prediction.line,
        f"aturan `{second.rule.name}` bertentangan dengan {first.place}: {why}, tetapi langkah berikutnya "
        f"`{second.prediction.action}` di sini dan `{first.prediction.action}` di sana. "
        "Samakan langkahnya atau bedakan syaratnya.",
    )


def _moment(first: Taught, second: Taught) -> str:
    """Describe a moment that fits both."""
    a, b = first.prediction.moments[-1], second.prediction.moments[-1]
    asked = [
        f"`{name}: {_written(value)}`" for name, value in sorted({**dict(a.slots), **dict(b.slots)}.items())
    ]
    asked += [f"`active_loop: {_written(loop)}`" for loop in {a.loop, b.loop} - {ANY_LOOP}]
    return f"saat {' dan '.join(asked)}" if asked else "pada saat yang sama"


def _written(value: Any) -> str:
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
