"""The linear model alone: texts to words to confidences, without places, word lists and second opinion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlu.classifier import LinearModel
from nlu.model_folder import opened
from nlu.snapshot import read_snapshot
from nlu.words import Normaliser

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path
    from typing import Self

    from nlu.lexicon import Lexicon


class LinearReader:
    """A trained linear model beside the normaliser it learnt with; `ordinary` words name no person or place."""

    def __init__(self, model: LinearModel, normaliser: Normaliser, ordinary: Collection[str]) -> None:
        self.model, self._normaliser, self.ordinary = model, normaliser, frozenset(ordinary)

    @classmethod
    def open(cls, folder: Path, lexicon: Lexicon | None = None) -> Self:
        """Open a model folder, with newer word lists or with its own. Raises ModelMissing, ModelDamaged."""
        opened(folder)
        own, lists = read_snapshot(folder)
        lexicon = (lexicon or own).beside(lists.shortened)
        slang = {word for meaning in lexicon.slang.values() for word in meaning.split()}
        return cls(
            LinearModel.load(folder), Normaliser(lexicon.slang), {*lists.ordinary, *lexicon.slang, *slang}
        )

    def words(self, text: str) -> list[str]:
        """Normalise a text."""
        return self._normaliser.phrase(text)

    def judged(self, words: Sequence[str]) -> dict[str, dict[str, float]]:
        """Give each head's labels with their confidences."""
        return self.model.judged(words).heads
