"""Filling the journal: a backlog of real messages through our own gateway, and old ones by SQL."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from bench.load_town import NUMBER, SECRET, TOKEN, Town
from bench.load_words import bodies
from bot.channels.whatsapp import WhatsApp
from bot.gateway import Gateway
from chaos.ledger import UNWORKED
from settings import check_contact_key, read_settings
from storage import Cipher
from storage.database import Database

if TYPE_CHECKING:
    from messages import InboundEvent

AT_ONCE = 400
OLD = Path(__file__).with_name("load_old.sql")
EACH = 20  #: messages of one citizen of the past


async def pile_up(place: Town, count: int, seed: int) -> None:
    """Journal so many messages through a gateway of our own, as fast as it takes them."""
    key = check_contact_key(read_settings(contact_key=place.key))
    database = Database(place.database, Cipher(key))
    channel = WhatsApp(TOKEN, NUMBER, SECRET, "jabat-tangan")
    gateway = Gateway(database, lambda: datetime.now(UTC), timedelta(0))
    try:
        waiting = bodies(count, seed, SECRET, NUMBER)
        while some := list(islice(waiting, AT_ONCE)):
            await asyncio.gather(*(gateway.accept(_parts(channel, body)) for body, _ in some))
    finally:
        await database.close()


async def until_worked_off(place: Town, seconds: float) -> None:
    """Wait until everything is read and nothing waits for its turn, at most so long."""
    end = monotonic() + seconds
    while True:
        if monotonic() > end or not place.books.number(UNWORKED):
            return
        await asyncio.sleep(0.2)


def grow_old(place: Town, total: int) -> None:
    """Let the journal hold about so many messages."""
    stored = int(place.books.number("SELECT count(*) FROM inbound_messages"))
    missing = (total - stored) // EACH
    first = int(place.books.number("SELECT count(*) FROM contact_addresses WHERE scope = 'lama'")) + 1
    if missing > 0:
        script = OLD.read_text(encoding="utf-8").format(first=first, last=first + missing - 1)
        for statement in script.split(";\n"):
            place.books.change(statement)


def _parts(channel: WhatsApp, body: bytes) -> Sequence[tuple[InboundEvent, bytes]]:
    return channel.read(body)
