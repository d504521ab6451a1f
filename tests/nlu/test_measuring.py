import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from nlu.errors import ModelMissing, TrainingDataError
from nlu.measuring.comparison import compare
from nlu.measuring.confusion import commonest, confusion, worst
from nlu.measuring.confusion_picture import confusion_picture
from nlu.measuring.intervals import bootstrapped, wilson
from nlu.measuring.measuring import Measurement, measure
from nlu.measuring.roughening import KINDS, roughened
from nlu.measuring.roughness import roughness
from nlu.measuring.rows import Row, read_all, read_rows
from nlu.model_folder import CURRENT, MANIFEST, write_json
from nlu.model_names import named_model
from nlu.samples import Sample
from tests.nlu.topic_reader import Certain, Stubborn


def _row(name: str, text: str, topic: str, *alternatives: str, source: str = "") -> Row:
    return Row(Sample(text, topic, frozenset(alternatives)), name, source)


ROWS = [
    _row("a", "jalan .95 sampah air", "jalan", source="portal"),
    _row("b", "jalan .85 sampah air", "sampah", "jalan", source="portal"),
    _row("c", "air .55 sampah jalan", "sampah", source="chat"),
    _row("d", "air .25 jalan sampah", "lainnya", source="chat"),
]


@pytest.fixture(scope="module")
def measured() -> Measurement:
    return measure(Certain(), ROWS)


def test_wilson_gives_the_textbook_interval() -> None:
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_a_bootstrap_repeats_itself_and_narrows_with_more_rows() -> None:
    few, many = np.arange(50) % 2, np.arange(5000) % 2
    low, high = bootstrapped(50, lambda rows: float(few[rows].mean()))
    assert bootstrapped(50, lambda rows: float(few[rows].mean())) == (low, high)
    assert (low, high) == pytest.approx((0.36, 0.64), abs=0.03)  # 0.5 ± 1.96 × sqrt(0.25 / 50)
    narrow = bootstrapped(5000, lambda rows: float(many[rows].mean()))
    assert narrow == pytest.approx((0.486, 0.514), abs=0.003)


def test_the_figures_are_the_report_s_own_and_lie_in_their_intervals(measured: Measurement) -> None:
    figures = measured.to_json()
    assert figures.items() >= measured.report.to_json().items()
    assert figures["intervals"].keys() == {
        "macro_f1", "accuracy_strict", "accuracy_lenient", "top3", "coverage_at_90"
    }  # fmt: skip
    for name, (low, high) in figures["intervals"].items():
        assert low <= figures[name] <= high


def test_rows_without_a_topic_of_their_own_can_be_left_out(measured: Measurement) -> None:
    without = measured.to_json()["without_lainnya"]
    assert (without["n"], without["accuracy_strict"], without["accuracy_lenient"]) == (3, 0.3333, 0.6667)
    assert without["macro_f1"] == pytest.approx((2 / 3 + 0) / 2, abs=1e-4)
    assert without["intervals"]["accuracy_strict"] == [0.0, 1.0]


def test_nothing_but_the_rest_leaves_nothing() -> None:
    assert measure(Certain(), ROWS[3:]).to_json()["without_lainnya"] is None


def test_each_source_has_its_figures_where_rows_tell_theirs(measured: Measurement) -> None:
    sources = measured.to_json()["sources"]
    assert {name: each["accuracy_lenient"] for name, each in sources.items()} == {"chat": 0, "portal": 1}
    assert measure(Certain(), [row._replace(source="") for row in ROWS]).to_json()["sources"] == {}


def test_confidence_is_set_beside_what_was_right(measured: Measurement) -> None:
    bins = measured.to_json()["reliability"]
    assert [each["n"] for each in bins] == [0, 0, 1, 0, 0, 1, 0, 0, 1, 1]
    assert bins[8] == {"from": 0.8, "to": 0.9, "n": 1, "confidence": 0.85, "accuracy": 0.0}
    assert bins[0]["accuracy"] is None


def test_what_is_answered_surely_is_told_with_what_is_right_of_it() -> None:
    texts = [f"{'jalan' if number % 10 else 'air'} {1 - number / 100:.2f} sampah" for number in range(1, 41)]
    told = measure(Certain(), [_row(text, text, "jalan") for text in texts]).to_json()["risk_coverage"]
    # Every tenth is wrong: after the first, 95 % is never reached again; 36 of 40 is still 90 %.
    assert told["0.95"] == {
        "n": 9, "coverage": 0.225, "accuracy_strict": 1.0, "accuracy_lenient": 1.0, "threshold": 0.91
    }  # fmt: skip
    assert (told["0.90"]["coverage"], told["0.90"]["accuracy_lenient"]) == (1.0, 0.9)
    assert told["topic_is_sure"]["n"] == 20


def test_a_coverage_no_answer_reaches_is_nothing() -> None:
    told = measure(Certain(), ROWS[2:]).to_json()["risk_coverage"]["0.85"]
    assert told == {
        "n": 0, "coverage": 0.0, "accuracy_strict": None, "accuracy_lenient": None, "threshold": None
    }  # fmt: skip


def test_the_surest_mistakes_come_first_and_without_text(measured: Measurement) -> None:
    assert worst(measured.answers) == [
        {"id": "c", "right": "sampah", "given": "air", "confidence": 0.55},
        {"id": "d", "right": "lainnya", "given": "air", "confidence": 0.25},
    ]
    assert worst(measured.answers, with_text=True)[0]["text"] == "air .55 sampah jalan"
    assert "air .55" not in json.dumps(measured.to_json())


def test_confusions_are_counted_without_what_is_right(measured: Measurement) -> None:
    counts = confusion([*measured.answers, measured.answers[2]])
    assert counts["jalan", "jalan"] == 1
    assert commonest(counts)[:2] == [
        {"right": "sampah", "given": "air", "n": 2},
        {"right": "lainnya", "given": "air", "n": 1},
    ]


def test_the_picture_is_svg_and_holds_every_count() -> None:
    topics = [f"topik_{number}" for number in range(20)] + ["<aneh & lain>"]
    counts = {
        (right, given): row * 21 + column + 1
        for row, right in enumerate(topics)
        for column, given in enumerate(topics)
    }
    picture = ET.fromstring(confusion_picture(counts, "Topik yang tertukar"))  # noqa: S314 - our own
    texts = [each.text for each in picture.iter() if each.tag.endswith("}text")]
    assert {str(count) for count in counts.values()} <= set(texts)
    assert {"Topik yang tertukar", "Topik yang benar", "Jawaban model", *topics} <= set(texts)
    assert texts.count("<aneh & lain>") == 2
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"


def test_a_comparison_tells_what_changed_and_how_sure_that_is() -> None:
    figures = compare(Stubborn("jalan"), Certain(), ROWS).to_json()
    assert (figures["a"]["accuracy_lenient"], figures["b"]["accuracy_lenient"]) == (0.5, 0.5)
    assert figures["changed"] == [
        {"id": "c", "right": "sampah", "a": "jalan", "b": "air", "change": "sama"},
        {"id": "d", "right": "lainnya", "a": "jalan", "b": "air", "change": "sama"},
    ]
    better = compare(Stubborn("air"), Stubborn("sampah"), ROWS).to_json()
    assert better["differences"]["accuracy_strict"]["difference"] == 0.5
    low, high = better["differences"]["accuracy_strict"]["interval"]
    assert 0 <= low < 0.5 < high <= 1
    assert [each["change"] for each in better["changed"]] == ["sama", "membaik", "membaik", "sama"]


def test_a_model_compared_with_itself_does_not_differ() -> None:
    figures = compare(Certain(), Certain(), ROWS).to_json()
    assert figures["differences"]["accuracy_strict"] == {"difference": 0.0, "interval": [0.0, 0.0]}
    assert figures["changed"] == []


def test_rows_are_named_by_id_or_line(tmp_path: Path) -> None:
    rows = [
        '{"id": "x1", "text": "a", "topic": "jalan", "source": "chat"}',
        "",
        '{"text": "b", "topic": "air"}',
    ]
    (tmp_path / "uji.jsonl").write_text("\n".join(rows))
    (tmp_path / "awal.jsonl").write_text('{"text": "c", "topic": "air"}')
    assert [row[1:] for row in read_rows(tmp_path / "uji.jsonl")] == [("x1", "chat"), ("uji:3", "")]
    assert [row.name for row in read_all(tmp_path.glob("*.jsonl"))] == ["awal:1", "x1", "uji:3"]
    (tmp_path / "uji.jsonl").write_text("{")
    with pytest.raises(TrainingDataError, match=r"uji\.jsonl:1"):
        read_rows(tmp_path / "uji.jsonl")


TEXT = "Tolong, jalan di depan rumah kami rusak parah dan belum juga diperbaiki sampai sekarang!"


@pytest.mark.parametrize("kind", KINDS)
def test_rough_texts_repeat_themselves_and_keep_their_words_in_order(kind: str) -> None:
    rough = roughened(TEXT, kind)
    assert rough == roughened(TEXT, kind) != TEXT
    assert len(rough.split()) == len(TEXT.split())
    assert roughened("", kind) == ""


def test_each_kind_is_rough_in_its_own_way() -> None:
    assert roughened(TEXT, "huruf_besar") == TEXT.upper()
    assert roughened(TEXT, "polos") == re.sub("[,!]", "", TEXT).lower()
    assert "jln" in roughened(TEXT, "slang_salah_ketik")
    consonants = re.sub("[aiueo]", "", TEXT)
    vowelless = roughened(TEXT, "tanpa_vokal")
    assert re.sub("[aiueo]", "", vowelless) == consonants
    assert len(vowelless) < 0.8 * len(TEXT)


def test_the_drop_on_rough_texts_is_told() -> None:
    class Shouting:
        """Knows the topic only while nobody shouts."""

        def parse(self, text: str):  # noqa: ANN202 - as Stubborn.parse
            return Stubborn("air" if text.isupper() else "jalan").parse(text)

    rows = [_row("a", TEXT, "jalan"), _row("b", TEXT, "bansos", "air")]
    told = roughness(Shouting(), rows, measure(Shouting(), rows).report)
    assert list(told) == ["bersih", *KINDS]
    assert told["huruf_besar"] == {
        "accuracy_strict": 0.0, "accuracy_lenient": 0.5, "drop_strict": 0.5, "drop_lenient": 0.0
    }  # fmt: skip
    assert told["polos"]["drop_strict"] == 0


def test_models_are_found_by_what_a_trainer_calls_them(tmp_path: Path) -> None:
    for name in ("aaa111", "aab222", "ccc333"):
        (tmp_path / name).mkdir()
        (tmp_path / name / MANIFEST).touch()
    write_json(tmp_path / CURRENT, {"model": "aaa111", "previous": ["hilang", "ccc333", "aab222"]})
    named = {name: named_model(tmp_path, name).name for name in ("current", "sebelumnya", "aab")}
    assert named == {"current": "aaa111", "sebelumnya": "ccc333", "aab": "aab222"}
    for name in ("aa", "zz"):
        with pytest.raises(ModelMissing):
            named_model(tmp_path, name)
