"""Rules that cannot live together, found when they are read and not when a citizen meets them."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.dialogue.moment import ANY_LOOP, Pattern
from bot.dialogue.source import DialogueFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.dialogue.domain import Domain
    from bot.dialogue.rules import Prediction, Rule


class Taught(NamedTuple):
    """One prediction with the rule it comes from."""

    rule: Rule
    prediction: Prediction

    @property
    def place(self) -> str:
        """Name the rule and its line for a trainer."""
        return f"`{self.rule.name}` (baris {self.prediction.line})"


def refuse_contradictions(file: str, rules: Iterable[Rule], domain: Domain) -> None:
    """Refuse rules of which nobody could say which one is followed, and those that are never followed.

    Raises:
        DialogueFileError: two rules fit one moment, want different actions, and neither asks for more;
            or a rule loses to others whatever the moment.

    """
    for group in _alike(rules):
        for first, second in combinations(group, 2):
            if first.prediction.action != second.prediction.action and _rivals(first, second):
                raise _contradiction(file, *sorted((first, second), key=lambda one: one.prediction.line))
        for one in group:
            _refuse_overruled(file, one, group, domain)


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
    why = (
        "syaratnya sama"
        if same
        else f"keduanya cocok {_moment(first, second)}, dan tidak ada yang syaratnya lebih lengkap"
    )
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


def _refuse_overruled(file: str, one: Taught, group: list[Taught], domain: Domain) -> None:
    """Refuse a rule that others overrule for every value of one thing it leaves open."""
    overruling: dict[str, dict[Any, Taught]] = {}
    for other in group:
        narrowed = _narrowed(one.prediction.moments, other.prediction.moments)
        if narrowed and one.prediction.action != other.prediction.action:
            overruling.setdefault(narrowed[0], {})[narrowed[1]] = other
    for name, found in overruling.items():
        if _every_value(name, domain) <= found.keys():
            others = ", ".join(sorted({each.place for each in found.values()}))
            raise DialogueFileError(
                file,
                one.prediction.line,
                f"aturan `{one.rule.name}` tidak pernah sampai ke `{one.prediction.action}`: apa pun isi "
                f"`{name}`, aturan lain yang syaratnya lebih lengkap didahulukan: {others}. "
                "Hapus langkah ini atau bedakan syaratnya.",
            )


def _narrowed(general: tuple[Pattern, ...], narrow: tuple[Pattern, ...]) -> tuple[str, Any] | None:
    """Return the one thing, with its value, that `narrow` asks for at the end beyond `general`."""
    a, b = general[-1], narrow[-1]
    if general[:-1] != narrow[:-1] or a.intent != b.intent:
        return None
    more = set(b.slots) - set(a.slots)
    if a.loop == b.loop and len(more) == 1 and set(a.slots) <= set(b.slots):
        return more.pop()
    return ("active_loop", b.loop) if a.loop == ANY_LOOP != b.loop and a.slots == b.slots else None


def _every_value(name: str, domain: Domain) -> set[Any]:
    """Return what a slot's feature or the loop may be; for most slots there is no end of values."""
    if name == "active_loop":
        return {None, *domain.forms}
    kinds: dict[str, set[Any]] = {
        "bool": {None, True, False},
        "text": {None, "set"},
        "list": {None, "filled"},
    }
    return kinds.get(domain.slots[name].type, {object()})
