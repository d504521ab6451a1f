"""Words an officer has typed and not sent: each officer's own, per field of a case's forms."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.beside_tables import drafts
from storage.upsert import upsert

LASTS = timedelta(days=30)
#: No save of the form that was sent comes after this.
SENT = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed and when it was saved."""

    text: str
    at: datetime


class Drafts:
    """The drafts within one unit of work. A field is named by its form and its name: `balas.isi`."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on this connection."""
        self._db = connection

    async def save(
        self, ticket_id: str, officer_id: str, field: str, text: str, now: datetime, *, form_key: str, n: int
    ) -> bool:
        """Keep the words the form `form_key` saved as its n-th; False where it saved later ones or was sent."""
        c = drafts.c
        await self._db.execute(delete(drafts).where(c.officer_id == officer_id, c.updated_at < now - LASTS))
        keys = {"ticket_id": ticket_id, "officer_id": officer_id, "field": field}
        values = {"text": text, "form_key": form_key, "n": n, "updated_at": now}
        overtaken = and_(c.form_key == form_key, c.n >= n)
        return await upsert(self._db, drafts, keys, values, unless=overtaken)

    async def put(self, ticket_id: str, officer_id: str, field: str, text: str, now: datetime) -> None:
        """Put words into the field anew, as those of a reply taken back."""
        await self.save(ticket_id, officer_id, field, text, now, form_key=uuid.uuid4().hex, n=0)

    async def sent(self, ticket_id: str, officer_id: str, form: str, form_key: str, now: datetime) -> None:
        """Forget what was typed into a form that was sent; a save still on its way does not bring it back."""
        c = drafts.c
        mine = (c.ticket_id == ticket_id, c.officer_id == officer_id, c.field.startswith(f"{form}."))
        for field in (await self._db.execute(select(c.field).where(*mine))).scalars().all():
            keys = {"ticket_id": ticket_id, "officer_id": officer_id, "field": field}
            values = {"text": "", "form_key": form_key, "n": SENT, "updated_at": now}
            await upsert(self._db, drafts, keys, values)

    async def of(self, ticket_id: str, officer_id: str) -> dict[str, Draft]:
        """Return an officer's own drafts on a case by field."""
        c = drafts.c
        query = select(drafts).where(c.ticket_id == ticket_id, c.officer_id == officer_id, c.text != "")
        return {row.field: Draft(row.text, row.updated_at) for row in (await self._db.execute(query)).all()}
