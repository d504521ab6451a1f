"""What changed in the word lists since a model was trained, and what the changes do to it.

Only slang reaches the topics; the other lists find places, danger, secrets and the borders of complaints.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nlu.classifier import TOPICS
from nlu.lexicon import ANGER_KEYS, ANSWER_KEYS, ERASURE_KEYS, PROBLEM_KEYS
from nlu.words import Normaliser

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from nlu.classifier import LinearModel
    from nlu.interpreter import Interpreter
    from nlu.lexicon import Lexicon, Lists
    from nlu.samples import Sample

SLANG = "slang.yml"
KNOWN_WELL = 0.0005  #: share of the training texts; a word in fewer is no loss


class Kind(StrEnum):
    """What happened to a line, as it is shown."""

    ADDED = "baru"
    CHANGED = "diubah"
    REMOVED = "dihapus"


class Change(NamedTuple):
    """One line: `form` and its `meaning` in slang.yml; elsewhere the list and a word of it."""

    kind: Kind
    file: str
    form: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Effect:
    """Held-out texts that read otherwise now, and how many of them had and have an accepted topic."""

    touched: int
    right_before: int
    right_after: int


def changes(before: Lexicon, after: Lexicon) -> list[Change]:
    """List what is new, changed and gone, file by file."""
    old, new = _lines(before), _lines(after)
    found = [Change(Kind.ADDED, *line, new[line]) for line in new.keys() - old.keys()]
    found += [Change(Kind.REMOVED, *line, old[line]) for line in old.keys() - new.keys()]
    found += [Change(Kind.CHANGED, *line, new[line]) for line in new if old.get(line, new[line]) != new[line]]
    return sorted(found, key=lambda each: (each.file, each.kind, each.form, each.meaning))


def warnings(change: Change, slang: Mapping[str, str], model: LinearModel) -> list[str]:
    """Say what a trainer should think over about a new line of slang.yml; such a line is in force all the same."""
    if change.file != SLANG or change.kind == Kind.REMOVED:
        return []
    told = []
    if Normaliser({change.form: "x"}).phrase(change.form) != ["x"]:
        told.append(f'"{change.form}" bukan satu kata, jadi tidak pernah cocok')
    if Normaliser(slang).phrase(change.meaning) != change.meaning.split():
        told.append(f'arti "{change.meaning}" sendiri memuat singkatan; tulis kata lengkapnya')
    if (share := _share(model, change.form)) >= KNOWN_WELL:
        told.append(
            f'model mengenal "{change.form}" dengan baik (satu dari {1 / share:.0f} kalimat latihan; '
            f"{_leaning(model, change.form)}); pelajaran itu tidak dipakai lagi"
        )
    if not any(_share(model, word) for word in change.meaning.split()):
        told.append(f'model belum mengenal "{change.meaning}"; baris ini baru berguna sesudah dilatih')
    return told


class HeldOutEffect:
    """Measures changes of slang on held-out texts; those that read as before are not parsed again."""

    def __init__(
        self, samples: Sequence[Sample], before: Lexicon, load: Callable[[Lexicon], Interpreter]
    ) -> None:
        """Parse every text with the lists `before`; `load` opens the model with other lists."""
        self._samples, self._before, self._load = samples, before, load
        self._words = self._read(before)
        self._right = _right(load(before), samples)

    @property
    def accuracy(self) -> float:
        """Give the share with an accepted topic before the change."""
        return float(self._right.mean())

    def accuracy_after(self, effect: Effect) -> float:
        """Give the share after it."""
        return self.accuracy + (effect.right_after - effect.right_before) / len(self._samples)

    def of(self, after: Lexicon) -> Effect:
        """Measure other lists."""
        pairs = zip(self._words, self._read(after), strict=True)
        touched = [number for number, (old, new) in enumerate(pairs) if old != new]
        if not touched:
            return Effect(0, 0, 0)
        right = _right(self._load(after), [self._samples[each] for each in touched])
        return Effect(len(touched), int(self._right[touched].sum()), int(right.sum()))

    def of_line(self, change: Change) -> Effect:
        """Measure one new or changed line of slang.yml alone."""
        return self.of(replace(self._before, slang=self._before.slang | {change.form: change.meaning}))

    def _read(self, lexicon: Lexicon) -> list[list[str]]:
        normaliser = Normaliser(lexicon.slang)
        return [normaliser.phrase(each.text) for each in self._samples]


def _lines(lexicon: Lexicon) -> dict[tuple[str, str], str]:
    """Give every line a key of its file and itself; only slang has a meaning beside."""
    lines = {(SLANG, form): meaning for form, meaning in lexicon.slang.items()}
    for file, lists in (
        ("tempat.yml", lexicon.places),
        ("darurat.yml", lexicon.urgency),
        ("sambungan.yml", lexicon.links),
        ("marah.yml", _of(lexicon.remarks, ANGER_KEYS)),
        ("jawaban.yml", _of(lexicon.remarks, ANSWER_KEYS)),
        ("data_saya.yml", _of(lexicon.remarks, ERASURE_KEYS)),
        ("masalah.yml", _of(lexicon.remarks, PROBLEM_KEYS)),
        *((f"sensitif.yml {category}", lists) for category, lists in lexicon.sensitivity.items()),
    ):
        lines |= {(file, f"{name}: {word}"): "" for name, words in lists.items() for word in words}
    return lines


def _of(lists: Lists, keys: Sequence[str]) -> Lists:
    return {name: words for name, words in lists.items() if name in keys}


def _right(interpreter: Interpreter, samples: Sequence[Sample]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.array([each.accepts(interpreter.parse(each.text).topic.name) for each in samples], bool)


def _share(model: LinearModel, word: str) -> float:
    """Estimate the share of the training texts with a word from its weight, ln((1 + texts) / (1 + count)) + 1."""
    words = model.features.word_grams
    return float(np.exp(1 - model.features.idf[words.index(word)])) if word in words else 0.0


def _leaning(model: LinearModel, word: str) -> str:
    named = model.judged([word]).heads[TOPICS]
    topic = max(named, key=named.__getitem__)
    return f"condong ke {topic}, {named[topic]:.2f}"
