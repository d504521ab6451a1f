"""What was said otherwise than a conversation file expects."""

import re
from collections.abc import Iterator, Sequence

from app.rehearsal_script import Bubble
from storage.outbox import Queued
from tickets.number import ALPHABET, new_number

#: <tiket1> is the first ticket's number, <tiket1 salah> it with one wrong symbol, <nomor lain> nobody's.
REFERENCE = re.compile(r"<tiket(\d)( salah)?>|<nomor lain>")


def judge(expected: Sequence[Bubble], said: Sequence[Queued], numbers: Sequence[str]) -> Iterator[str]:
    """Tell every difference; `numbers` are the tickets' in the order they were opened."""
    if len(expected) != len(said):
        yield f"seharusnya {len(expected)} gelembung, ada {len(said)}"
    for n, (bubble, heard) in enumerate(zip(expected, said, strict=False), start=1):
        for fault in _differences(bubble, heard, numbers):
            yield f"gelembung {n}: {fault}"


def filled(text: str, numbers: Sequence[str]) -> str:
    """Put ticket numbers in place of what stands for them; one that is not there yet stays as it is."""

    def number(reference: "re.Match[str]") -> str:
        if reference[1] is None:
            return new_number((numbers[0] if numbers else "KLT").partition("-")[0])
        if int(reference[1]) > len(numbers):
            return reference[0]
        found = numbers[int(reference[1]) - 1]
        return mistyped(found) if reference[2] else found

    return REFERENCE.sub(number, text)


def mistyped(number: str) -> str:
    """Return the number with another third symbol, the way a person copies it from paper."""
    place = number.index("-") + 3
    wrong = ALPHABET[(ALPHABET.index(number[place]) + 1) % len(ALPHABET)]
    return number[:place] + wrong + number[place + 1 :]


def _differences(expected: Bubble, heard: Queued, numbers: Sequence[str]) -> Iterator[str]:
    if expected.response and heard.response and expected.response != heard.response:
        yield f"seharusnya {expected.response}, ternyata {heard.response}"
    for words in expected.contains:
        known = filled(words, numbers)
        if known not in heard.text:
            yield f"`{known}` tidak disebut"
    for words in expected.lacks:
        known = filled(words, numbers)
        if known in heard.text:
            yield f"`{known}` tidak boleh disebut"
    titles = tuple(button.title for button in heard.buttons)
    if expected.buttons is not None and expected.buttons != titles:
        yield f"tombol seharusnya {list(expected.buttons)}, ternyata {list(titles)}"
