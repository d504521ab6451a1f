"""Whether CONTACT_KEY is the one this database was written with."""

from cryptography.exceptions import InvalidTag
from sqlalchemy import func, select

from storage.tables import contact_addresses, contacts
from storage.unit_of_work import UnitOfWork


async def key_fits(unit: UnitOfWork) -> bool | None:
    """Try the key on the latest address; None where there is none yet."""
    c = contact_addresses.c
    query = select(func.max(c.id)).join(contacts, contacts.c.id == c.contact_id)
    latest = (await unit.connection.execute(query.where(contacts.c.erased_at.is_(None)))).scalar_one()
    if latest is None:
        return None
    try:
        await unit.contacts.address(latest)
    except InvalidTag:
        return False
    return True
