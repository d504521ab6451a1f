"""The identity wall's one door: who a reporter is, for those who may know, each look noted with its reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, or_, select

from storage.audit import AuditAction
from storage.cases import Cases
from storage.contacts import name_fingerprint
from storage.plain_identity import is_phone, plain_name, plain_phone
from storage.scope import in_scope
from storage.staff import Officer, Role
from storage.tables import contact_addresses, contacts, conversations, tickets
from storage.ticket_store import _ticket as as_ticket
from storage.unit_of_work import UnitOfWork
from tickets.ticket import Ticket, Visibility

SHORTEST_REASON = 10  #: letters
MOST_SEARCHES = 20  #: by one officer within SEARCH_SPAN
SEARCH_SPAN = timedelta(hours=1)
MOST_FOUND = 50
LOOKUP = "identity_search"


class MayNotReveal(Exception):
    """Who reported such a case this role never learns."""


class ReasonMissing(Exception):
    """A look behind the wall needs a reason in words."""


class TooManySearches(Exception):
    """So many searches are no search for one person any more."""


@dataclass(frozen=True, slots=True)
class Revealed:
    """Who reported a case; None is what the channel never told."""

    name: str | None
    phone: str | None


class Identities:
    """Reporters, as one officer may learn of them. Nothing else decrypts names and numbers for officers."""

    def __init__(self, unit: UnitOfWork, officer: Officer) -> None:
        """Look within this unit of work, for this officer; the caller commits, or nothing was noted."""
        self._unit = unit
        self._db = unit.connection
        self._cipher = unit.cipher
        self._officer = officer

    async def reveal(self, number: str, reason: str, now: datetime) -> Revealed:
        """Return who reported it and note why. Raises TicketNotFound, MayNotReveal, ReasonMissing."""
        ticket = await Cases(self._unit, self._officer).ticket(number)
        if not may_reveal(self._officer, ticket):
            raise MayNotReveal
        if sum(letter.isalpha() for letter in reason) < SHORTEST_REASON:
            raise ReasonMissing
        note = {"ticket_id": ticket.id, "detail": reason}
        await self._unit.audit.note(self._officer.id, AuditAction.IDENTITY_REVEALED, now, **note)
        return await self._open(ticket)

    async def find(self, typed: str, now: datetime) -> list[Ticket]:
        """Return the tickets of whoever has exactly this name or number, the latest first; the look is noted.

        Only tickets whose reporter this officer may know: others would be told apart by being found.
        Raises TooManySearches, MayNotReveal.
        """
        if self._officer.role not in REVEALERS:
            raise MayNotReveal
        who = self._cipher.fingerprint(LOOKUP, self._officer.id)
        if await self._unit.facts.lookups_since(who, LOOKUP, now - SEARCH_SPAN) >= MOST_SEARCHES:
            raise TooManySearches
        await self._unit.facts.count_lookup(who, LOOKUP, now)
        query = (
            select(tickets)
            .where(in_scope(self._officer), revealable(self._officer), self._whose(typed))
            .order_by(tickets.c.opened_at.desc(), tickets.c.part)
            .limit(MOST_FOUND)
        )
        found = [as_ticket(row) for row in (await self._db.execute(query)).all()]
        by = "nomor" if is_phone(typed) else "nama"
        detail = f"pelapor menurut {by}, {len(found)} aduan"
        await self._unit.audit.note(self._officer.id, AuditAction.SEARCHED, now, detail=detail)
        return found

    def _whose(self, typed: str) -> ColumnElement[bool]:
        if is_phone(typed):
            a = contact_addresses.c
            known = {self._cipher.fingerprint("phone", written) for written in _spellings(typed)}
            owners = select(a.contact_id).where(a.phone_fingerprint.in_(known))
            return tickets.c.reporter_id.in_(owners)
        if not plain_name(typed):
            return false()
        known_name = name_fingerprint(self._cipher, typed)
        return tickets.c.reporter_id.in_(
            select(contacts.c.id).where(contacts.c.name_fingerprint == known_name)
        )

    async def _open(self, ticket: Ticket) -> Revealed:
        a, c = contact_addresses.c, conversations.c
        name = select(contacts.c.name_sealed).where(contacts.c.id == ticket.reporter_id)
        # The number under which this conversation goes on, before any other of the same person.
        here = select(c.address_id).where(c.id == ticket.conversation_id).scalar_subquery()
        phone = (
            select(a.phone_sealed)
            .where(a.contact_id == ticket.reporter_id, a.phone_sealed.is_not(None))
            .order_by((a.id == here).desc(), a.id.desc())
            .limit(1)
        )
        return Revealed(
            self._cipher.decrypt_text((await self._db.execute(name)).scalar_one_or_none()),
            self._cipher.decrypt_text((await self._db.execute(phone)).scalar_one_or_none()),
        )


REVEALERS = frozenset({Role.OFFICER, Role.HEAD, Role.TRIAGE})


def may_reveal(officer: Officer, ticket: Ticket) -> bool:
    """Whether this officer may learn who reported a ticket that is in scope; `revealable` says the same in SQL."""
    leads = ticket.agency in officer.agencies
    match officer.role:
        case Role.HEAD:
            return leads
        case Role.TRIAGE:
            ordinary = ticket.visibility is Visibility.ORDINARY
            return ordinary or (ticket.visibility is Visibility.SECRET and leads)
        case Role.OFFICER:
            return leads and ticket.visibility is Visibility.ORDINARY
        case _:
            return False


def revealable(officer: Officer) -> ColumnElement[bool]:
    """Return `may_reveal` as a condition."""
    t = tickets.c
    leads: ColumnElement[bool] = t.agency.in_(officer.agencies)
    ordinary: ColumnElement[bool] = t.visibility == Visibility.ORDINARY
    match officer.role:
        case Role.HEAD:
            return leads
        case Role.TRIAGE:
            return or_(ordinary, and_(t.visibility == Visibility.SECRET, leads))
        case Role.OFFICER:
            return and_(leads, ordinary)
        case _:
            return false()


def _spellings(typed: str) -> set[str]:
    """Return how a number was hashed: plain, and as the channels wrote it before numbers were made plain."""
    plain = plain_phone(typed)
    return {plain, f"+{plain}"}
