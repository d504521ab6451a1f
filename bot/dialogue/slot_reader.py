"""Reading one slot of `domain.yml`, with its mappings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.dialogue.vocabulary import REQUESTED_SLOT, Condition, Mapping, Slot

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.dialogue.source import Node

TYPES: Final = frozenset({"text", "bool", "categorical", "float", "list", "any"})
SLOT_KEYS: Final = frozenset(
    {"type", "values", "min_value", "max_value", "initial_value", "influence_conversation", "mappings"}
)
_FILTERS: Final = frozenset({"type", "intent", "not_intent", "conditions"})
MAPPING_KEYS: Final = {
    "from_entity": _FILTERS | {"entity"},
    "from_text": _FILTERS,
    "from_intent": _FILTERS | {"value"},
    "from_trigger_intent": _FILTERS | {"value"},
    "custom": frozenset({"type", "action", "conditions"}),
}
REQUIRED: Final = {"from_entity": {"entity"}, "from_intent": {"value"}, "from_trigger_intent": {"value"}}


@dataclass(frozen=True, slots=True)
class Names:
    """Every name of the domain that a slot or form may refer to."""

    intents: Collection[str]
    entities: Collection[str]
    slots: Collection[str]
    forms: Collection[str]
    actions: Collection[str]


def read_slot(name: str, node: Node, names: Names) -> Slot:
    """Read the slot written at `node`."""
    fields = node.fields(SLOT_KEYS, required=("type", "mappings"))
    kind = _one_of(fields["type"], TYPES, "tipe slot")
    influences = fields["influence_conversation"].flag() if "influence_conversation" in fields else True
    return Slot(
        name=name,
        type=kind,
        initial=_initial(fields, kind),
        influences=influences and kind != "any",
        values=_values(node, fields, kind),
        bounds=_bounds(fields, kind),
        mappings=tuple(_mapping(item, names) for item in fields["mappings"].elements()),
    )


def _one_of(node: Node, known: Collection[str], what: str) -> str:
    value = node.text()
    if value not in known:
        raise node.error(f"{what} `{value}` tidak didukung. Pilih: {', '.join(sorted(known))}.")
    return value


def _initial(fields: dict[str, Node], kind: str) -> Any:
    node = fields.get("initial_value")
    value = node.plain() if node else None
    kinds: dict[str, Any] = {"bool": bool, "text": str, "list": list, "float": (int, float)}
    if node and value is not None and not isinstance(value, kinds.get(kind, object)):
        raise node.error(f"nilai awal ini tidak cocok dengan tipe slot `{kind}`.")
    return value


def _values(node: Node, fields: dict[str, Node], kind: str) -> tuple[str, ...]:
    if ("values" in fields) != (kind == "categorical"):
        raise node.error("`values` wajib ada untuk slot `categorical`, dan hanya untuk itu.")
    return tuple(str(item.value) for item in fields["values"].elements()) if "values" in fields else ()


def _bounds(fields: dict[str, Node], kind: str) -> tuple[float, float]:
    """Read between what a number is told apart by rules; Rasa's own bounds are 0 and 1."""
    found = {"min_value": 0.0, "max_value": 1.0}
    for name in found.keys() & fields.keys():
        value = fields[name].value
        if kind != "float" or isinstance(value, bool) or not isinstance(value, (int, float)):
            raise fields[name].error(f"`{name}` hanya untuk slot `float`, dan isinya angka.")
        found[name] = float(value)
    if found["min_value"] >= found["max_value"]:
        last = fields.get("max_value") or fields["min_value"]
        raise last.error("`min_value` harus lebih kecil daripada `max_value` (bawaannya 0 dan 1).")
    return found["min_value"], found["max_value"]


def _mapping(node: Node, names: Names) -> Mapping:
    kinds = node.fields(frozenset().union(*MAPPING_KEYS.values()), required=("type",))
    kind = _one_of(kinds["type"], MAPPING_KEYS, "jenis mapping")
    fields = node.fields(MAPPING_KEYS[kind], REQUIRED.get(kind, ()))
    entity, action = fields.get("entity"), fields.get("action")
    return Mapping(
        type=kind,
        entity=entity.name_among(names.entities, "entitas") if entity else None,
        value=fields["value"].plain() if "value" in fields else None,
        action=action.name_among(names.actions, "aksi") if action else None,
        intents=_intents(fields.get("intent"), names),
        not_intents=_intents(fields.get("not_intent"), names),
        conditions=_conditions(fields.get("conditions"), names),
    )


def _intents(node: Node | None, names: Names) -> tuple[str, ...]:
    if node is None or node.value is None:
        return ()
    return tuple(item.name_among(names.intents, "intent") for item in node.one_or_more())


def _conditions(node: Node | None, names: Names) -> tuple[Condition, ...]:
    return tuple(_condition(item, names) for item in node.elements()) if node else ()


def _condition(node: Node, names: Names) -> Condition:
    fields = node.fields(("active_loop", REQUESTED_SLOT), required=("active_loop",))
    loop, slot = fields["active_loop"], fields.get(REQUESTED_SLOT)
    return Condition(
        active_loop=None if loop.value is None else loop.name_among(names.forms, "form"),
        requested_slot=slot.name_among(names.slots, "slot") if slot else None,
    )
