"""Ticket numbers like KLT-3W7QHD-5: six random symbols and a check symbol.

The alphabet leaves out what a person confuses on paper and by ear (0 O, 1 I L, U V). The check symbol is a
weighted sum modulo 29; since 29 is prime and the weights differ from each other and from -1, it catches every
single wrong symbol and every swap of neighbours, the check symbol included.
"""

import re
import secrets
from collections.abc import Iterable
from itertools import combinations, product

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXY"
LENGTH = 6
WEIGHTS = (1, 2, 3, 4, 5, 6)
#: How many symbols may be wrong in a number that we still recognise as one of the asker's own.
REPAIRABLE = 2

_SHAPE = re.compile(r"\b([A-Za-z]{2,5})\s*[-–—. ]?\s*([0-9A-Za-z]{6})\s*[-–—. ]?\s*([0-9A-Za-z])\b")


def new_number(prefix: str) -> str:
    """Draw a fresh number; 29**6 are about 595 million."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{prefix}-{body}-{check_symbol(body)}"


def check_symbol(body: str) -> str:
    """Return the check symbol of six symbols. Raises ValueError for a symbol outside the alphabet."""
    total = sum(weight * ALPHABET.index(symbol) for weight, symbol in zip(WEIGHTS, body, strict=True))
    return ALPHABET[total % len(ALPHABET)]


def is_valid(number: str) -> bool:
    """Whether the number is well formed and its check symbol agrees."""
    match = _SHAPE.fullmatch(number)
    if not match or any(s not in ALPHABET for s in match[2]):
        return False
    return check_symbol(match[2]) == match[3]


def find_number(text: str, prefix: str) -> str | None:
    """Find something shaped like a number with this prefix, right or mistyped, in its canonical form."""
    for match in _SHAPE.finditer(text):
        if match[1].upper() == prefix:
            return f"{prefix}-{match[2].upper()}-{match[3].upper()}"
    return None


def repair(number: str, own: Iterable[str]) -> str | None:
    """Return the only one of the asker's `own` numbers that differs in at most two symbols or one swap."""
    near = [candidate for candidate in own if _distance(number, candidate) <= REPAIRABLE]
    return near[0] if len(near) == 1 else None


def nearby(number: str) -> frozenset[str]:
    """Return every valid number that differs from this one in one or two symbols, or in a swap of neighbours.

    They are about 600; a symbol outside the alphabet must be one of those that are wrong.
    """
    prefix, body, check = number.split("-")
    strange = {i for i, symbol in enumerate(body) if symbol not in ALPHABET}
    bodies = set[str]()
    for places in combinations(range(LENGTH), REPAIRABLE):
        if strange <= set(places):
            bodies |= {_put(body, places, symbols) for symbols in product(ALPHABET, repeat=REPAIRABLE)}
    valid = (f"{prefix}-{one}-{check_symbol(one)}" for one in bodies)
    own = f"{prefix}-{body}-{check}"
    return frozenset(one for one in valid if 0 < _distance(own, one) <= REPAIRABLE)


def _put(body: str, places: tuple[int, ...], symbols: tuple[str, ...]) -> str:
    changed = list(body)
    for place, symbol in zip(places, symbols, strict=True):
        changed[place] = symbol
    return "".join(changed)


def _distance(one: str, other: str) -> int:
    if len(one) != len(other):
        return REPAIRABLE + 1
    return sum(a != b for a, b in zip(one, other, strict=True))
