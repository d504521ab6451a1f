"""Earlier photos that look alike are found by plain indexes, on any database."""

import random

from sqlalchemy import Column, Integer, MetaData, Table, create_engine, insert, select, text

from storage.photo_search import near
from tickets.evidence import BANDS, bands, distance

photos = Table(
    "photos",
    MetaData(),
    Column("id", Integer, primary_key=True),
    *(Column(f"band{n}", Integer, nullable=False, index=True) for n in range(BANDS)),
)
COLUMNS = [photos.c[f"band{n}"] for n in range(BANDS)]


def row(number: int, photo_hash: int) -> dict[str, int]:
    return {"id": number, **{f"band{n}": band for n, band in enumerate(bands(photo_hash))}}


def changed(dice: random.Random, photo_hash: int, bits: int) -> int:
    return photo_hash ^ sum(1 << bit for bit in dice.sample(range(64), bits))


def test_every_near_photo_is_found_and_few_others_are_read() -> None:
    dice = random.Random(20261122)
    hashes = [dice.getrandbits(64) for _ in range(20_000)]
    wanted = [changed(dice, hashes[0], bits) for bits in range(8)]
    stored = hashes + wanted
    engine = create_engine("sqlite://")
    with engine.begin() as db:
        photos.metadata.create_all(db)
        db.execute(insert(photos), [row(number, each) for number, each in enumerate(stored)])
        found = set(db.execute(select(photos.c.id).where(near(COLUMNS, hashes[0]))).scalars())
    assert {number for number, each in enumerate(stored) if distance(each, hashes[0]) <= 7} <= found
    assert len(found) < 100


def test_the_search_uses_an_index_for_every_band() -> None:
    engine = create_engine("sqlite://")
    query = select(photos).where(near(COLUMNS, 0)).compile(engine, compile_kwargs={"literal_binds": True})
    with engine.begin() as db:
        photos.metadata.create_all(db)
        plan = " ".join(str(step) for step in db.execute(text(f"EXPLAIN QUERY PLAN {query}")))
    assert [f"ix_photos_band{n}" in plan for n in range(BANDS)] == [True] * BANDS
    assert "SCAN" not in plan
