"""@username in an internal note: found, and looked up among those who may open the case."""

import re

from inbox.forms import FormError
from storage import UnitOfWork
from storage.cases import Cases
from storage.staff import Officer
from tickets.errors import TicketNotFound
from tickets.ticket import Ticket

#: Not the inside of a mail address.
MENTION = re.compile(r"(?<![\w.@+-])@([a-z0-9._-]{2,60})", re.IGNORECASE)
MOST = 10


def mentioned_in(text: str) -> list[str]:
    """Return the usernames a text mentions, in order, each once."""
    found = (name.lower() for name in MENTION.findall(text) if re.search("[a-z]", name, re.IGNORECASE))
    return list(dict.fromkeys(found))


async def find(unit: UnitOfWork, ticket: Ticket, text: str) -> list[Officer]:
    """Return the officers a text mentions. Raises FormError where one may not open the case.

    Whether there is such an account at all is not told.
    """
    names = mentioned_in(text)
    if len(names) > MOST:
        raise FormError(f"Sebut paling banyak {MOST} rekan dalam satu catatan.")
    return [await _find(unit, ticket, name) for name in names]


async def _find(unit: UnitOfWork, ticket: Ticket, name: str) -> Officer:
    # A sentence may end with the name: "tolong @joko."
    for spelled in dict.fromkeys((name, name.rstrip("._-"))):
        known = await unit.staff.by_username(spelled)
        if known and await _may_open(unit, known[0], ticket):
            return known[0]
    raise FormError(
        f"@{name.rstrip('._-')} tidak dapat disebut di sini: tidak ada petugas dengan nama itu yang boleh membuka "
        "aduan ini. Periksa ejaannya, pilih dari daftar, atau hapus tanda @."
    )


async def _may_open(unit: UnitOfWork, officer: Officer, ticket: Ticket) -> bool:
    try:
        await Cases(unit, officer).ticket(ticket.number)
    except TicketNotFound:
        return False
    return True
