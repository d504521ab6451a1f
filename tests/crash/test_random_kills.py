"""`kill -9` at five random moments while 500 messages arrive over two channels: none lost, none double."""

import asyncio
import random
from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from simulators.telegram import TelegramSimulator
from tests.product import Product, Visitor
from tickets.number import find_number

MESSAGES = 500
KILLS = 5
SEED = 20261121
TOKEN = "700001:kill-test-token-kill-test-token"
#: Sends at one time; each kill may leave so many sent but not marked, and no channel but ours can tell.
SENDERS = 4

pytestmark = [pytest.mark.crash, pytest.mark.timeout(900)]


def complaint(n: int) -> str:
    return f"lampu jalan mati di jalan melati nomor {n} desa sumberagung, gelap sekali"


async def test_five_kills_lose_nothing_and_double_nothing(tmp_path: Path, models: Path) -> None:
    chance = random.Random(SEED)
    async with TelegramSimulator(TOKEN) as telegram:
        product = Product(tmp_path / "var", models)
        product.more |= {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.api_base_url}
        await product.start()
        visitors = [await Visitor(product).__aenter__() for _ in range(MESSAGES // 2)]
        kills = asyncio.create_task(_kill(product, chance))
        await asyncio.gather(_write_on_telegram(telegram, chance), _write_on_the_web(visitors, chance))
        await kills
        books = await _drained(product)
        told = [await visitor.told() for visitor in visitors]
        for visitor in visitors:
            await visitor.__aexit__()
        product.kill()
        receipts = [
            _numbers(str(m.get("text", "")) for m in telegram.sent(n)) for n in range(1, MESSAGES // 2 + 1)
        ]
    print(f"\nseed {SEED}: {MESSAGES} messages, {KILLS} kills, {books}")
    assert books == {"messages": MESSAGES, "tickets": MESSAGES, "sources": MESSAGES, "turns": MESSAGES}
    assert all(len(_numbers(answers)) == 1 for answers in told)
    assert all(len(set(numbers)) == 1 for numbers in receipts)
    doubled = sum(len(numbers) - 1 for numbers in receipts)
    print(
        f"receipts sent twice on Telegram: {doubled} (at most {KILLS * SENDERS}: sends in flight at a kill)"
    )
    assert doubled <= KILLS * SENDERS


async def _kill(product: Product, chance: random.Random) -> None:
    for _ in range(KILLS):
        await asyncio.sleep(chance.uniform(1.0, 4.0))
        product.kill()
        await product.start()


async def _write_on_telegram(telegram: TelegramSimulator, chance: random.Random) -> None:
    for n in range(1, MESSAGES // 2 + 1):
        telegram.citizen(n, f"Warga {n}").text(complaint(n))
        await asyncio.sleep(chance.uniform(0, 0.08))


async def _write_on_the_web(visitors: list[Visitor], chance: random.Random) -> None:
    async def write(n: int, visitor: Visitor) -> None:
        await asyncio.sleep(chance.uniform(0, 12))
        await visitor.write(complaint(n))

    await asyncio.gather(*(write(n, visitor) for n, visitor in enumerate(visitors)))


async def _drained(product: Product) -> dict[str, int]:
    """Wait until nothing is pending, then count the books."""
    engine = create_engine(product.database_url)
    waiting = "SELECT (SELECT count(*) FROM inbound_messages WHERE state = 'pending')"
    waiting += " + (SELECT count(*) FROM outbox WHERE state = 'pending')"
    try:
        async with asyncio.timeout(300):
            while True:
                with engine.connect() as connection:
                    known = connection.execute(text("SELECT count(*) FROM inbound_messages")).scalar_one()
                    if known == MESSAGES and connection.execute(text(waiting)).scalar_one() == 0:
                        return {
                            name: connection.execute(text(query)).scalar_one()
                            for name, query in BOOKS.items()
                        }
                await asyncio.sleep(0.5)
    finally:
        engine.dispose()


BOOKS = {
    "messages": "SELECT count(*) FROM inbound_messages WHERE state = 'done'",
    "tickets": "SELECT count(*) FROM tickets",
    "sources": "SELECT count(DISTINCT source_message_id) FROM tickets",
    "turns": "SELECT count(DISTINCT turn) FROM outbox",
}


def _numbers(answers: Iterable[str]) -> list[str]:
    """Return the ticket number of every receipt."""
    return [number for answer in answers if (number := find_number(answer, "KLT"))]
