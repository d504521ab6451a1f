"""What an officer may say by chat, read from the words alone."""

import re
from dataclasses import dataclass
from enum import StrEnum

from tickets.number import find_number


class Verb(StrEnum):
    """A command; its value is the word that is typed."""

    LINK = "hubungkan"
    UNLINK = "lepas"
    QUEUE = "antrean"
    HELP = "perintah"
    CLOSE = "tutup"
    REPLY = "balas"
    CLAIM = "ambil"
    STATUS = "status"
    YES = "ya"
    NO = "tidak"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Command:
    """One command; `number` is canonical, right or mistyped, `words` what follows the colon."""

    verb: Verb
    number: str = ""
    words: str = ""


#: Said alone. "Ya" and "tidak" mean something only after a question of ours.
ALONE = {
    "antrean": Verb.QUEUE,
    "antrian": Verb.QUEUE,
    "/antrean": Verb.QUEUE,
    "perintah": Verb.HELP,
    "/perintah": Verb.HELP,
    "/lepas": Verb.UNLINK,
    "ya": Verb.YES,
    "iya": Verb.YES,
    "tidak": Verb.NO,
    "bukan": Verb.NO,
}
ON_A_CASE = {verb.value: verb for verb in (Verb.CLOSE, Verb.REPLY, Verb.CLAIM, Verb.STATUS)}
_LINK = re.compile(r"/hubungkan(?:@\w+)?(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"\s*[A-Za-z]{2,5}\s*[-–—. ]\s*[0-9A-Za-z]{6}\s*[-–—. ]\s*[0-9A-Za-z]\b[\s,]*")
#: A verb stands alone or before a colon; anything else before a colon is a verb we do not know.
_DEED = re.compile(r"([A-Za-z]+)\s*(?::\s*(.*))?", re.DOTALL)


def read_command(text: str, prefix: str) -> Command | None:
    """Read a command; None for words that are none, which go on as any citizen's."""
    said = text.strip()
    alone = ALONE.get(re.sub(r"@\w+$", "", said.casefold()).rstrip(".!"))
    if alone is not None:
        return Command(alone)
    if link := _LINK.fullmatch(said):
        return Command(Verb.LINK, words=(link[1] or "").strip())
    head = _NUMBER.match(said)
    number = find_number(head[0], prefix) if head else None
    deed = _DEED.fullmatch(said[head.end() :].strip()) if head and number else None
    if deed is None or number is None:
        return None
    verb = ON_A_CASE.get(deed[1].casefold(), Verb.UNKNOWN)
    if verb is Verb.UNKNOWN and deed[2] is None:
        return None
    return Command(verb, number, (deed[2] or "").strip())
