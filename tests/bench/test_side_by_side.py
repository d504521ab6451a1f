"""The side-by-side is only worth something when both sides get the same and are counted alike."""

import json
import sys
from pathlib import Path

import pytest

from bench.parsing import answer
from bench.processes import CommandFailed, run
from bench.scores import scored
from bench.texts import Corpus
from nlu.samples import Sample
from nlu.training_data import read_training_data
from tests.conftest import ROOT


def corpus() -> Corpus:
    texts = [f"lubang ke-{number} di jalan" for number in range(20)] + ["lampu mati", "lampu padam", "gelap"]
    return Corpus(texts, ["jalan"] * 20 + ["listrik_pju"] * 3)


def test_a_subset_takes_the_same_number_of_every_topic_from_all_over_its_file() -> None:
    few = corpus().per_topic(2)
    assert few.texts == ["lubang ke-0 di jalan", "lubang ke-19 di jalan", "lampu mati", "gelap"]
    assert few.topics == ["jalan", "jalan", "listrik_pju", "listrik_pju"]


def test_texts_that_say_the_same_once_cut_are_learnt_once() -> None:
    assert corpus().cut(1).texts == ["lubang", "lampu", "gelap"]


def test_what_is_written_for_either_engine_is_what_our_reader_reads(tmp_path: Path) -> None:
    corpus().write(tmp_path / "nlu.yml", "lapor/")
    examples = read_training_data(tmp_path).examples
    assert Corpus([each.text for each in examples], [each.retrieval or "" for each in examples]) == corpus()


def test_cries_for_help_are_no_topic_texts() -> None:
    examples = read_training_data(ROOT / "data/nlu").examples
    urgent = {each.text for each in examples if each.marks.urgency == "darurat"}
    assert urgent
    assert not urgent & set(Corpus.read(ROOT / "data").texts)


def test_an_alternative_counts_in_the_lenient_score_only() -> None:
    samples = [Sample("a", "jalan", frozenset({"banjir_drainase"})), Sample("b", "jalan")]
    score = scored(samples, ["banjir_drainase", "jalan"])
    assert score[:2] == (0.5, 1.0)
    assert score.macro_f1 == pytest.approx(2 / 3)


def test_a_request_is_answered_text_by_text(tmp_path: Path) -> None:
    texts = {"warm": ["x"], "time": ["satu", "dua"], "judge": ["tiga"]}
    (tmp_path / "request").write_text(json.dumps(texts), encoding="utf-8")
    answer(tmp_path / "request", tmp_path / "reply", str.upper)
    reply = json.loads((tmp_path / "reply").read_text(encoding="utf-8"))
    assert reply["answers"] == ["TIGA"]
    assert len(reply["clock_ms"]) == len(reply["cpu_ms"]) == 2
    assert reply["memory_mb"] > 1


def test_what_a_command_costs_is_counted_with_its_children(tmp_path: Path) -> None:
    spin = "import time\nwhile time.process_time() < 0.3: pass"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {spin!r}])"
    assert run([sys.executable, "-c", parent], tmp_path / "log", 60).cpu_s >= 0.3


def test_a_command_that_takes_too_long_is_ended_and_said_so(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="-9"):
        run([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path / "log", 0.2)
