"""Courtesies run aside, and are the first to be left out in a rush."""

import asyncio

from bot.background import MOST, Background


async def test_in_a_rush_courtesies_are_left_out_and_later_ones_are_done_again() -> None:
    background, go, done = Background(), asyncio.Event(), []

    async def courtesy(n: int) -> None:
        await go.wait()
        done.append(n)

    for n in range(MOST + 5):
        background.start(courtesy(n))
    go.set()
    while len(done) < MOST:
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    background.start(courtesy(1000))
    while 1000 not in done:
        await asyncio.sleep(0)
    assert sorted(done) == [*range(MOST), 1000]
