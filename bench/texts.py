"""What every side learns from and is judged on: the topic texts of `data/nlu`, and files of labelled texts."""

from __future__ import annotations

import shutil
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from nlu.interpreter import COMPLAINT, Urgency
from nlu.samples import Sample, read_samples
from nlu.training_data import VERSION, read_training_data

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Corpus(NamedTuple):
    """Texts and the topic of each."""

    texts: list[str]
    topics: list[str]

    @classmethod
    def read(cls, data: Path) -> Self:
        """Read what our topics learn from: complaints, without the cries for help that teach urgency only."""
        examples = [
            each
            for each in read_training_data(data / "nlu").examples
            if each.intent == COMPLAINT and each.marks.urgency != Urgency.EMERGENCY
        ]
        return cls([each.text for each in examples], [each.retrieval or "" for each in examples])

    def chosen(self, numbers: Sequence[int]) -> Corpus:
        """Keep the texts of these numbers, in their order."""
        return Corpus([self.texts[each] for each in numbers], [self.topics[each] for each in numbers])

    def per_topic(self, count: int) -> Corpus:
        """Keep `count` texts of every topic, spread evenly over its file; the same at every call."""
        members: dict[str, list[int]] = defaultdict(list)
        for number, topic in enumerate(self.topics):
            members[topic].append(number)
        places = [
            np.linspace(0, len(each) - 1, min(len(each), count)).astype(int) for each in members.values()
        ]
        kept = [each[place] for each, row in zip(members.values(), places, strict=True) for place in row]
        return self.chosen(sorted(kept))

    def cut(self, words: int) -> Corpus:
        """Cut every text to its first words, leaving out what then says the same as one before."""
        texts = [opening(each, words) for each in self.texts]
        first = {text.casefold(): number for number, text in reversed(list(enumerate(texts)))}
        return Corpus(texts, self.topics).chosen(sorted(first.values()))

    def write(self, path: Path, prefix: str) -> None:
        """Write a file of training data in Rasa's format, the intents being `<prefix><topic>`."""
        lines: dict[str, list[str]] = defaultdict(list)
        for text, topic in zip(self.texts, self.topics, strict=True):
            lines[topic].append(f"      - {' '.join(text.split())}")
        items = [
            f"  - intent: {prefix}{topic}\n    examples: |\n" + "\n".join(lines[topic]) for topic in lines
        ]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'version: "{VERSION}"\nnlu:\n' + "\n".join(items) + "\n", encoding="utf-8")

    def write_for_us(self, folder: Path, data: Path) -> None:
        """Write a folder our training takes: these texts, the word lists of `data`, and nothing held out."""
        self.write(folder / "nlu" / "topik.yml", f"{COMPLAINT}/")
        shutil.copytree(data / "lexicon", folder / "lexicon")


def opening(text: str, words: int) -> str:
    """Cut a text to its first words."""
    return " ".join(text.split()[:words])


def labelled(files: Sequence[Path], data: Path) -> list[Sample]:
    """Read the labelled texts of `files`, or all that `data` holds out. Raises TrainingDataError."""
    return [
        each for path in files or sorted((data / "heldout").glob("*.jsonl")) for each in read_samples(path)
    ]
