"""A second set of texts, `data/texts/<name>.yml`: laid over the domain's responses, or beside them by condition."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from bot.dialogue.renderer import parts, placeholders
from bot.dialogue.response_reader import read_response
from bot.dialogue.source import DialogueFileError, Node, read_source, read_version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.dialogue.domain import Domain
    from bot.dialogue.vocabulary import Variation

#: The set that `domain.yml` itself is written in.
HOME: Final = "id"
#: The slot that tells which language the citizen writes.
LANGUAGE_SLOT: Final = "bahasa"
LONGEST_TITLE: Final = 20  #: characters, WhatsApp's limit of a button's title
KEYS: Final = frozenset({"version", "language", "partial", "words", "responses", "topics"})


@dataclass(frozen=True, slots=True)
class TextSet:
    """One file. `language` is babel's name; `words` are such as only this language has.

    A `partial` set leaves what it does not say to the domain. `source` are the responses as plain lists.
    """

    name: str
    language: str
    partial: bool
    words: tuple[str, ...]
    responses: dict[str, tuple[Variation, ...]]
    source: dict[str, list[dict[str, Any]]]


def read_text_set(path: Path, domain: Domain) -> TextSet:
    """Read a set and hold it to the domain. Raises DialogueFileError at the first line that does not fit."""
    for fault in faults(path, domain):
        raise fault
    fields = _fields(path)
    entries = fields["responses"].entries()
    return TextSet(
        name=path.stem,
        language=fields["language"].text(),
        partial="partial" in fields and fields["partial"].flag(),
        words=tuple(item.text() for item in fields["words"].elements()) if "words" in fields else (),
        responses={
            name: read_response(name, node, domain.slots, domain.intents) for name, node in entries.items()
        },
        source={name: node.plain() for name, node in entries.items()},
    )


def faults(path: Path, domain: Domain) -> Iterator[DialogueFileError]:
    """Yield every response of a set that the product could not say as it says the domain's own."""
    try:
        fields = _fields(path)
        entries = fields["responses"].entries()
    except DialogueFileError as error:
        yield error
        return
    for name, node in entries.items():
        try:
            _compare(name, node, domain)
        except DialogueFileError as error:
            yield error


def missing(path: Path, domain: Domain) -> list[str]:
    """Return the domain's responses that a set lacks; a partial set lacks none."""
    fields = _fields(path)
    if "partial" in fields and fields["partial"].flag():
        return []
    return sorted(domain.responses.keys() - fields["responses"].entries().keys())


def responses_of(path: Path) -> dict[str, Node]:
    """Return every response of a domain or a set with its place in the file. Raises DialogueFileError."""
    return read_source(path).entries()["responses"].entries()


def laid_over(domain: Domain, texts: TextSet) -> Domain:
    """Let the domain speak the set's language; what the set lacks stays as it is."""
    source = domain.source | {"responses": {**domain.source["responses"], **texts.source}}
    responses = {**domain.responses, **texts.responses}
    return replace(domain, responses=responses, source=source, language=texts.language)


def answered_in(domain: Domain, texts: TextSet) -> Domain:
    """Let the set speak where the slot `bahasa` says that the citizen writes its language."""
    condition = (LANGUAGE_SLOT, texts.name)
    written = {"type": "slot", "name": LANGUAGE_SLOT, "value": texts.name}
    responses, source = dict(domain.responses), dict(domain.source["responses"])
    for name, variations in texts.responses.items():
        own = tuple(replace(one, conditions=(*one.conditions, condition)) for one in variations)
        responses[name] = responses[name] + own
        plain = [one | {"condition": [*one.get("condition", ()), written]} for one in texts.source[name]]
        source[name] = [*source[name], *plain]
    return replace(domain, responses=responses, source=domain.source | {"responses": source})


def _fields(path: Path) -> dict[str, Node]:
    fields = read_source(path).fields(KEYS, required=("version", "language", "responses"))
    read_version(fields["version"])
    return fields


def _compare(name: str, node: Node, domain: Domain) -> None:
    if name not in domain.responses:
        raise node.error(f"balasan `{name}` tidak ada di domain.yml. Periksa ejaannya atau hapus.")
    base, own = domain.responses[name], read_response(name, node, domain.slots, domain.intents)
    wanted, found = _holes(base), _holes(own)
    if wanted != found:
        lack, more = (", ".join(f"{{{hole}}}" for hole in sorted(holes)) or "-" for holes in
                      (wanted - found, found - wanted))  # fmt: skip
        raise node.error(f"isian `{name}` berbeda dari domain.yml: kurang {lack}; lebih {more}.")
    if any(_payloads(one) != _payloads(base[0]) for one in own):
        raise node.error(f"tombol `{name}` harus sama jumlah, urutan, dan `payload`-nya dengan domain.yml.")
    titles = [button.title for one in own for button in one.buttons]
    if long := next((title for title in titles if len(title) > LONGEST_TITLE), None):
        raise node.error(f"judul tombol `{long}` lebih panjang dari {LONGEST_TITLE} huruf.")


def _holes(variations: tuple[Variation, ...]) -> set[str]:
    return {hole for one in variations for part in parts(one) for hole in placeholders(part)}


def _payloads(variation: Variation) -> list[str]:
    return [button.payload for button in variation.buttons]
