"""Second factors: the secret of an officer's code app, sealed; recovery codes, only as keyed hashes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.cipher import Cipher
from storage.people_tables import recovery_codes, second_factors


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """A code app's secret; until `confirmed` by a first code it is asked of nobody."""

    secret: bytes
    confirmed: bool


class SecondFactors:
    """Second factors within one unit of work."""

    def __init__(self, connection: AsyncConnection, cipher: Cipher) -> None:
        """Work on this connection."""
        self._db = connection
        self._cipher = cipher

    async def get(self, officer_id: str) -> SecondFactor | None:
        """Return an officer's, None where there is none."""
        query = select(second_factors).where(second_factors.c.officer_id == officer_id)
        row = (await self._db.execute(query)).one_or_none()
        if row is None:
            return None
        return SecondFactor(self._cipher.decrypt(row.secret_sealed), row.confirmed_at is not None)

    async def owners(self) -> set[str]:
        """Return the ids of officers who have one."""
        query = select(second_factors.c.officer_id).where(second_factors.c.confirmed_at.is_not(None))
        return set((await self._db.execute(query)).scalars())

    async def begin(self, officer_id: str, secret: bytes, now: datetime) -> None:
        """Keep a new secret until it is confirmed, in place of whatever there was."""
        await self.forget(officer_id)
        sealed = self._cipher.encrypt(secret)
        await self._db.execute(
            insert(second_factors).values(officer_id=officer_id, secret_sealed=sealed, created_at=now)
        )

    async def confirm(self, officer_id: str, codes: list[str], now: datetime) -> None:
        """Put the secret in force, with these recovery codes."""
        query = update(second_factors).where(second_factors.c.officer_id == officer_id)
        await self._db.execute(query.values(confirmed_at=now))
        rows = [{"officer_id": officer_id, "code_hash": self._hash(officer_id, code)} for code in codes]
        await self._db.execute(insert(recovery_codes), rows)

    async def use_step(self, officer_id: str, step: int) -> bool:
        """Use up the code of a time step and all before it; False where it was used already (RFC 6238, 5.2)."""
        c = second_factors.c
        fresh = or_(c.last_step.is_(None), c.last_step < step)
        query = update(second_factors).where(c.officer_id == officer_id, fresh).values(last_step=step)
        return (await self._db.execute(query)).rowcount == 1

    async def use_recovery(self, officer_id: str, code: str, now: datetime) -> bool:
        """Use up a recovery code; False where it is unknown or used."""
        c = recovery_codes.c
        query = update(recovery_codes).where(
            c.officer_id == officer_id, c.code_hash == self._hash(officer_id, code), c.used_at.is_(None)
        )
        return (await self._db.execute(query.values(used_at=now))).rowcount == 1

    async def recovery_left(self, officer_id: str) -> int:
        """Return how many recovery codes are left."""
        c = recovery_codes.c
        query = select(func.count()).where(c.officer_id == officer_id, c.used_at.is_(None))
        return int((await self._db.execute(query)).scalar_one())

    async def forget(self, officer_id: str) -> None:
        """Take secret and recovery codes away."""
        await self._db.execute(delete(recovery_codes).where(recovery_codes.c.officer_id == officer_id))
        await self._db.execute(delete(second_factors).where(second_factors.c.officer_id == officer_id))

    def _hash(self, officer_id: str, code: str) -> str:
        return self._cipher.fingerprint("recovery", officer_id, code)
