import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.nlu_commands import nlu
from nlu.classifier import TOPICS
from nlu.explaining.contributions import topic_evidence
from nlu.explaining.explaining import Explanation, explain
from nlu.explaining.linear_reading import LinearReader
from nlu.explaining.nearest import nearest
from nlu.training_data import read_training_data

DARK = "lampu jln mati gelap bgt dekat pasar wage, lampunya mati"


@pytest.fixture(scope="module")
def reader(model: Path) -> LinearReader:
    return LinearReader.open(model)


@pytest.fixture(scope="module")
def dark(model: Path, small_data: Path) -> Explanation:
    return explain(DARK, model, small_data)


@pytest.mark.parametrize(
    "text",
    [DARK, "jalan jalan jalan", "lubang", "sampah bau sampah", "MOBIL derek lewat jembatan", "aspal pu"],
)
def test_words_and_pairs_add_up_to_the_margin(reader: LinearReader, text: str) -> None:
    words = reader.words(text)
    margins = reader.model.margins(words)[TOPICS]
    for topic, margin in zip(reader.model.heads[TOPICS].labels, margins, strict=True):
        evidence = topic_evidence(reader.model, words, topic)
        total = evidence.bias + sum(each.amount for each in evidence.contributions)
        assert total == pytest.approx(float(margin), abs=1e-4)
        assert evidence.margin == pytest.approx(float(margin))


@pytest.mark.parametrize("text", ["", "\u4e0d\u77e5"])
def test_a_message_without_known_words_has_no_evidence(reader: LinearReader, text: str) -> None:
    words = reader.words(text)
    evidence = topic_evidence(reader.model, words, "jalan")
    assert (evidence.margin, evidence.bias, evidence.contributions) == (0.0, 0.0, ())


def test_a_word_speaks_for_its_topic_and_against_another(reader: LinearReader) -> None:
    words = reader.words("sampah menumpuk")
    amounts = {}
    for topic in ("sampah_lingkungan", "jalan"):
        evidence = topic_evidence(reader.model, words, topic)
        amounts[topic] = {each.words: each.amount for each in evidence.contributions}
    assert amounts["sampah_lingkungan"]["sampah"] > 0 > amounts["jalan"]["sampah"]


def test_a_pair_the_model_knows_counts_for_itself(reader: LinearReader) -> None:
    evidence = topic_evidence(reader.model, reader.words("lampu jalan mati"), "listrik_pju")
    assert {each.words for each in evidence.contributions} >= {"lampu", "jalan", "mati", "lampu jalan"}


def test_the_two_best_topics_are_explained(dark: Explanation) -> None:
    assert [each.topic for each in dark.evidence] == [each.name for each in dark.parsed.topics[:2]]
    assert dark.words[:6] == ("lampu", "jalan", "mati", "gelap", "banget", "dekat")


def test_a_training_line_is_its_own_nearest_and_names_its_place(
    reader: LinearReader, small_data: Path
) -> None:
    examples = read_training_data(small_data / "nlu").examples
    for example in examples[::7]:
        first, *others = nearest(reader, reader.words(example.text), examples)
        assert first.similarity == pytest.approx(1, abs=1e-4)
        assert first.example.text == example.text
        assert len(others) == 4
        line = example.file.read_text(encoding="utf-8").splitlines()[first.example.line - 1]
        assert line.strip() == f"- {example.text}"


def test_lines_are_read_as_they_are_now(model: Path, tmp_path: Path) -> None:
    (tmp_path / "nlu").mkdir()
    new = 'version: "3.1"\nnlu:\n  - intent: lapor/desa\n    examples: |\n      - kasur kapuk basah\n'
    (tmp_path / "nlu" / "baru.yml").write_text(new, encoding="utf-8")
    [only] = explain("kasur basah", model, tmp_path).neighbours
    assert (only.example.label, only.example.line) == ("lapor/desa", 5)


def test_phrases_of_the_lists_are_quoted(model: Path, small_data: Path) -> None:
    found = explain("kebakaran di gudang, ada pungli juga", model, small_data)
    assert {(each.list, each.words) for each in found.phrases} >= {("sensitif: pungli", "pungli")}
    assert any(each.list == "darurat" for each in found.phrases)


def test_the_command_shows_everything_and_speaks_json(model: Path, small_data: Path) -> None:
    options = ["--models", str(model.parent), "--data", str(small_data)]
    shown = CliRunner().invoke(nlu, ["explain", DARK, *options], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    for part in (
        "Kata terbaca",
        "Kata untuk dan melawan listrik_pju",
        "pendapat kedua",
        "listrik_pju.yml:",
        "urgensi",
    ):
        assert part in shown.output
    answer = json.loads(CliRunner().invoke(nlu, ["explain", DARK, "--json", *options]).output)
    assert answer["parsed"]["topic"]["name"] == "listrik_pju"
    assert {each["label"] for each in answer["nearest"]} >= {"lapor/listrik_pju"}


def test_brackets_in_a_message_are_shown_as_written(model: Path, small_data: Path) -> None:
    options = ["--models", str(model.parent), "--data", str(small_data)]
    shown = CliRunner().invoke(nlu, ["explain", "lampu [red] mati [/] di depan masjid [bold]", *options])
    assert shown.exit_code == 0


def test_without_a_model_the_remedy_is_told(small_data: Path, tmp_path: Path) -> None:
    shown = CliRunner().invoke(nlu, ["explain", "halo", "--models", str(tmp_path), "--data", str(small_data)])
    assert shown.exit_code == 1
    assert "tanggap nlu train" in shown.output
