"""In doubt a message is a complaint."""

from typing import Any

import pytest

from bot.doubt import resolve_doubt


def parse(**likely: float) -> dict[str, Any]:
    likely = {"pamit": 0.001, **likely}
    ranking = [{"name": n, "confidence": p} for n, p in sorted(likely.items(), key=lambda i: -i[1])]
    return {"intent": ranking[0], "intent_ranking": ranking, "retrieval": None, "topic": {"name": "jalan"}}


@pytest.mark.parametrize(
    ("likely", "intent"),
    [
        ({"lapor": 0.6, "minta_informasi": 0.3}, "lapor"),
        ({"lapor": 0.46, "minta_informasi": 0.44}, "lapor"),
        ({"lapor": 0.41, "minta_informasi": 0.45}, "lapor"),
        ({"lapor": 0.35, "di_luar_topik": 0.5}, "lapor"),
        ({"lapor": 0.32, "bukan_kewenangan": 0.6}, "lapor"),
        ({"lapor": 0.1, "di_luar_topik": 0.8}, "di_luar_topik"),
        ({"lapor": 0.12, "terima_kasih": 0.7}, "terima_kasih"),
        ({"terima_kasih": 0.45, "setuju": 0.44, "lapor": 0.05}, "terima_kasih"),
    ],
)
def test_a_near_complaint_is_a_complaint(likely: dict[str, float], intent: str) -> None:
    settled = resolve_doubt(parse(**likely))
    assert settled["intent"]["name"] == intent
    ranking = settled["intent_ranking"]
    assert ranking[0]["name"] == intent
    assert intent != "lapor" or ranking[0]["confidence"] - ranking[1]["confidence"] >= 0.1
