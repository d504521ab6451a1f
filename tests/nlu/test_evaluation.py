from typing import Any

import pytest

from nlu.evaluation import Report, evaluate
from tests.nlu.topic_reader import Certain

ROWS: list[dict[str, Any]] = [
    {"text": "jalan .95 sampah air", "topic": "jalan", "alt_topic": []},
    {"text": "jalan .85 sampah air", "topic": "sampah", "alt_topic": ["jalan"]},
    {"text": "air .55 sampah jalan", "topic": "sampah", "alt_topic": None},
    {"text": "air .25 jalan sampah", "topic": "jalan"},
]


def _report() -> Report:
    return evaluate(Certain(), ROWS)


def test_strict_and_lenient_differ_by_the_alternatives() -> None:
    report = _report()
    assert (report.accuracy_strict, report.accuracy_lenient) == (0.25, 0.5)
    assert (report.top2, report.top3) == (1.0, 1.0)


def test_an_answer_outside_the_file_s_topics_is_an_error() -> None:
    report = _report()
    assert report.per_topic.keys() == {"jalan", "sampah"}
    assert report.macro_f1 == pytest.approx((0.5 + 0) / 2)
    assert report.macro_f1_restricted == pytest.approx((0.8 + 2 / 3) / 2)


def test_coverage_is_the_largest_share_that_stays_right() -> None:
    assert _report().coverage_at_90 == 0.5


def test_calibration_compares_confidence_with_strict_correctness() -> None:
    assert _report().ece == pytest.approx((0.05 + 0.85 + 0.55 + 0.25) / 4)


def test_the_json_has_the_agreed_keys() -> None:
    figures = _report().to_json()
    assert figures.keys() == {
        "n", "macro_f1", "macro_f1_restricted", "accuracy_strict", "accuracy_lenient", "top2", "top3", "ece",
        "coverage_at_90", "p50_ms", "p99_ms", "per_topic",
    }  # fmt: skip
    assert figures["per_topic"]["jalan"].keys() == {"precision", "recall", "f1", "n"}


def test_nothing_to_measure_is_an_error() -> None:
    with pytest.raises(ValueError, match="tidak ada baris"):
        evaluate(Certain(), [])
