"""Personal data taken out of a text that leaves its case: for trainers, and beside another complaint."""

from collections.abc import Iterable

from lokal.samaran import detect_pii

from tickets.personal import Found, Personal, find_personal

#: A name is a name, whoever's.
PLACEHOLDERS = {kind: f"[{kind}]" for kind in Personal} | {Personal.OFFICIAL: f"[{Personal.NAME}]"}


def redact(text: str, names: Iterable[str] = ()) -> str:
    """Return the text with placeholders for what tells who a person is; `names` are known ones, as the reporter's.

    No run of nine digits stays. Words that are nobody's name stay as they are.
    """
    for found in reversed(_found(text, names)):
        text = text[: found.start] + PLACEHOLDERS[found.kind] + text[found.end :]
    return text


def _found(text: str, names: Iterable[str]) -> list[Found]:
    """Add to the sure finds the names that nothing announces; a citizen's text needs no certainty."""
    sure = find_personal(text, names)
    more = [
        Found(Personal.NAME, each.start, each.end)
        for each in detect_pii(text, types=("NAME",))
        if all(each.end <= other.start or each.start >= other.end for other in sure)
    ]
    return sorted([*sure, *more], key=lambda each: each.start)
