"""What the bot answers although officers have the conversation: no officer can do it in its place."""

from collections.abc import Mapping
from typing import Any, Final

from bot.choices import chosen_payload
from bot.doubt import EMERGENCY
from bot.remarks import ERASE, ERASE_NO, ERASE_YES, resolve_remarks

ERASURE: Final = frozenset({ERASE, ERASE_YES, ERASE_NO})
#: The question that stands before it is done, and the lists of data_saya.yml that hold the wish.
ASKED: Final = "utter_hapus_data"
WISHES: Final = frozenset({"hapus_data", "jangan_hapus_data"})


def is_danger(parsed: Mapping[str, Any]) -> bool:
    """Whether somebody needs the numbers to call now."""
    return parsed.get("urgency") == EMERGENCY


def is_about_erasure(parsed: dict[str, Any], last: Mapping[str, Any] | None) -> bool:
    """Whether the citizen wants the own data erased or not, in words, by a button or by its number."""
    if payload := chosen_payload(parsed["text"], last):
        return payload.removeprefix("/") in ERASURE
    asked = (last or {}).get("response") == ASKED
    if asked or WISHES & set(parsed.get("remarks", ())):
        parsed = resolve_remarks(parsed, last)
    return parsed["intent"]["name"] in ERASURE
