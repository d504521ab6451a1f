"""Reading one step of a rule, and refusing orders of steps that cannot work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.dialogue.vocabulary import DEFAULT_INTENTS, LISTEN, REQUESTED_SLOT, Slot

if TYPE_CHECKING:
    from bot.dialogue.domain import Domain
    from bot.dialogue.source import Node

STEP_KEYS: Final = frozenset({"intent", "action", "active_loop", "slot_was_set"})
UNSUPPORTED: Final = {
    "or": "`or` tidak didukung. Tulis satu aturan untuk tiap pilihan.",
    "user": "aturan berdasarkan kalimat (`user`) tidak didukung. Pakai `intent`.",
    "entities": "syarat `entities` di dalam aturan tidak didukung. Pakai slot.",
    "checkpoint": "`checkpoint` tidak didukung. Tulis langkahnya lengkap di sini.",
    "bot": "`bot` tidak didukung. Pakai `action: utter_...`.",
}

Step = tuple[str, Any]


def read_step(node: Node, domain: Domain) -> Step:
    """Read one step as its kind and value: a name, a loop or None, or slot features."""
    for key, reason in UNSUPPORTED.items():
        if isinstance(node.value, dict) and key in node.value:
            raise node.entries()[key].error(reason)
    fields = node.fields(STEP_KEYS)
    if len(fields) != 1:
        raise node.error("satu langkah berisi satu hal saja. Beri `- ` sendiri untuk tiap langkah.")
    kind, value = next(iter(fields.items()))
    if kind == "intent":
        return kind, _intent(value, domain)
    if kind == "action":
        return kind, _action(value, domain)
    if kind == "active_loop":
        return kind, None if value.value is None else value.name_among(domain.forms, "form")
    return kind, read_slots(value, domain)


def _intent(node: Node, domain: Domain) -> str:
    name = node.name_among(domain.intents, "intent")
    if name in DEFAULT_INTENTS:
        raise node.error(
            f"aturan ini tidak pernah jalan: intent `{name}` selalu dijawab `{DEFAULT_INTENTS[name]}`."
        )
    return name


def _action(node: Node, domain: Domain) -> str:
    name = node.text()
    if name == LISTEN:
        raise node.error(
            f"`{LISTEN}` tidak perlu ditulis; aturan selalu berakhir dengan menunggu. Hapus langkah ini."
        )
    if not domain.can_run(name):
        raise node.error(f"aksi `{name}` tidak ada di domain. Periksa ejaannya atau daftarkan dulu.")
    return name


def read_slots(node: Node, domain: Domain) -> dict[str, Any]:
    """Read `slot_was_set` as slot features, None for unset."""
    features: dict[str, Any] = {}
    for item in node.elements():
        if isinstance(item.value, dict):
            for name, value in item.entries().items():
                _add(features, _feature(name, value, domain), value)
        else:
            _add(features, _bare(item, domain), item)
    return features


def _add(features: dict[str, Any], more: dict[str, Any], node: Node) -> None:
    """Put one more slot beside the others of its list; no slot has two values at once."""
    for name, feature in more.items():
        if features.setdefault(name, feature) != feature:
            raise node.error(f"slot `{name}` tidak bisa berisi dua nilai sekaligus.")


def _feature(name: str, node: Node, domain: Domain) -> dict[str, Any]:
    if name == REQUESTED_SLOT and name not in domain.slots:
        if node.value is None:
            return {}  # Rasa's own examples end a form so; it asks for nothing there either.
        raise node.error(
            "untuk memakai `requested_slot` di aturan, daftarkan dulu sebagai slot `categorical`."
        )
    if name not in domain.slots:
        raise node.error(f"slot `{name}` tidak ada di domain. Periksa ejaannya atau daftarkan dulu.")
    slot = domain.slots[name]
    if not slot.influences:
        raise node.error(
            f"slot `{name}` tidak terlihat oleh aturan (`influence_conversation: false` atau tipe `any`)."
        )
    _check_value(node, slot)
    return {name: slot.feature(node.plain())}


def _check_value(node: Node, slot: Slot) -> None:
    """Refuse a value the slot never has, or that rules cannot see."""
    kinds: dict[str, Any] = {"bool": bool, "float": (int, float), "list": list}
    if node.value is None:
        return
    if not isinstance(node.value, kinds.get(slot.type, object)):
        raise node.error(f"nilai ini tidak cocok dengan tipe slot `{slot.type}`.")
    if slot.type == "list" and not node.value:
        raise node.error("untuk daftar yang kosong tulis `null`.")
    known = {value.casefold() for value in slot.values}
    if slot.type == "categorical" and slot.feature(node.plain()) not in known:
        raise node.error(f"nilai ini tidak pernah ada: slot `{slot.name}` berisi {', '.join(slot.values)}.")
    if slot.type == "float" and not slot.bounds[0] <= node.value <= slot.bounds[1]:
        low, high = slot.bounds
        raise node.error(
            f"aturan membedakan `{slot.name}` hanya dari {low:g} sampai {high:g} (`min_value`, `max_value`)."
        )


def _bare(node: Node, domain: Domain) -> dict[str, Any]:
    """Read `- slot_was_set: [nama]`, which asks for any value at all."""
    name = node.name_among(domain.slots, "slot")
    if domain.slots[name].type != "text":
        raise node.error(f"tulis juga nilainya, misalnya `- {name}: true`.")
    return {name: domain.slots[name].feature("ada")}


def check_shape(steps: list[Step], node: Node, domain: Domain) -> None:
    """Refuse two turns in one rule, a rule without action, and a form whose outcome is left open."""
    kinds = [kind for kind, _ in steps]
    places = node.elements()
    if kinds.count("intent") > 1:
        second = [i for i, kind in enumerate(kinds) if kind == "intent"][1]
        raise places[second].error("satu aturan hanya boleh punya satu `intent`. Pecah menjadi dua aturan.")
    after = kinds[kinds.index("intent") :] if "intent" in kinds else kinds
    if "action" not in after:
        raise node.error("aturan ini tidak punya `action` sesudah `intent`. Tambahkan langkah `action`.")
    for i, (kind, value) in enumerate(steps):
        if kind == "action" and value in domain.forms and kinds[i + 1 : i + 2] != ["active_loop"]:
            raise places[i].error(
                f"sesudah `action: {value}` tulis `active_loop: {value}` (form mulai) "
                "atau `active_loop: null` (form selesai)."
            )
