"""What is told from the words alone, without a model: `data/saringan.yml`, and the words of danger."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from nlu.documents import phrases, read_mapping, refuse_unknown_keys
from nlu.lexicon import Lexicon, read_lexicon

FILE = "saringan.yml"
PLACE_KEYS = ("pengisi", "kata_depan", "kata_tempat", "kata_tanya", "nanti")
KEYS = ("lengkap", "sapaan_kosong", "balasan_otomatis", "inggris", "bahaya_inggris", *PLACE_KEYS)
#: Of darurat.yml: what may mean that somebody is in danger; too many here only means a quicker answer.
DANGER = ("darurat", "bila_ada_korban", "korban")
#: Of so many English words at least so many, and this share of all, make a message English.
ENGLISH_WORDS, ENGLISH_SHARE = 3, 0.25
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Sieve:
    """Lists of words; every question about them is quick enough to ask before a message is kept."""

    complete: frozenset[str]
    pings: frozenset[str]
    automatic: re.Pattern[str]
    english: frozenset[str]
    danger: re.Pattern[str]
    danger_in_english: re.Pattern[str]
    slang: dict[str, str]
    #: The words of a place (bot/whereabouts.py), by the names of `PLACE_KEYS`.
    place_words: dict[str, frozenset[str]]

    @classmethod
    def of(cls, lists: dict[str, tuple[str, ...]], lexicon: Lexicon) -> Self:
        """Compile the lists."""
        return cls(
            frozenset(map(plain, lists["lengkap"])),
            frozenset(map(plain, lists["sapaan_kosong"])),
            _any_of(lists["balasan_otomatis"]),
            frozenset(map(plain, lists["inggris"])),
            _any_of(phrase for name in DANGER for phrase in lexicon.urgency.get(name, ())),
            _any_of(lists["bahaya_inggris"]),
            dict(lexicon.slang),
            {name: frozenset(map(plain, lists[name])) for name in PLACE_KEYS},
        )

    def is_complete(self, text: str) -> bool:
        """Whether so short a message is an answer by itself."""
        return plain(text) in self.complete

    def is_ping(self, text: str) -> bool:
        """Whether it only asks if somebody is there ("P", "tes")."""
        return plain(text) in self.pings

    def is_automatic(self, text: str) -> bool:
        """Whether a program answered in somebody's stead."""
        return self.automatic.search(plain(text)) is not None

    def is_danger(self, text: str) -> bool:
        """Whether words of danger stand in it; said before the model has a say."""
        said = plain(text)
        repaired = " ".join(self.slang.get(word, word) for word in said.split())
        return bool(
            self.danger.search(said) or self.danger.search(repaired) or self.is_danger_in_english(text)
        )

    def is_danger_in_english(self, text: str) -> bool:
        """Whether it tells of danger in English; "free fire" alone is a game."""
        said = plain(text)
        return self.danger_in_english.search(said) is not None and not self.english.isdisjoint(said.split())

    def is_english(self, text: str) -> bool:
        """Whether it is English: its small words are."""
        words = plain(text).split()
        found = sum(word in self.english for word in words)
        return found >= ENGLISH_WORDS and found >= ENGLISH_SHARE * len(words)


def read_sieve(data_dir: Path) -> Sieve:
    """Read `data/saringan.yml` and the words of danger beside it. Raises TrainingDataError."""
    path = data_dir / FILE
    root = read_mapping(path)
    refuse_unknown_keys(path, root, KEYS)
    return Sieve.of({key: phrases(path, root, key) for key in KEYS}, read_lexicon(data_dir / "lexicon"))


def plain(text: str) -> str:
    """Return the words alone, in small letters, one blank between them."""
    return " ".join(_WORD.findall(text.casefold()))


def _any_of(listed: Iterable[str]) -> re.Pattern[str]:
    found = sorted({re.escape(plain(phrase)) for phrase in listed}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(found) or '(?!)'})\b")
