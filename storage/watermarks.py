"""Reports that name no message but a moment: everything said to a person until then has arrived, or was read."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from messages import Address, DeliveryReport, DeliveryStatus
from storage.cipher import Cipher
from storage.tables import contact_addresses, conversations, outbox

#: A moment tells of what was said just before it; older words had moments of their own.
LOOKS_BACK = timedelta(days=7)


async def sent_until(
    db: AsyncConnection, cipher: Cipher, reports: Sequence[DeliveryReport]
) -> list[list[int]]:
    """Return, for each report, the rows that were sent to its person until its moment; none without a person."""
    prints = [_print(cipher, report.up_to) if report.up_to else "" for report in reports]
    if not any(prints):
        return [[] for _ in reports]
    a, c, o = contact_addresses.c, conversations.c, outbox.c
    people = {(each.channel, each.scope) for report in reports if (each := report.up_to)}
    query = (
        select(a.fingerprint, o.id, o.sent_at)
        .join(conversations, c.contact_id == a.contact_id)
        .join(outbox, o.conversation_id == c.id)
        .where(a.channel.in_([channel for channel, _ in people]), a.scope.in_([scope for _, scope in people]))
        .where(a.fingerprint.in_(sorted(set(filter(None, prints)))), c.channel == a.channel)
        .where(o.state.in_((DeliveryStatus.SENT, DeliveryStatus.DELIVERED)))
        .where(o.sent_at >= min(report.at for report in reports) - LOOKS_BACK)
    )
    found = (await db.execute(query)).all()
    return [
        [row.id for row in found if row.fingerprint == known and row.sent_at <= report.at]
        for report, known in zip(reports, prints, strict=True)
    ]


def _print(cipher: Cipher, person: Address) -> str:
    return cipher.fingerprint("address", person.channel, person.scope, person.id)
