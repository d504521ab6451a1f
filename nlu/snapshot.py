"""The word lists as they were when a model was trained; features depend on them, so they belong to it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from nlu.lexicon import Lexicon
from nlu.model_folder import read_json, write_json

if TYPE_CHECKING:
    from pathlib import Path

LEXICON, LISTS = "lexicon.json", "lists.json"


@dataclass(frozen=True, slots=True)
class Lists:
    """What training data adds to the lexicon.

    `ordinary` words are no place names when written small; `greetings` are what people greet with;
    `shortened` tells the meaning of words without their vowels, which goes beside the slang.
    """

    lookups: dict[str, list[str]]
    regexes: dict[str, list[str]]
    synonyms: dict[str, str]
    ordinary: list[str]
    greetings: list[str]
    shortened: dict[str, str]


def write_snapshot(folder: Path, lexicon: Lexicon, lists: Lists) -> None:
    """Write both into a model folder."""
    write_json(folder / LEXICON, asdict(lexicon))
    write_json(folder / LISTS, asdict(lists))


def read_snapshot(folder: Path) -> tuple[Lexicon, Lists]:
    """Read what `write_snapshot` wrote."""
    return Lexicon.from_json(read_json(folder / LEXICON)), Lists(**read_json(folder / LISTS))
