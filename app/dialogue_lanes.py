"""Rules and forms as lanes to draw: what is heard, what is known, what is done, one step after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.dialogue.domain import Domain
from bot.dialogue.moment import ANY_LOOP, Pattern
from bot.dialogue.rules import Rule
from bot.dialogue.vocabulary import DEACTIVATE_LOOP, LISTEN, REQUESTED_SLOT, Form, Mapping

WAITS, STOPS, DONE = "menunggu", "hentikan formulir", "selesai"


class Kind(StrEnum):
    """What a box stands for."""

    INTENT = "intent"
    ACTION = "action"
    RESPONSE = "response"
    FORM = "form"
    SLOT = "slot"
    END = "end"


@dataclass(frozen=True, slots=True)
class Box:
    """One step; `known` is what must hold for it to follow, `note` more about it for who points at it."""

    kind: Kind
    text: str
    known: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """One rule or form, its steps in order."""

    title: str
    boxes: tuple[Box, ...]


def lanes(domain: Domain, rules: Iterable[Rule]) -> Iterator[Lane]:
    """Yield the forms, then the rules in the order of their file."""
    for form in domain.forms.values():
        yield Lane(f"Formulir {form.name}", tuple(_form_boxes(form, domain)))
    for rule in rules:
        if rule.predictions:
            last = rule.predictions[-1]
            yield Lane(rule.name, tuple(_rule_boxes(last.moments, last.action, domain)))


def _form_boxes(form: Form, domain: Domain) -> Iterator[Box]:
    yield Box(Kind.FORM, form.name)
    for name in form.required_slots:
        question = next((each for each in _questions(form, name) if domain.can_run(each)), "")
        taken = "; ".join(_taken(mapping) for mapping in domain.slots[name].mappings)
        yield Box(Kind.SLOT, name, question, f"diisi dari: {taken}")
    if (validation := f"validate_{form.name}") in domain.actions:
        yield Box(Kind.ACTION, validation)
    yield Box(Kind.END, DONE, "semua terisi")


def _questions(form: Form, slot: str) -> Iterator[str]:
    for name in (f"{form.name}_{slot}", slot):
        yield f"action_ask_{name}"
        yield f"utter_ask_{name}"


def _taken(mapping: Mapping) -> str:
    return " ".join(filter(None, (mapping.type, mapping.entity, mapping.action)))


def _rule_boxes(moments: tuple[Pattern, ...], final: str, domain: Domain) -> Iterator[Box]:
    """Yield a rule's steps, each with what the moment before it must have brought."""
    known, before = "", Pattern(None)
    for n, moment in enumerate(moments):
        if moment.action == LISTEN and n:
            yield Box(Kind.END, WAITS, known)
        heard = Box(Kind.INTENT, str(moment.intent))
        yield heard if moment.action == LISTEN else _action(str(moment.action), known, domain)
        known, before = _known(moment, before), moment
    yield _action(final, known, domain)


def _action(name: str, known: str, domain: Domain) -> Box:
    if name == LISTEN:
        return Box(Kind.END, WAITS, known)
    if name == DEACTIVATE_LOOP:
        return Box(Kind.END, STOPS, known)
    if name in domain.forms:
        return Box(Kind.FORM, name, known)
    if domain.speaks(name):
        return Box(Kind.RESPONSE, name, known, _wording(name, domain))
    return Box(Kind.ACTION, name, known)


def _wording(name: str, domain: Domain) -> str:
    found = [
        all_of_it[0].text for key, all_of_it in domain.responses.items() if key.partition("/")[0] == name
    ]
    return "\n\n".join(found)


def _known(now: Pattern, earlier: Pattern) -> str:
    """Say what is asked for now that was not asked for a step earlier."""
    told = [f"{name} = {_value(value)}" for name, value in now.slots if (name, value) not in earlier.slots]
    if now.loop not in {ANY_LOOP, earlier.loop} and now.action != DEACTIVATE_LOOP:
        told.append(_loop(now))
    return ", ".join(each for each in told if not each.startswith(REQUESTED_SLOT))


def _loop(now: Pattern) -> str:
    if now.loop is None:
        return "formulir selesai" if now.action not in {None, LISTEN} else "di luar formulir"
    return "mulai bertanya" if now.loop == now.action else f"saat {now.loop}"


def _value(feature: Any) -> str:
    words = {None: "kosong", True: "ya", False: "tidak", "set": "terisi", "filled": "terisi"}
    return words.get(feature, str(feature))
