import json
from itertools import combinations, pairwise
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner, Result

from app.nlu_commands import nlu
from nlu.linting.findings import Check, Finding, Level
from nlu.linting.likeness import Likeness
from nlu.linting.lint import Review, lint
from tests.nlu.conftest import REAL, write_data

LETTER = "warga dusun krajan kulon minta tanggul kali lama segera ditutup sebelum hujan besar datang lagi"


def invented(count: int, seed: int = 1, words: int = 10) -> list[str]:
    """Lines of invented words that have nothing in common."""
    random = Random(seed)
    return [" ".join("".join(random.choices("aiueoknmrs", k=7)) for _ in range(words)) for _ in range(count)]


def review(tmp_path: Path, **labels: list[str]) -> Review:
    written = {name.replace("__", "/"): "\n".join(lines) for name, lines in labels.items()}
    return lint(write_data(tmp_path / "data", written))


def of(found: Review, check: Check, level: Level | None = None) -> list[Finding]:
    return [each for each in found.findings if each.check == check and level in {None, each.level}]


def held_out(tmp_path: Path, text: str, name: str = "topik.jsonl", kind: str = "topic") -> None:
    path = tmp_path / "data" / "heldout" / name
    path.parent.mkdir(parents=True)
    path.write_text("\n" + json.dumps({"text": text, kind: "jalan"}), encoding="utf-8")


def run(*words: object) -> Result:
    return CliRunner().invoke(nlu, ["lint", *map(str, words)])


def test_the_shipped_lines_are_within_every_limit() -> None:
    assert [(each.place, each.message) for each in lint(REAL).errors] == []


def test_likeness_finds_exactly_the_pairs_a_slow_comparison_finds() -> None:
    random = Random(7)
    texts = [random.choices("abcde", k=random.randint(0, 7)) for _ in range(60)]
    marks = [{*text, *pairwise(text)} for text in texts]
    slow = {
        (first, second)
        for first, second in combinations(range(60), 2)
        if marks[first] and len(marks[first] & marks[second]) / len(marks[first] | marks[second]) >= 0.5
    }
    assert {pair[:2] for pair in Likeness(texts).among(0.5)} == slow


def test_likeness_can_ask_how_much_of_a_text_another_holds() -> None:
    ours = Likeness([["a", "b", "c", "d", "e", "f", "g", "h"], ["x", "y"]])
    assert ours.with_others([["c", "d"], ["c", "z"]], 0.6, held=True) == [(0, 0, 1.0)]
    assert ours.with_others([["c", "d"]], 0.6) == []


def test_a_line_that_nearly_repeats_another_is_named_with_both_places(tmp_path: Path) -> None:
    found = review(tmp_path, lapor__jalan=[*invented(3), LETTER, LETTER.replace("krajan", "sambi")])
    (named,) = of(found, Check.REPEATED, Level.WARNING)
    assert named.place.endswith("lapor_jalan.yml:9")
    assert "lapor_jalan.yml:8" in named.message
    assert "hapus" in named.message


def test_a_topic_of_many_repetitions_fails(tmp_path: Path) -> None:
    lines = invented(99)
    assert (
        of(review(tmp_path, lapor__jalan=[*lines, LETTER, LETTER + " ya"]), Check.REPEATED, Level.ERROR) == []
    )
    more = [line + " ya" for line in lines[:2]]
    assert of(review(tmp_path / "b", lapor__jalan=[*lines, *more]), Check.REPEATED, Level.ERROR)


def test_short_phrases_of_the_chat_are_no_repetitions(tmp_path: Path) -> None:
    found = review(tmp_path, terima_kasih=["makasih min", "trims min", "MAKASIH MIN!"])
    assert of(found, Check.REPEATED) == []


def test_nearly_the_same_line_under_two_labels_is_a_conflict(tmp_path: Path) -> None:
    found = review(tmp_path, lapor__jalan=[LETTER], lapor__desa=[f"{LETTER} pak"])
    warned, failed = sorted(of(found, Check.CONFLICT), key=lambda each: each.level, reverse=True)
    assert (warned.level, failed.level) == (Level.WARNING, Level.ERROR)
    assert "lapor/desa" in warned.message
    assert "lapor/jalan" in warned.message


def test_short_lines_conflict_where_repair_makes_them_the_same(tmp_path: Path) -> None:
    assert of(review(tmp_path, setuju=["iya"], sapa=["iyaaa"]), Check.CONFLICT, Level.WARNING)
    assert not of(review(tmp_path / "b", setuju=["iya min"], sapa=["iya pak"]), Check.CONFLICT)


def test_a_copied_held_out_text_is_an_error_even_inside_a_longer_line(tmp_path: Path) -> None:
    held_out(tmp_path, LETTER)
    padded = " ".join([*invented(1, words=20), LETTER, *invented(1, seed=2, words=20)])
    (found,) = of(review(tmp_path, lapor__jalan=[*invented(2), padded]), Check.LEAK)
    assert (found.level, found.line) == (Level.ERROR, 7)
    assert "topik.jsonl:2" in found.message


def test_nearly_a_held_out_text_of_the_chat_is_an_error_too(tmp_path: Path) -> None:
    held_out(tmp_path, "alamat kantor camat di mana", "intents/intent.jsonl", "intent")
    (found,) = of(review(tmp_path, minta_informasi=["alamat kantor camat di mana ya"]), Check.LEAK)
    assert found.level == Level.ERROR
    assert "intent.jsonl:2" in found.message


def test_other_texts_are_no_leak(tmp_path: Path) -> None:
    held_out(tmp_path, LETTER)
    assert of(review(tmp_path, lapor__jalan=[*invented(3), "tanggul kali"]), Check.LEAK) == []


@pytest.mark.parametrize(
    ("form", "check"),
    [
        ("minta tolong jalan di {} diperbaiki {} {}", Check.OPENING),
        ("{} {} kami setiap malam lampu Jalan {} 45 sering mati", Check.SKELETON),
    ],
)
def test_a_form_that_was_filled_in_fails(tmp_path: Path, form: str, check: Check) -> None:
    filled = [form.format(*line.split()[:3]) for line in invented(20)]
    (failed,) = of(review(tmp_path, lapor__jalan=[*invented(100, seed=5), *filled]), check)
    assert failed.level == Level.ERROR
    assert failed.message.startswith("lapor/jalan: ")


@pytest.mark.parametrize(
    ("label", "least"), [("lapor/desa", 100), ("lapor/jalan", 150), ("di_luar_topik", 100), ("sapa", 30)]
)
def test_a_label_needs_its_number_of_different_lines(tmp_path: Path, label: str, least: int) -> None:
    lines = invented(least)
    assert of(review(tmp_path, **{label: lines}), Check.COUNT) == []
    repeated = [*lines[1:], lines[1].upper()]
    (failed,) = of(review(tmp_path / "b", **{label: repeated}), Check.COUNT, Level.ERROR)
    assert f"perlu {least}" in failed.message


def test_cries_for_help_do_not_count_as_lines_of_their_topic(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data", {"lapor/desa": "\n".join(invented(99))})
    block = "".join(f"      - {line}\n" for line in invented(30, seed=3))
    text = 'version: "3.1"\nnlu:\n  - intent: lapor/desa\n    metadata: {urgensi: darurat}\n    examples: |\n'
    (data / "nlu" / "tambahan.yml").write_text(text + block, encoding="utf-8")
    found = lint(data)
    assert of(found, Check.COUNT, Level.ERROR)
    assert round(found.labels[0].emergencies, 2) == 0.23


def test_a_topic_without_lines_is_named(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data", {"lapor/desa": "\n".join(invented(100))})
    (data / "topics.yml").write_text("topics:\n  - {name: desa}\n  - {name: jalan}\n", encoding="utf-8")
    (failed,) = of(lint(data), Check.COUNT)
    assert failed.place.endswith("topics.yml:3")
    assert "data/nlu/jalan.yml" in failed.message


def test_lengths_purposes_and_urgencies_have_bounds(tmp_path: Path) -> None:
    found = review(tmp_path, lapor__desa=invented(100, words=5))
    assert found.labels[0].lengths == (1.0, 0.0, 0.0, 0.0)
    assert [len(of(found, check)) for check in (Check.LENGTH, Check.PURPOSE, Check.URGENCY)] == [8, 2, 2]


@pytest.mark.parametrize(
    "text",
    [
        "hubungi 081234567890",
        "hp 0812-3456-7890",
        "+62 812 3456 789",
        "nik 3310 1234 5678 9012",
        "a.b@surat.id",
    ],
)
def test_private_data_are_an_error_and_never_shown(tmp_path: Path, text: str) -> None:
    (failed,) = of(review(tmp_path, lapor__desa=[f"tolong {text} pak"]), Check.PRIVATE)
    assert failed.level == Level.ERROR
    assert text not in failed.message


@pytest.mark.parametrize(
    "text", ["tahun 2021-2023", "jam 23.00-03.00", "Rp 1.500.000.000", "tiket KLT-3W7QHD-5"]
)
def test_years_hours_prices_and_tickets_are_not_private(tmp_path: Path, text: str) -> None:
    assert of(review(tmp_path, lapor__desa=[text]), Check.PRIVATE) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("asdfghjkl", "ketikan"),
        ("zzzz", "ketikan"),
        ("....", "ketikan"),
        ("can you write my essay", "asing"),
        ("привет друг", "asing"),
        ("paket saya belum sampai kurirnya ke mana", "perusahaan"),
    ],
)
def test_kinds_kept_for_the_exam_are_reported(tmp_path: Path, text: str, kind: str) -> None:
    (reported,) = of(review(tmp_path, di_luar_topik=[text]), Check.PURITY)
    assert reported.level == Level.WARNING
    assert kind in reported.message


@pytest.mark.parametrize(
    "text", ["resep rendang yang empuk gimana", "presiden siapa yang menang", "pantun dong min"]
)
def test_ordinary_talk_is_not_reported(tmp_path: Path, text: str) -> None:
    assert of(review(tmp_path, di_luar_topik=[text]), Check.PURITY) == []


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_the_command_fails_beyond_a_limit_and_quotes_no_line(small_data: Path, form: list[str]) -> None:
    shown = run("--data", small_data, *form)
    assert shown.exit_code == 1
    assert "lapor_jalan.yml:5" in shown.output.replace("\n", "") or form
    assert "perlu 150" in shown.output
    assert "berlubang dalam sekali" not in shown.output


def test_the_json_has_every_label_and_finding(small_data: Path) -> None:
    given = json.loads(run("--data", small_data, "--json").output)
    assert (given["lines"], given["errors"]) == (
        48,
        sum(each["level"] == "galat" for each in given["findings"]),
    )
    assert {each["label"]: each["distinct"] for each in given["labels"]}["lapor/jalan"] == 6
    assert set(given["findings"][0]) == {"level", "check", "file", "line", "message"}


def test_data_within_the_limits_pass(tmp_path: Path) -> None:
    shown = run("--data", write_data(tmp_path / "data", {"sapa": "\n".join(invented(30))}))
    assert shown.exit_code == 0
    assert "30 baris: 0 galat, 0 peringatan." in shown.output


def test_broken_data_are_told_as_validate_tells_them(tmp_path: Path) -> None:
    (tmp_path / "nlu").mkdir()
    (tmp_path / "nlu" / "a.yml").write_text("version: 1\n", encoding="utf-8")
    shown = run("--data", tmp_path)
    assert shown.exit_code == 1
    assert "a.yml:1: versi" in shown.output
