"""A message as normalised words, each still knowing where it stood in the original text."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from nlu.ticket_numbers import TicketNumbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LONGEST_TEXT = 4_000  #: characters looked at; the longest real complaints say their matter well before
TICKET_WORD = "nomortiket"  #: stands for any ticket number, so that all of them teach the same thing
_CACHE_SIZE = 20_000

_CHUNK = re.compile(r"[^\W_]+(?:['\u2019`][^\W\d_]+)*|\?|[\u2600-\u27bf\U0001f300-\U0001faff]")
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_RUNS = re.compile(r"[^\W\d]+|\d+")
_REPEATED = re.compile(r"([^\W\d])\1{2,}")
_DOUBLED_WORD = re.compile(r"([^\W\d]{3,})2(nya|an|ku|mu|kah|lah)?")
_LEET_INSIDE = re.compile(r"[a-z]+[013457][a-z]+(?:[013457a-z]*)")
_LEET = str.maketrans("013457", "oieast")
_NEW_SENTENCE = re.compile(r"[!?;\n]|\.(?!\w)|\.(?=[A-Z])")
_ABBREVIATIONS = re.compile(r"(?:jl|jln|gg|no|rt|rw|kel|kec|kab|ds|dsn|kp|blok|km|yth|bpk|prov|perum|dr)")


class Word(NamedTuple):
    """A normalised word; `start` and `end` are offsets into the original text, `sentence` counts from 0."""

    text: str
    start: int
    end: int
    sentence: int


class Normaliser:
    """Light repair of chat spelling: slang, repeats, `jalan2`, leet, glued sentences. No stemming."""

    def __init__(self, slang: Mapping[str, str], tickets: TicketNumbers | None = None) -> None:
        self._slang = slang
        self._tickets = tickets or TicketNumbers()
        self._cache: dict[str, tuple[tuple[str, int, int], ...]] = {}

    def words(self, text: str) -> list[Word]:
        """Split and repair the first LONGEST_TEXT characters; any text at all will do."""
        text = text[:LONGEST_TEXT]
        tickets = self._tickets.find(text)
        found: list[Word] = []
        sentence = last = 0
        for chunk, start, end in _chunks(text, [number[1:] for number in tickets]):
            sentence += _starts_sentence(text, last, start)
            last = end
            if chunk == TICKET_WORD:
                found.append(Word(chunk, start, end, sentence))
            else:
                for form, a, b in self._forms(chunk):
                    found.append(Word(form, start + a, start + b, sentence))
        return found

    def phrase(self, text: str) -> list[str]:
        """Normalise a phrase of a word list as a message would be."""
        return [word.text for word in self.words(text)]

    def _forms(self, chunk: str) -> tuple[tuple[str, int, int], ...]:
        known = self._cache.get(chunk)
        if known is None:
            if len(self._cache) >= _CACHE_SIZE:
                self._cache.clear()
            known = self._cache[chunk] = tuple(self._repair(chunk))
        return known

    def _repair(self, chunk: str) -> Iterator[tuple[str, int, int]]:
        start = 0
        for piece in _GLUED.split(chunk):
            end = start + len(piece)
            word = piece.lower() if piece.isascii() else unicodedata.normalize("NFKC", piece).lower()
            word = _REPEATED.sub(r"\1", word.replace("'", "").replace("\u2019", "").replace("`", ""))
            for form in self._meaning(word):
                yield form, start, end
            start = end

    def _meaning(self, word: str) -> list[str]:
        if word in self._slang:
            return self._slang[word].split()
        if doubled := _DOUBLED_WORD.fullmatch(word):
            stem = self._slang.get(doubled[1], doubled[1])
            return [stem, stem + (doubled[2] or "")]
        if _LEET_INSIDE.fullmatch(word):
            word = word.translate(_LEET)
        runs = _RUNS.findall(word) or [word]
        return [form for run in runs for form in self._slang.get(run, run).split()]


def _chunks(text: str, tickets: list[tuple[int, int]]) -> Iterator[tuple[str, int, int]]:
    position = 0
    for start, end in [*tickets, (len(text), len(text))]:
        for chunk in _CHUNK.finditer(text, position, start):
            yield chunk[0], chunk.start(), chunk.end()
        if start < end:
            yield TICKET_WORD, start, end
        position = end


def _starts_sentence(text: str, last: int, start: int) -> bool:
    if start - last <= 1 and text[last:start] in {"", " "}:
        return False
    if not _NEW_SENTENCE.search(text, last, start + 1 if start < len(text) else start):
        return False
    before = text[max(last - 5, 0) : last].lower().rsplit(maxsplit=1)[-1:]
    return not (text[last:start].strip() == "." and before and _ABBREVIATIONS.fullmatch(before[0]))
