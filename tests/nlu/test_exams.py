import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from nlu.errors import NluError
from nlu.interpreter import Complaint, Interpreter, ParsedMessage, Purpose, Ranked, Urgency
from nlu.measuring.exam_complaints import complaints_exam
from nlu.measuring.exam_emergency import emergency_exam
from nlu.measuring.exam_files import SUMS, ExamChanged, sealed_files
from nlu.measuring.exam_intents import intents_exam
from nlu.measuring.exam_scope import auroc, scope_exam
from nlu.measuring.exams import Examiner
from nlu.measuring.scope import in_scope


class Scripted:
    """Answers what a test wrote down for each text."""

    def __init__(self, **answers: dict[str, Any]) -> None:
        self._answers = answers

    def parse(self, text: str) -> ParsedMessage:
        topic = Ranked("jalan", 1.0)
        told = {"intent": Ranked("lapor", 1.0), "intents": (Ranked("lapor", 1.0),)} | self._answers.get(
            text, {}
        )
        return ParsedMessage(
            text=text, retrieval=None, topic=topic, topics=(topic,), topic_is_sure=True, **told
        )


def _share(figure: dict[str, Any]) -> tuple[int, int]:
    return figure["hits"], figure["n"]


def test_emergencies_false_alarms_and_secrets_are_counted() -> None:
    reader = Scripted(
        a={"urgency": Urgency.EMERGENCY, "sensitivity": frozenset({"anak"})},
        b={"urgency": Urgency.IMPORTANT, "sensitivity": frozenset({"suap"})},
        c={"urgency": Urgency.EMERGENCY},
        d={"purpose": Purpose.QUESTION},
    )
    rows = [
        {"text": "a", "urgency": "darurat", "sensitivity": ["anak", "kekerasan"], "kind": "pengaduan"},
        {"text": "b", "urgency": "darurat", "sensitivity": [], "kind": "pengaduan"},
        {"text": "c", "urgency": "penting", "sensitivity": ["pungli"], "kind": "aspirasi"},
        {"text": "d", "urgency": "biasa", "sensitivity": [], "kind": "pertanyaan"},
    ]
    told = emergency_exam(reader, rows)
    assert {name: _share(figure) for name, figure in told["urgency"].items()} == {
        "emergency_recall": (1, 2),
        "false_alarms": (1, 2),
        "false_alarms_important": (1, 1),
        "false_alarms_ordinary": (0, 1),
        "emergency_seen_at_least_important": (2, 2),
        "important_or_above_recall": (3, 3),
        "ordinary_raised": (0, 1),
    }
    assert told["urgency"]["emergency_recall"]["interval"] == pytest.approx([0.0945, 0.9055], abs=1e-4)
    secrecy = told["secrecy"]
    assert (_share(secrecy["any"]["precision"]), _share(secrecy["any"]["recall"])) == ((1, 2), (1, 2))
    assert (_share(secrecy["anak"]["precision"]), _share(secrecy["kekerasan"]["recall"])) == ((1, 1), (0, 1))
    assert secrecy["korupsi"]["recall"]["share"] is None
    assert _share(told["purpose"]["accuracy"]) == (3, 4)
    assert told["purpose"]["macro_f1"] == pytest.approx((0.8 + 0 + 1) / 3)


def _complaint(topic: str, start: int, end: int) -> Complaint:
    return Complaint(Ranked(topic, 1.0), start, end)


def test_several_complaints_are_told_apart_by_number_topic_and_place() -> None:
    two = "lampu mati jalan rusak"
    reader = Scripted(
        **{
            two: {"complaints": (_complaint("listrik_pju", 0, 6), _complaint("air_bersih", 11, 22))},
            "jalan jalan": {"complaints": (_complaint("jalan", 0, 11),)},
            "surat": {"complaints": (_complaint("bansos", 0, 5),)},
            "surat lain": {"complaints": (_complaint("bansos", 0, 5), _complaint("desa", 6, 10))},
        }
    )
    rows = [
        _asked(two, ("listrik_pju", "lampu mati"), ("jalan", "jalan rusak")),
        _asked("jalan jalan", ("jalan", "jalan"), ("jalan", "jalan")),
        _asked("surat", ("bansos", "surat")),
        _asked("surat lain", ("bansos", "surat")),
    ]
    told = complaints_exam(reader, rows)
    assert _share(told["several_seen_as_several"]) == (1, 2)
    assert _share(told["several_right_number"]) == (1, 2)
    assert _share(told["letters_kept_one"]) == (1, 2)
    assert _share(told["letters_right_topic"]) == (2, 2)
    assert _share(told["topics"]["precision"]) == (2, 3)
    assert _share(told["topics"]["recall"]) == (2, 4)
    assert _share(told["span_recall"]) == (2, 4)  # one span is not found for two complaints


def test_half_of_the_shorter_span_is_not_enough() -> None:
    reader = Scripted(abcdefghij={"complaints": (_complaint("jalan", 2, 10), _complaint("air", 0, 1))})
    rows = [_asked("abcdefghij", ("jalan", "abcd"), ("air", "j"))]
    assert _share(complaints_exam(reader, rows)["span_recall"]) == (0, 2)


def test_a_quote_that_is_not_in_its_text_is_refused_by_its_id_alone() -> None:
    with pytest.raises(ValueError, match=r"^soal x: [a-z ]+$"):
        complaints_exam(Scripted(), [_asked("jalan", ("jalan", "sungai"))])


def _asked(text: str, *complaints: tuple[str, str]) -> dict[str, Any]:
    return {"id": "x", "text": text, "complaints": [{"topic": t, "quote": q} for t, q in complaints]}


def test_an_alternative_intent_is_as_good() -> None:
    reader = Scripted(a={"intent": Ranked("sapa", 1.0)}, b={"intent": Ranked("pamit", 1.0)})
    rows = [
        {"text": "a", "intent": "sapa"},
        {"text": "b", "intent": "terima_kasih", "alt_intent": ["pamit"]},
        {"text": "c", "intent": "terima_kasih", "alt_intent": []},
    ]
    told = intents_exam(reader, rows)
    assert (_share(told["accuracy_strict"]), _share(told["accuracy_lenient"])) == ((1, 3), (2, 3))
    assert (told["macro_f1"], told["macro_f1_lenient"]) == pytest.approx((0.5, (1 + 2 / 3) / 2))


def test_auroc_counts_pairs_in_order_and_half_of_the_ties() -> None:
    assert auroc([0.9, 0.5], [0.5, 0.1]) == pytest.approx((1 + 1 + 0.5 + 1) / 4)


def test_what_is_none_of_ours_is_told_apart_per_kind() -> None:
    outside = {"intents": (Ranked("di_luar_topik", 0.9), Ranked("lapor", 0.1))}
    told = scope_exam(
        Scripted(x=outside),
        [{"text": "x", "kind": "acak"}, {"text": "y", "kind": "bahasa_asing"}],
        ["jalan rusak", "lampu mati"],
    )
    assert told["kinds"] == {
        "all": {"n": 2, "auroc": 0.75, "passed": 0.5},
        "acak": {"n": 1, "auroc": 1.0, "passed": 0.0},
        "bahasa_asing": {"n": 1, "auroc": 0.5, "passed": 1.0},
    }


def test_scope_is_no_number_out_of_nothing() -> None:
    assert in_scope(Scripted(x={"intents": (Ranked("sapa", 1.0),)}).parse("x")) == 0.0


def _sealed(folder: Path, **files: str) -> Path:
    sums = []
    for name, content in files.items():
        path = folder / f"{name}.jsonl"
        path.write_text(content)
        sums.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
    (folder / SUMS).write_text("".join(sums))
    return folder


NIAT = json.dumps({"id": "n", "text": "halo", "intent": "sapa"})


def test_a_changed_a_missing_and_an_unknown_exam_are_refused(tmp_path: Path) -> None:
    folder = _sealed(tmp_path, niat_1=NIAT)
    assert [path.name for path in sealed_files(folder)] == ["niat_1.jsonl"]
    (folder / "niat_2.jsonl").write_text(NIAT)
    with pytest.raises(ExamChanged, match=r"niat_2\.jsonl tidak tercatat"):
        sealed_files(folder)
    (folder / "niat_2.jsonl").unlink()
    (folder / "niat_1.jsonl").write_text(NIAT + "\n")
    with pytest.raises(ExamChanged, match=r"niat_1\.jsonl berubah"):
        sealed_files(folder)
    (folder / "niat_1.jsonl").unlink()
    with pytest.raises(ExamChanged, match="tidak ada"):
        sealed_files(folder)
    (folder / SUMS).unlink()
    with pytest.raises(ExamChanged, match="sha256sum"):
        sealed_files(folder)


def test_every_kind_of_exam_is_scored(interpreter: Interpreter, tmp_path: Path) -> None:
    place = {"type": "jalan", "quote": "Jl. Veteran", "code": None, "ambiguous": False}
    rows: dict[str, dict[str, Any]] = {
        "darurat_1": {"urgency": "biasa", "sensitivity": [], "kind": "pengaduan"},
        "beberapa_aduan_1": {"complaints": [{"topic": "jalan", "quote": "rusak"}]},
        "niat_1": {"intent": "lapor"},
        "luar_layanan_1": {"kind": "acak"},
        "alamat_1": {"region": "33.10", "places": [place]},
    }
    text = "aspal Jl. Veteran rusak berlubang"
    files = {name: json.dumps({"id": name, "text": text} | row) for name, row in rows.items()}
    folder = _sealed(tmp_path, **files)
    regions: list[str] = []

    def serving(region: str) -> Interpreter:
        regions.append(region)
        return interpreter

    told = Examiner(interpreter, serving, [text]).score(folder)
    assert told.keys() == {f"{name}.jsonl" for name in rows}
    assert all(figures["n"] == 1 for figures in told.values())
    assert regions == ["33.10"]
    assert told["alamat_1.jsonl"]["types"]["jalan"]["recall_exact"] == 1.0
    assert text not in json.dumps(told)
    assert Examiner(interpreter, serving, []).score(folder, "niat").keys() == {"niat_1.jsonl"}


def test_an_exam_of_no_known_kind_and_one_not_there_are_named(tmp_path: Path) -> None:
    examiner = Examiner(Scripted(), lambda _: Scripted(), ["a"])
    with pytest.raises(ExamChanged, match="rahasia"):
        examiner.score(_sealed(tmp_path, rahasia_1=NIAT))
    with pytest.raises(NluError, match="alamat"):
        examiner.score(tmp_path, "alamat")
