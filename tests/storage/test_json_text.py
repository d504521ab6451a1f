"""JSON is written so that it reads back the same, whatever a citizen's words or our own values are."""

import json
from enum import StrEnum
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from storage import Database
from storage.json_text import JSON_TEXT, to_json
from storage.tables import outbox
from tests.bot.post import Post

LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


class Colour(StrEnum):
    RED = "merah"


@given(VALUES)
def test_it_reads_back_what_was_written(value: Any) -> None:
    assert JSON_TEXT["json_deserializer"](to_json(value)) == value


@pytest.mark.parametrize(
    "value", [{Colour.RED: Colour.RED}, {1: "a"}, (1, "b"), 2**70, "\ud83d", {"skor": [0.25, -0.0]}]
)
def test_it_means_what_the_standard_library_writes(value: Any) -> None:
    assert json.loads(to_json(value)) == json.loads(json.dumps(value))


def test_a_models_own_numbers_are_numbers() -> None:
    assert json.loads(to_json({"a": np.float64(0.5), "b": np.float32(0.25)})) == {"a": 0.5, "b": 0.25}


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError):
        to_json({"a": object()})


async def test_databases_keep_it(database: Database) -> None:
    post = Post(database)
    await post.meet("budi")
    params = {"nama": "Bu Ani \U0001f600 \"'\\", "daftar": [1, 2.5, None, True], "dalam": {"ø": []}}
    await post.say("budi", "satu")
    async with database.write() as unit:
        row = (await unit.connection.execute(select(outbox))).one()._asdict() | {"id": None, "n": 7}
        row["params"] = params
        row.pop("id")
        await unit.connection.execute(insert(outbox).values(**row))
        kept = await unit.connection.execute(select(outbox.c.params).where(outbox.c.n == 7))
        assert kept.scalar_one() == params
