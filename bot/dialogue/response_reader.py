"""Reading one response of `domain.yml`: its variations and their buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.channels.limits import SHORTEST_PAYLOAD, SHORTEST_TITLE
from bot.channels.text import units
from bot.dialogue.renderer import PLACEHOLDER
from bot.dialogue.vocabulary import Variation
from messages import Button
from nlu.payload import read_payload

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.dialogue.source import Node
    from bot.dialogue.vocabulary import Slot

#: `id` and `metadata` are read by Rasa's NLG servers and change no words.
VARIATION_KEYS: Final = frozenset({"text", "buttons", "channel", "condition", "metadata", "id"})


def read_response(
    name: str, node: Node, slots: Mapping[str, Slot], intents: Collection[str]
) -> tuple[Variation, ...]:
    """Read the variations written at `node`; one of them must fit every channel and every slot value."""
    if not name.startswith("utter_"):
        raise node.error(f"nama balasan `{name}` harus diawali `utter_`.")
    variations = tuple(_variation(item, slots, intents) for item in node.elements())
    if not any(variation.channel is None and not variation.conditions for variation in variations):
        raise node.error(
            f"`{name}` belum punya teks yang berlaku umum. "
            "Tambahkan satu teks tanpa `channel` dan tanpa `condition`."
        )
    return variations


def _variation(node: Node, slots: Mapping[str, Slot], intents: Collection[str]) -> Variation:
    fields = node.fields(VARIATION_KEYS, required=("text",))
    buttons = fields["buttons"].elements() if "buttons" in fields else []
    conditions = fields["condition"].elements() if "condition" in fields else []
    return Variation(
        text=fields["text"].text().strip(),
        buttons=tuple(_button(item, intents) for item in buttons),
        channel=fields["channel"].text() if "channel" in fields else None,
        conditions=tuple(_condition(item, slots) for item in conditions),
    )


def _button(node: Node, intents: Collection[str]) -> Button:
    fields = node.fields(("title", "payload"), required=("title", "payload"))
    title, payload = fields["title"].text(), fields["payload"].text()
    # What a hole will hold is not known yet; with nothing in it at all it must fit.
    if units(PLACEHOLDER.sub("", title)) > SHORTEST_TITLE:
        raise fields["title"].error(f"judul tombol paling panjang {SHORTEST_TITLE} huruf (batas WhatsApp).")
    if len(PLACEHOLDER.sub("", payload).encode()) > SHORTEST_PAYLOAD:
        raise fields["payload"].error(
            f"muatan tombol paling panjang {SHORTEST_PAYLOAD} bita (batas Telegram)."
        )
    _check_payload(fields["payload"], payload, intents)
    return Button(title, payload)


def _check_payload(node: Node, payload: str, intents: Collection[str]) -> None:
    """Refuse a button that would only ever be answered with "not known"; plain words are a citizen's own."""
    if not payload.startswith("/"):
        return
    meant = read_payload(PLACEHOLDER.sub("1", payload))
    if meant is None:
        raise node.error(
            f'muatan tombol `{payload}` tidak terbaca. Bentuknya: /maksud atau /maksud{{"slot":"isi"}}.'
        )
    if meant.intent not in intents:
        raise node.error(
            f"intent `{meant.intent}` di tombol ini tidak ada di domain. Periksa ejaannya atau daftarkan dulu."
        )


def _condition(node: Node, slots: Mapping[str, Slot]) -> tuple[str, object]:
    fields = node.fields(("type", "name", "value"), required=("type", "name", "value"))
    if fields["type"].value != "slot":
        raise fields["type"].error("syarat balasan hanya boleh `type: slot`.")
    return fields["name"].name_among(slots, "slot"), fields["value"].plain()
