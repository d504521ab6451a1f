"""Two officers at one case: what a page has not seen yet is said before a second answer goes out."""

from datetime import datetime, timedelta

from inbox.dates import ago
from inbox.deed import Work
from inbox.forms import FormError
from storage.collision import Spoke, spoke_since

#: The form's hidden field with the last event that its page has seen.
SEEN = "terakhir"
#: A later page knows more; an id has at most as many digits.
LONGEST_ID = 18
JUST_NOW = timedelta(minutes=10)


class Collided(FormError):
    """Somebody else spoke to the citizen meanwhile; the form may be sent again, knowing that."""

    status = 409
    again = True


async def collided(work: Work) -> None:
    """Stop a deed whose page has not seen what another officer told the citizen. Raises Collided.

    The page shown then carries a later SEEN, so the same form goes through the second time. A form without the
    field, as from a chat, is not held up.
    """
    seen = work.form.get(SEEN, "")
    if not seen.isascii() or not seen.isdigit() or len(seen) > LONGEST_ID:
        return
    spoke = await spoke_since(work.unit, work.ticket.id, int(seen), work.actor.id)
    if spoke:
        raise Collided(f"{_who(spoke, work.service.now())} (lihat di atas). Kirim juga?")


def _who(spoke: list[Spoke], now: datetime) -> str:
    names = list(dict.fromkeys(one.name for one in spoke))
    said = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} dan {names[-1]}"
    age = now - spoke[-1].at
    return f"{said} baru saja membalas" if age < JUST_NOW else f"{said} membalas {ago(age)}"
