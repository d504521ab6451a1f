"""Turning the name of a response into the words a citizen reads."""

from __future__ import annotations

import json
import re
import zlib
from typing import TYPE_CHECKING, Any, Final

from babel.lists import format_list
from babel.numbers import format_decimal

from messages import Button, Rendered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.dialogue.domain import Domain
    from bot.dialogue.vocabulary import Variation

PLACEHOLDER: Final = re.compile(r"\{([A-Za-z_]\w*)\}")


def placeholders(part: str) -> list[str]:
    """Return the names in braces of one text, title or payload."""
    return PLACEHOLDER.findall(part)


class UnknownResponse(Exception):
    """A response was asked for that `domain.yml` does not have."""


class MissingParameter(Exception):
    """A response needs a value that neither the parameters nor the slots have."""

    def __init__(self, response: str, parameter: str) -> None:
        super().__init__(f"{response} needs a value for {{{parameter}}}")
        self.response = response
        self.parameter = parameter


class Texts:
    """The responses of a domain; its language is how lists and decimals are written."""

    def __init__(self, domain: Domain) -> None:
        self._responses = domain.responses
        self._locale = domain.language

    def names(self) -> frozenset[str]:
        """Return every response's name, `utter_x/label` included."""
        return frozenset(self._responses)

    def parameters(self, response: str) -> frozenset[str]:
        """Return every `{name}` in any variation of the response."""
        written = (part for one in self._variations(response) for part in parts(one))
        return frozenset(name for part in written for name in placeholders(part))

    def render(
        self,
        response: str,
        params: Mapping[str, Any],
        slots: Mapping[str, Any],
        channel: str,
        seed: int | str,
    ) -> Rendered:
        """Choose a variation, the same for the same seed, and fill it; params go before slots.

        Raises:
            UnknownResponse: no response of that name.
            MissingParameter: a placeholder has no value; nothing half filled is ever returned.

        """
        pool = _pool(self._variations(response), slots, channel)
        chosen = pool[zlib.crc32(f"{response}|{seed}".encode()) % len(pool)]
        values = {key: value for key, value in {**slots, **params}.items() if value is not None}

        def fill(text: str, escape: Callable[[str], str] = str) -> str:
            return PLACEHOLDER.sub(lambda hole: escape(self._written(response, values, hole[1])), text)

        buttons = tuple(Button(fill(one.title), fill(one.payload, _in_json)) for one in chosen.buttons)
        return Rendered(fill(chosen.text), buttons)

    def _variations(self, response: str) -> tuple[Variation, ...]:
        if response not in self._responses:
            raise UnknownResponse(response)
        return self._responses[response]

    def _written(self, response: str, values: Mapping[str, Any], name: str) -> str:
        if name not in values:
            raise MissingParameter(response, name)
        value = values[name]
        if isinstance(value, float):
            return format_decimal(value, locale=self._locale)
        if isinstance(value, (list, tuple)):
            return format_list([str(item) for item in value], locale=self._locale)
        return str(value)


def parts(variation: Variation) -> list[str]:
    """Return everything of a variation that may hold placeholders."""
    return [variation.text, *(part for one in variation.buttons for part in (one.title, one.payload))]


def _in_json(text: str) -> str:
    """Keep a value's quotes from ending the JSON string of a button's payload."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _pool(variations: tuple[Variation, ...], slots: Mapping[str, Any], channel: str) -> list[Variation]:
    """Return the variations to choose among: for this channel before for all, particular before general."""
    met = [one for one in variations if all(_equal(slots.get(k), v) for k, v in one.conditions)]
    for wanted in (channel, None):
        for conditional in (True, False):
            pool = [one for one in met if one.channel == wanted and bool(one.conditions) == conditional]
            if pool:
                return pool
    raise AssertionError("load_domain keeps a general variation of every response")


def _equal(value: Any, wanted: Any) -> bool:
    if isinstance(value, str) and isinstance(wanted, str):
        return value.casefold() == wanted.casefold()
    return bool(value == wanted)
