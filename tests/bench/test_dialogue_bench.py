"""`make bench-dialogue`: our side of it plays the dialogue word for word."""

import json

import pytest

from bench import talk
from bench.ours_dialogue import Ours

pytestmark = pytest.mark.asyncio


async def test_our_runtime_says_what_both_engines_must_say() -> None:
    told = json.loads(await talk.play(Ours().answer, 0.01, 10))
    assert len(told["times"]) % len(talk.TURNS) == 0
    assert len(told["long"]) == 10


async def test_an_engine_that_says_something_else_is_not_measured() -> None:
    async def answer(_sender: str, _text: str) -> list[str]:
        return ["Apa saja"]

    with pytest.raises(ValueError, match="was answered with"):
        await talk.play(answer, 0.01, 10)
