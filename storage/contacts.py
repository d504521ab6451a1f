"""People: found by the keyed hash of any of their ids, readable only through the cipher.

Officers read them only through storage/identity.py.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from messages import Address
from storage.cipher import Cipher
from storage.plain_identity import plain_name, plain_phone
from storage.tables import contact_addresses as addresses
from storage.tables import contacts


@dataclass(frozen=True, slots=True)
class Known:
    """A contact and the address it wrote from."""

    contact_id: str
    address_id: int


class Contacts:
    """The contacts within one unit of work."""

    def __init__(self, connection: AsyncConnection, cipher: Cipher) -> None:
        """Work on this connection."""
        self._db = connection
        self._cipher = cipher

    async def remember(self, address: Address, name: str | None, now: datetime) -> Known:
        """Find the contact behind an address or one of its aliases, or make a new one; learn new ids and the name."""
        return (await self.remember_all([(address, name)], now))[0]

    async def remember_all(self, people: Sequence[tuple[Address, str | None]], now: datetime) -> list[Known]:
        """Do the same for several people at once, each named once."""
        rows = {row.fingerprint: row for row in await self._rows([address for address, _ in people])}
        found = [self._first(rows, address) for address, _ in people]
        strangers = [name for (_, name), row in zip(people, found, strict=True) if row is None]
        fresh = iter(await self._new_contacts(strangers, now))
        contact_ids = [next(fresh) if row is None else str(row.contact_id) for row in found]
        new: list[tuple[str, Address, str]] = []
        for contact_id, (address, name), row in zip(contact_ids, people, found, strict=True):
            if row is not None:
                await self._learn(row, address, name, rows)
            new += [
                (contact_id, address, one) for one in _ids(address) if self._print(address, one) not in rows
            ]
        address_ids = {key: row.id for key, row in rows.items()} | await self._new_addresses(new, now)
        return [
            Known(contact_id, address_ids[self._print(address, address.id)])
            for contact_id, (address, _) in zip(contact_ids, people, strict=True)
        ]

    async def move(self, old: Address, new: Address, now: datetime) -> Known | None:
        """Let the contact behind the old address be found and reached at the new one.

        None where nobody is behind the old one, or somebody else has the new one already.
        """
        rows = await self._rows([old])
        if not rows:
            return None
        contact_id = rows[0].contact_id
        bare = replace(new, aliases=())
        known = await self._rows([bare])
        if known:
            return Known(contact_id, known[0].id) if known[0].contact_id == contact_id else None
        made = await self._new_addresses([(contact_id, bare, bare.id)], now)
        return Known(contact_id, made[self._print(bare, bare.id)])

    async def address(self, address_id: int) -> Address:
        """Return an address in the clear, to send to."""
        query = select(addresses).where(addresses.c.id == address_id)
        row = (await self._db.execute(query)).one()
        return opened(self._cipher, row.channel, row)

    async def sealed_name(self, contact_id: str) -> bytes | None:
        """Return a name as it is kept, sealed; who may open it is `storage/identity.py`'s matter."""
        query = select(contacts.c.name_sealed).where(contacts.c.id == contact_id)
        return (await self._db.execute(query)).scalar_one_or_none()

    async def stop(self, address_id: int, now: datetime) -> None:
        """Note that the citizen no longer takes our messages here."""
        await self._db.execute(update(addresses).where(addresses.c.id == address_id).values(stopped_at=now))

    def _print(self, address: Address, one: str) -> str:
        return self._cipher.fingerprint("address", address.channel, address.scope, one)

    async def _rows(self, people: Sequence[Address]) -> Sequence[Any]:
        keys = {
            "channels": {address.channel for address in people},
            "scopes": {address.scope for address in people},
            "prints": sorted({self._print(address, one) for address in people for one in _ids(address)}),
        }
        return (await self._db.execute(_known(), keys)).all()

    def _first(self, rows: Mapping[str, Any], address: Address) -> Any | None:
        prints = (self._print(address, one) for one in _ids(address))
        return next((rows[each] for each in prints if each in rows), None)

    async def _new_contacts(self, names: Sequence[str | None], now: datetime) -> list[str]:
        rows = [{"id": uuid.uuid4().hex, "created_at": now, **self._named(name)} for name in names]
        if rows:
            await self._db.execute(insert(contacts), rows)
        return [str(row["id"]) for row in rows]

    def _named(self, name: str | None) -> dict[str, Any]:
        known = name_fingerprint(self._cipher, name) if name else None
        return {"name_sealed": self._cipher.encrypt_text(name or None), "name_fingerprint": known}

    async def _learn(self, row: Any, address: Address, name: str | None, rows: Mapping[str, Any]) -> None:
        """Learn a name and a number that somebody shares later than the first message."""
        if name and (row.name_fingerprint is None or name != self._cipher.decrypt_text(row.name_sealed)):
            named = update(contacts).where(contacts.c.id == row.contact_id)
            await self._db.execute(named.values(**self._named(name)))
        known = (rows.get(self._print(address, one)) for one in _ids(address))
        numberless = [each.id for each in known if each is not None and each.phone_fingerprint is None]
        if address.phone and numberless:
            reached = update(addresses).where(addresses.c.id.in_(numberless))
            await self._db.execute(reached.values(**self._reached(address.phone)))

    async def index_names(self, limit: int = 500) -> int:
        """Give up to `limit` names known before the index its hash; returns how many. Again does the rest."""
        c = contacts.c
        query = select(c.id, c.name_sealed).where(c.name_fingerprint.is_(None), c.name_sealed.is_not(None))
        rows = (await self._db.execute(query.limit(limit))).all()
        for row in rows:
            known = name_fingerprint(self._cipher, self._cipher.decrypt_text(row.name_sealed) or "")
            await self._db.execute(update(contacts).where(c.id == row.id).values(name_fingerprint=known))
        return len(rows)

    def _reached(self, phone: str | None) -> dict[str, Any]:
        known = phone_fingerprint(self._cipher, phone) if phone else None
        return {"phone_fingerprint": known, "phone_sealed": self._cipher.encrypt_text(phone)}

    async def _new_addresses(self, new: Sequence[tuple[str, Address, str]], now: datetime) -> dict[str, int]:
        """Keep ids of contacts; returns each one's row by its fingerprint."""
        rows = [
            {
                "contact_id": contact_id,
                "channel": address.channel,
                "scope": address.scope,
                "fingerprint": self._print(address, one),
                "id_sealed": self._cipher.encrypt_text(one),
                "created_at": now,
                **self._reached(address.phone),
            }
            for contact_id, address, one in new
        ]
        if not rows:
            return {}
        kept = insert(addresses).returning(addresses.c.fingerprint, addresses.c.id)
        # In one order everywhere: two processes that meet the same strangers wait for each other once only.
        rows.sort(key=itemgetter("fingerprint"))
        return {row.fingerprint: row.id for row in (await self._db.execute(kept, rows)).all()}


@cache
def _known() -> Any:
    """Return a statement that is built once: every message executes it."""
    c, person = addresses.c, contacts.c
    columns = (
        c.id,
        c.contact_id,
        c.fingerprint,
        c.phone_fingerprint,
        person.name_sealed,
        person.name_fingerprint,
    )
    query = select(*columns).join(contacts, person.id == c.contact_id)
    query = query.where(
        c.channel.in_(bindparam("channels", expanding=True)),
        c.scope.in_(bindparam("scopes", expanding=True)),
        c.fingerprint.in_(bindparam("prints", expanding=True)),
    )
    # Whoever is being erased at this moment (storage/erasing.py) is a stranger by the time the lock is ours.
    return query.order_by(c.id).with_for_update(read=True, key_share=True, of=addresses)


def opened(cipher: Cipher, channel: str, row: Any) -> Address:
    """Return the address of a row with its `scope`, `id_sealed` and `phone_sealed`, in the clear."""
    phone = cipher.decrypt_text(row.phone_sealed)
    return Address(channel, row.scope, cipher.decrypt_text(row.id_sealed) or "", phone=phone)


def _ids(address: Address) -> tuple[str, ...]:
    return tuple(dict.fromkeys((address.id, *address.aliases)))


def name_fingerprint(cipher: Cipher, name: str) -> str:
    """Return the keyed hash by which a name is found."""
    return cipher.fingerprint("name", plain_name(name))


def phone_fingerprint(cipher: Cipher, phone: str) -> str:
    """Return the keyed hash by which a number is found, however it is written."""
    return cipher.fingerprint("phone", plain_phone(phone))
