"""What channels sent, byte for byte and sealed, for as long as it may have to be read again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, insert, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.cipher import Cipher
from storage.raw_tables import raw_bodies


async def keep_bodies(
    connection: AsyncConnection, cipher: Cipher, bodies: Sequence[tuple[int, datetime, bytes]]
) -> None:
    """Keep the bytes of messages (id, when it came in, body) in the transaction that keeps the messages."""
    rows = [
        {"message_id": message_id, "received_at": received_at, "raw_sealed": cipher.encrypt(raw)}
        for message_id, received_at, raw in bodies
    ]
    await connection.execute(insert(raw_bodies), rows)


async def forget_bodies(connection: AsyncConnection, messages: Select[Any]) -> None:
    """Remove the bytes of messages, selected as (received_at, id)."""
    key = tuple_(raw_bodies.c.received_at, raw_bodies.c.message_id)
    await connection.execute(delete(raw_bodies).where(key.in_(messages)))
