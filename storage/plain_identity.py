"""Names and numbers as they are compared, whoever wrote them how."""

import re
import unicodedata

COUNTRY = "62"  #: Indonesia (ITU-T E.164)
#: Digits of a number that somebody may look for; fewer would be tried out.
SHORTEST_PHONE = 8
LONGEST_PHONE = 15


def plain_name(name: str) -> str:
    """Return a name in lower case, without accents' variants, punctuation and double spaces."""
    words = re.sub(r"[^\w\s]", " ", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(words.split())


def plain_phone(phone: str) -> str:
    """Return a number's digits with the country's code: 0812…, +62 812… and 62812… are one."""
    digits = re.sub(r"\D", "", phone)
    if digits.startswith("00"):
        return digits[2:]
    if digits.startswith("0"):
        return COUNTRY + digits[1:]
    return COUNTRY + digits if digits.startswith("8") else digits


def is_phone(typed: str) -> bool:
    """Whether somebody typed a number, not a name."""
    digits = len(re.sub(r"\D", "", typed))
    return not re.search(r"[^\W\d_]", typed) and SHORTEST_PHONE <= digits <= LONGEST_PHONE
