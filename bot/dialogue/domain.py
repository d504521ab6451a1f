"""The domain: every intent, slot, form, response and action the dialogue knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.dialogue.response_reader import read_response
from bot.dialogue.slot_reader import Names, read_slot
from bot.dialogue.source import Node, read_source, read_version
from bot.dialogue.vocabulary import (
    BUILT_IN_ACTIONS,
    DEFAULT_INTENTS,
    NLU_FALLBACK,
    REQUESTED_SLOT,
    Form,
    Slot,
    Variation,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DOMAIN_KEYS: Final = frozenset(
    {"version", "intents", "entities", "slots", "forms", "responses", "actions", "session_config"}
)
EXPIRY: Final = "session_expiration_time"
CARRY_OVER: Final = "carry_over_slots_to_new_session"


@dataclass(frozen=True, slots=True)
class Domain:
    """A read and checked `domain.yml`.

    `session_minutes` is how long a silence ends a session (0: never). `source` is the file as plain
    dicts, which is what rasa-sdk's actions get as their domain. `language` is that of the responses.
    """

    intents: frozenset[str]
    entities: frozenset[str]
    slots: Mapping[str, Slot]
    forms: Mapping[str, Form]
    responses: Mapping[str, tuple[Variation, ...]]
    actions: frozenset[str]
    session_minutes: float
    carry_over_slots: bool
    source: dict[str, Any]
    language: str = "id"

    def initial_slots(self) -> dict[str, Any]:
        """Return the slots of a conversation that has not begun."""
        return {name: slot.initial for name, slot in self.slots.items()} | {REQUESTED_SLOT: None}

    def features(self, slots: Mapping[str, Any]) -> dict[str, Any]:
        """Return what rules may see of the slots; unset ones are absent."""
        seen = {name: slot.feature(slots.get(name)) for name, slot in self.slots.items()}
        return {name: feature for name, feature in seen.items() if feature is not None}

    def speaks(self, name: str) -> bool:
        """Tell whether `utter_name` can be said, as itself or as one of `utter_name/label`."""
        return name in self.responses or any(key.startswith(f"{name}/") for key in self.responses)

    def wording(self, name: str, label: str | None) -> str | None:
        """Return the response `name` means: itself, or `name/label`; None where there is neither."""
        return next((known for known in (name, f"{name}/{label}") if known in self.responses), None)

    def can_run(self, name: str) -> bool:
        """Tell whether a rule or an action may name this as the next action."""
        return name in self.actions | self.forms.keys() | BUILT_IN_ACTIONS or self.speaks(name)


def load_domain(path: Path) -> Domain:
    """Read and check a `domain.yml`.

    Raises:
        DialogueFileError: an unknown key or name, or something this runtime does not support.
        OSError: the file cannot be opened.

    """
    source = read_source(path)
    fields = source.fields(DOMAIN_KEYS, required=("version",))
    read_version(fields["version"])
    names = _names(fields)
    slots = {name: read_slot(name, node, names) for name, node in _entries(fields, "slots").items()}
    responses = _entries(fields, "responses")
    minutes, carry_over = _session(fields.get("session_config"))
    return Domain(
        intents=frozenset(names.intents),
        entities=frozenset(names.entities),
        slots=slots,
        forms={name: _form(name, node, names) for name, node in _entries(fields, "forms").items()},
        responses={name: read_response(name, node, slots, names.intents) for name, node in responses.items()},
        actions=frozenset(names.actions),
        session_minutes=minutes,
        carry_over_slots=carry_over,
        source=source.plain(),
    )


def _entries(fields: dict[str, Node], key: str) -> dict[str, Node]:
    return fields[key].entries() if key in fields else {}


def _listed(fields: dict[str, Node], key: str, options: tuple[str, ...] = ()) -> dict[str, Node]:
    """Read a list of names, where a name may carry `options` of which this runtime needs none."""
    named: dict[str, Node] = {}
    for item in fields[key].elements() if key in fields else ():
        for name, node in item.entries().items() if options and isinstance(item.value, dict) else ():
            node.fields(options)
            named[name] = node
        if not isinstance(item.value, dict) or not options:
            named[item.text()] = item
    return named


def _names(fields: dict[str, Node]) -> Names:
    intents = _listed(fields, "intents", ("use_entities", "ignore_entities"))
    if "back" in intents:
        raise intents["back"].error("intent `back` tidak didukung. Pakai nama lain, misalnya `batal`.")
    return Names(
        intents=intents.keys() | DEFAULT_INTENTS.keys() | {NLU_FALLBACK},
        entities=_listed(fields, "entities").keys(),
        slots=_entries(fields, "slots").keys(),
        forms=_entries(fields, "forms").keys(),
        actions=_listed(fields, "actions").keys(),
    )


def _form(name: str, node: Node, names: Names) -> Form:
    fields = node.fields(("required_slots", "ignored_intents"), required=("required_slots",))
    ignored = fields["ignored_intents"].one_or_more() if "ignored_intents" in fields else []
    return Form(
        name=name,
        required_slots=tuple(
            item.name_among(names.slots, "slot") for item in fields["required_slots"].elements()
        ),
        ignored_intents=tuple(item.name_among(names.intents, "intent") for item in ignored),
    )


def _session(node: Node | None) -> tuple[float, bool]:
    fields = node.fields((EXPIRY, CARRY_OVER)) if node else {}
    minutes = fields[EXPIRY].value if EXPIRY in fields else 60
    if not isinstance(minutes, (int, float)) or isinstance(minutes, bool) or minutes < 0:
        raise fields[EXPIRY].error("isinya harus angka menit; 0 berarti tidak pernah berakhir.")
    return float(minutes), fields[CARRY_OVER].flag() if CARRY_OVER in fields else True
