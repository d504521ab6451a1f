"""What must be true of a restored database before anybody works on it, in one transaction.

- **No old reply is sent again.** What was unsent when the backup was made may have been sent since, and nobody can
  tell: it has failed, as `Restored`, and officers see the words on the case.
- **Nobody holds anything.** Leases, sessions, codes and invitations of then are over.
- **Whoever was erased since is erased again**, as the log of those erased says.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, text, update

from messages import DeliveryStatus
from storage.backups.unfinished import UNFINISHED
from storage.beside_tables import presence
from storage.blanking import forget_searches
from storage.desk import Desk
from storage.erasing import erase
from storage.outbox import UNSENT
from storage.reach_tables import link_codes
from storage.tables import contacts, conversations, invitations, officer_sessions, outbox
from storage.unit_of_work import UnitOfWork

RESTORED = "Restored"  #: why a reply was not sent: it stood unsent in a backup
FACT = "restored_at"  #: in `installation`
ASKED_BY = "restore"


@dataclass(frozen=True, slots=True)
class Settled:
    """How many replies were held back, and how many people erased again."""

    held: int
    erased: int


async def settle(unit: UnitOfWork, desk: Desk, erased: AbstractSet[str], now: datetime) -> Settled:
    """Do all of it; the caller commits. `erased` are fingerprints of `Erasures.fingerprint`."""
    held = await _hold_back(unit)
    await _let_go(unit)
    again = await _erase_again(unit, desk, erased, now)
    await unit.facts.note_installation(FACT, now.isoformat())
    await unit.connection.execute(text(f"DROP TABLE IF EXISTS {UNFINISHED}"))
    return Settled(held, again)


async def _hold_back(unit: UnitOfWork) -> int:
    unsent = update(outbox).where(outbox.c.state.in_(UNSENT))
    values = {"state": DeliveryStatus.FAILED, "error": RESTORED, "leased_until": None}
    return (await unit.connection.execute(unsent.values(**values))).rowcount


async def _let_go(unit: UnitOfWork) -> None:
    held = update(conversations).where(conversations.c.leased_until.is_not(None))
    await unit.connection.execute(held.values(leased_until=None))
    for over in (officer_sessions, presence, link_codes):
        await unit.connection.execute(delete(over))
    # One that was used since would open a second account.
    await unit.connection.execute(delete(invitations).where(invitations.c.used_at.is_(None)))


async def _erase_again(unit: UnitOfWork, desk: Desk, erased: AbstractSet[str], now: datetime) -> int:
    if not erased:
        return 0
    query = select(contacts.c.id).where(contacts.c.erased_at.is_(None))
    known = (await unit.connection.execute(query)).scalars().all()
    again = [contact_id for contact_id in known if unit.erasures.fingerprint(contact_id) in erased]
    for contact_id in again:
        await unit.erasures.ask(contact_id, ASKED_BY, now)
        await erase(unit, desk, contact_id, now)
    if again:
        await forget_searches(unit.connection)
    return len(again)
