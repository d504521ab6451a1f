"""Killed at each dangerous step, in both action modes: one ticket, one receipt."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import create_engine, text

from tests.product import ROOT, Product, Visitor
from tests.servers import free_port
from tickets.number import find_number

#: Those of chaos/steps.py at which most is at stake; `make chaos-ci` comes by all of them.
STEPS = (
    "after the journal's commit, before the page is told",
    "after the action, before the turn's commit",
    "after the turn's last write, before its commit",
    "after sending, before marking",
)
COMPLAINT = "jalan di depan pasar kaliwening berlubang dalam, kemarin ada motor jatuh"

pytestmark = [pytest.mark.crash, pytest.mark.timeout(300)]


@pytest.fixture
def product(tmp_path: Path, models: Path) -> Iterator[Product]:
    product = Product(tmp_path / "var", models)
    yield product
    if product.process and product.process.poll() is None:
        product.kill()


@pytest.fixture(params=["in process", "behind ACTION_ENDPOINT"])
async def mode(request: pytest.FixtureRequest, product: Product) -> "Iterator[None]":
    if request.param == "in process":
        yield
        return
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "-p", str(port)],
        cwd=ROOT,
        env=product.environment | {"SANIC_HOST": "127.0.0.1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    product.more["ACTION_ENDPOINT"] = f"http://127.0.0.1:{port}/webhook"
    await _healthy(port)
    yield
    os.killpg(server.pid, signal.SIGKILL)  # Sanic's worker, too
    server.wait()


async def _healthy(port: int) -> None:
    async with asyncio.timeout(180), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/health"):
                    return
            except (aiohttp.ClientError, OSError):
                await asyncio.sleep(0.1)


@pytest.mark.parametrize("step", STEPS)
async def test_killed_at_a_named_step_there_is_one_ticket_and_one_receipt(
    product: Product, mode: None, step: str
) -> None:
    del mode
    await product.start(DIE_AT=step)
    async with Visitor(product) as visitor:
        sending = asyncio.create_task(visitor.write(COMPLAINT))
        await product.dies()
        await product.start()
        await sending
        told = await visitor.answers(1)
        await asyncio.sleep(2)
        assert await visitor.told() == told
        rows = count(product)
    receipts = [number for answer in told if (number := find_number(answer, "KLT"))]
    assert rows == {"inbound_messages": 1, "tickets": 1, "conversations": 1}
    assert len(receipts) == 1


def count(product: Product) -> dict[str, int]:
    engine = create_engine(product.database_url)
    try:
        with engine.connect() as connection:
            tables = ("inbound_messages", "tickets", "conversations")
            return {t: connection.execute(text(f"SELECT count(*) FROM {t}")).scalar_one() for t in tables}  # noqa: S608
    finally:
        engine.dispose()
