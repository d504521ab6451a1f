"""People: found by the keyed hash of any of their ids, readable only through the cipher.

Officers read them only through storage/identity.py.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
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
        ids = (address.id, *address.aliases)
        found = {row.fingerprint: row for row in await self._rows(address, ids)}
        contact_id = next((r.contact_id for r in found.values()), None) or await self._new_contact(now)
        await self._learn_name(contact_id, name)
        address_ids = {}
        for one in ids:
            row = found.get(self._print(address, one))
            if row and address.phone and row.phone_fingerprint is None:
                await self._learn_phone(row.id, address.phone)
            address_ids[one] = row.id if row else await self._new_address(contact_id, address, one, now)
        return Known(contact_id, address_ids[address.id])

    async def move(self, old: Address, new: Address, now: datetime) -> Known | None:
        """Let the contact behind the old address be found and reached at the new one.

        None where nobody is behind the old one, or somebody else has the new one already.
        """
        rows = await self._rows(old, (old.id, *old.aliases))
        if not rows:
            return None
        contact_id = rows[0].contact_id
        known = await self._rows(new, (new.id,))
        if known:
            return Known(contact_id, known[0].id) if known[0].contact_id == contact_id else None
        return Known(contact_id, await self._new_address(contact_id, new, new.id, now))

    async def address(self, address_id: int) -> Address:
        """Return an address in the clear, to send to."""
        query = select(addresses).where(addresses.c.id == address_id)
        row = (await self._db.execute(query)).one()
        return Address(
            channel=row.channel,
            scope=row.scope,
            id=self._cipher.decrypt_text(row.id_sealed) or "",
            phone=self._cipher.decrypt_text(row.phone_sealed),
        )

    async def sealed_name(self, contact_id: str) -> bytes | None:
        """Return a name as it is kept, sealed; who may open it is `storage/identity.py`'s matter."""
        query = select(contacts.c.name_sealed).where(contacts.c.id == contact_id)
        return (await self._db.execute(query)).scalar_one_or_none()

    async def stop(self, address_id: int, now: datetime) -> None:
        """Note that the citizen no longer takes our messages here."""
        await self._db.execute(update(addresses).where(addresses.c.id == address_id).values(stopped_at=now))

    def _print(self, address: Address, one: str) -> str:
        return self._cipher.fingerprint("address", address.channel, address.scope, one)

    async def _rows(self, address: Address, ids: tuple[str, ...]) -> Sequence[Row[Any]]:
        query = select(addresses).where(
            addresses.c.channel == address.channel,
            addresses.c.scope == address.scope,
            addresses.c.fingerprint.in_([self._print(address, one) for one in ids]),
        )
        # Whoever is being erased at this moment (storage/erasing.py) is a stranger by the time the lock is ours.
        locked = query.order_by(addresses.c.id).with_for_update(read=True, key_share=True)
        return (await self._db.execute(locked)).all()

    async def _new_contact(self, now: datetime) -> str:
        contact_id = uuid.uuid4().hex
        await self._db.execute(insert(contacts).values(id=contact_id, created_at=now))
        return contact_id

    async def _learn_name(self, contact_id: str, name: str | None) -> None:
        if not name:
            return
        query = select(contacts.c.name_sealed, contacts.c.name_fingerprint).where(contacts.c.id == contact_id)
        row = (await self._db.execute(query)).one()
        if row.name_fingerprint is None or name != self._cipher.decrypt_text(row.name_sealed):
            values = {
                "name_sealed": self._cipher.encrypt_text(name),
                "name_fingerprint": name_fingerprint(self._cipher, name),
            }
            await self._db.execute(update(contacts).where(contacts.c.id == contact_id).values(**values))

    async def index_names(self, limit: int = 500) -> int:
        """Give up to `limit` names known before the index its hash; returns how many. Again does the rest."""
        c = contacts.c
        query = select(c.id, c.name_sealed).where(c.name_fingerprint.is_(None), c.name_sealed.is_not(None))
        rows = (await self._db.execute(query.limit(limit))).all()
        for row in rows:
            known = name_fingerprint(self._cipher, self._cipher.decrypt_text(row.name_sealed) or "")
            await self._db.execute(update(contacts).where(c.id == row.id).values(name_fingerprint=known))
        return len(rows)

    async def _learn_phone(self, address_id: int, phone: str) -> None:
        """Keep a number that somebody shares later than the first message."""
        values = {
            "phone_fingerprint": phone_fingerprint(self._cipher, phone),
            "phone_sealed": self._cipher.encrypt_text(phone),
        }
        await self._db.execute(update(addresses).where(addresses.c.id == address_id).values(**values))

    async def _new_address(self, contact_id: str, address: Address, one: str, now: datetime) -> int:
        phone = address.phone
        row = insert(addresses).values(
            contact_id=contact_id,
            channel=address.channel,
            scope=address.scope,
            fingerprint=self._print(address, one),
            id_sealed=self._cipher.encrypt_text(one),
            phone_fingerprint=phone_fingerprint(self._cipher, phone) if phone else None,
            phone_sealed=self._cipher.encrypt_text(phone),
            created_at=now,
        )
        return int((await self._db.execute(row.returning(addresses.c.id))).scalar_one())


def name_fingerprint(cipher: Cipher, name: str) -> str:
    """Return the keyed hash by which a name is found."""
    return cipher.fingerprint("name", plain_name(name))


def phone_fingerprint(cipher: Cipher, phone: str) -> str:
    """Return the keyed hash by which a number is found, however it is written."""
    return cipher.fingerprint("phone", plain_phone(phone))
