"""What was said otherwise than a conversation file expects."""

import re
from collections.abc import Iterator, Sequence

from app.rehearsal_script import Bubble
from storage.outbox import Queued

#: <tiket1>, <tiket1 salah>, <nomor lain>: only the first can be known outside of the tests.
REFERENCE = re.compile(r"<tiket(\d)>|<[^>]+>")


def judge(expected: Sequence[Bubble], said: Sequence[Queued], numbers: Sequence[str]) -> Iterator[str]:
    """Tell every difference; `numbers` are the tickets' in the order they were opened."""
    if len(expected) != len(said):
        yield f"seharusnya {len(expected)} gelembung, ada {len(said)}"
    for n, (bubble, heard) in enumerate(zip(expected, said, strict=False), start=1):
        for fault in _differences(bubble, heard, numbers):
            yield f"gelembung {n}: {fault}"


def filled(text: str, numbers: Sequence[str]) -> str | None:
    """Put ticket numbers in place of <tiket1>; None where one is not known."""
    references = [match[1] for match in REFERENCE.finditer(text)]
    if not all(digit and int(digit) <= len(numbers) for digit in references):
        return None
    return REFERENCE.sub(lambda match: numbers[int(match[1]) - 1], text)


def _differences(expected: Bubble, heard: Queued, numbers: Sequence[str]) -> Iterator[str]:
    if expected.response and heard.response and expected.response != heard.response:
        yield f"seharusnya {expected.response}, ternyata {heard.response}"
    for words in expected.contains:
        known = filled(words, numbers)
        if known is not None and known not in heard.text:
            yield f"`{known}` tidak disebut"
    for words in expected.lacks:
        known = filled(words, numbers)
        if known is not None and known in heard.text:
            yield f"`{known}` tidak boleh disebut"
    titles = tuple(button.title for button in heard.buttons)
    if expected.buttons is not None and expected.buttons != titles:
        yield f"tombol seharusnya {list(expected.buttons)}, ternyata {list(titles)}"
