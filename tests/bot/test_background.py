"""Courtesies run aside, and are the first to be left out in a rush."""

import asyncio

from bot.background import MOST_A_SECOND, Background


async def test_in_a_rush_courtesies_are_left_out_and_a_second_later_they_are_done_again() -> None:
    seconds = [100.0]
    background, done = Background(lambda: seconds[0]), []

    async def courtesy(n: int) -> None:
        await asyncio.sleep(0)
        done.append(n)

    for n in range(MOST_A_SECOND + 5):
        background.start(courtesy(n))
    while len(done) < MOST_A_SECOND:
        await asyncio.sleep(0)
    seconds[0] += 1
    background.start(courtesy(1000))
    while 1000 not in done:
        await asyncio.sleep(0)
    assert sorted(done) == [*range(MOST_A_SECOND), 1000]
