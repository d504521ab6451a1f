"""A message as a spaCy Doc: normalised words as tokens, each with its place in the original text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.tokens import Doc, Span

if TYPE_CHECKING:
    from spacy.vocab import Vocab

    from nlu.words import Normaliser, Word

SPANS = "entitas"  #: the key of doc.spans every component adds its entities to
MARGINS = "margins"  #: the key of doc.user_data under which the linear topic scores (topics,) wait


class MessageTokenizer:
    """Takes the place of spaCy's tokenizer; the original text and the words stay in `doc.user_data`."""

    def __init__(self, vocab: Vocab, normaliser: Normaliser) -> None:
        self.vocab = vocab
        self._normaliser = normaliser

    def __call__(self, text: str) -> Doc:
        """Make a Doc of any text, the empty one too."""
        words = self._normaliser.words(text)
        doc = Doc(self.vocab, words=[word.text for word in words])
        doc.user_data["words"] = words
        doc.user_data["text"] = text
        doc.spans[SPANS] = []
        return doc


def words_of(doc: Doc) -> list[Word]:
    """Give the words behind the tokens, one each."""
    words: list[Word] = doc.user_data["words"]
    return words


def original_of(doc: Doc) -> str:
    """Give the text as the citizen wrote it."""
    text: str = doc.user_data["text"]
    return text


def mark(doc: Doc, start: int, end: int, label: str, value: str = "") -> None:
    """Add an entity over tokens `start` to `end`; without a value it stands for its own text."""
    doc.spans[SPANS].append(Span(doc, start, end, label=label, span_id=value))
