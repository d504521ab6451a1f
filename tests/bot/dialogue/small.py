"""A small domain for looking at single turns, and rules in short."""

from __future__ import annotations

DOMAIN = """
intents: [sapa, lapor, pamit, bukan_kewenangan]
entities: [tempat]
actions: [action_echo, action_continue, action_refuse, action_crash, action_photograph]
slots:
  catatan: {type: text, mappings: [{type: custom}]}
  tempat: {type: text, mappings: [{type: from_entity, entity: tempat}]}
responses:
  utter_halo: [{text: Halo}]
  utter_lanjut: [{text: Lanjut}]
  utter_di_tempat: [{text: "Di {tempat}"}]
  utter_default: [{text: Maaf}]
  utter_bukan_kewenangan/polisi: [{text: Ke polisi}]
  utter_bukan_kewenangan/pln: [{text: Ke PLN}]
"""


def rules(*steps: str) -> str:
    """Return rules of one step list each, such as `intent: sapa, action: utter_halo`."""
    listed = [", ".join(f"{{{step}}}" for step in each.split(", ")) for each in steps]
    return "rules:\n" + "\n".join(f"- {{rule: r{i}, steps: [{each}]}}" for i, each in enumerate(listed))
