"""A typed answer to buttons: the number of one, or its title. Where a channel shows no buttons it is the only way."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from messages import Button

#: "2", "no. 2", "yang nomer 2 pak", "pilih 2)"; nothing that says anything more.
_NUMBER = re.compile(
    r"(?:(?:yang|yg|no|nomor|nomer|nmr|pilih|pilihan|opsi|ke)[\s.:-]*)*(\d{1,2})\s*[.)]?"
    r"(?:\s+(?:pak|bu|min|kak|mas|mbak|ya|aja|saja))*",
    re.IGNORECASE,
)
_END = " \t\n.!,[]\"'"


def numbered(text: str, buttons: Sequence[Button]) -> str:
    """Write buttons as numbered lines under a text, for a channel that has none."""
    lines = [f"{number}. {button.title}" for number, button in enumerate(buttons, start=1)]
    return "\n".join([text, *lines])


def chosen_payload(text: str, last: Mapping[str, Any] | None) -> str | None:
    """Return the payload of the button an answer means; None where it means none.

    `last["choices"]` are the (title, payload) of what was said last.
    """
    choices: list[tuple[str, str]] = [(title, payload) for title, payload in (last or {}).get("choices", ())]
    said = text.strip(_END).casefold()
    titled = [payload for title, payload in choices if title.strip(_END).casefold() == said]
    if titled:
        return titled[0]
    number = _NUMBER.fullmatch(said)
    place = int(number[1]) if number else 0
    return choices[place - 1][1] if 0 < place <= len(choices) else None
