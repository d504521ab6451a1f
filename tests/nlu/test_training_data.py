from pathlib import Path

import pytest

from nlu.errors import TrainingDataError
from nlu.training_data import TrainingData, read_training_data
from tests.nlu.conftest import REAL

HEAD = 'version: "3.1"\nnlu:\n'


def _read(tmp_path: Path, text: str) -> TrainingData:
    (tmp_path / "contoh.yml").write_text(text, encoding="utf-8")
    return read_training_data(tmp_path)


def test_examples_lose_their_markup_and_keep_their_line(tmp_path: Path) -> None:
    data = _read(
        tmp_path,
        HEAD + "  - intent: lapor/jalan\n    examples: |\n"
        "      - lubang di [jl veteran](lokasi)\n"
        '      - dekat [psr](lokasi:pasar) dan [smp]{"entity": "lokasi", "value": "sekolah"}\n',
    )
    assert [(each.text, each.label, each.line) for each in data.examples] == [
        ("lubang di jl veteran", "lapor/jalan", 5),
        ("dekat psr dan smp", "lapor/jalan", 6),
    ]
    assert data.synonyms == {"psr": "pasar", "smp": "sekolah"}


def test_the_other_kinds_are_read_too(tmp_path: Path) -> None:
    data = _read(
        tmp_path,
        HEAD + "  - intent: tolak\n    examples:\n      - text: no\n        metadata: {a: 1}\n"
        "  - synonym: pasar\n    examples: |\n      - Psr\n"
        "  - lookup: opd\n    examples: |\n      - dishub\n"
        "  - regex: nik\n    examples: |\n      - \\d{16}\n",
    )
    assert data.examples[0].text == "no"
    assert (data.synonyms, data.lookups, data.regexes) == (
        {"psr": "pasar"},
        {"opd": ["dishub"]},
        {"nik": [r"\d{16}"]},
    )


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (HEAD + "  - intent: sapa\n    example: |\n      - halo\n", 4, "tidak dikenal"),
        (HEAD + "  - intent: sapa\n    examples: |\n      - halo\n      hai\n", 6, 'diawali "- "'),
        (HEAD + "  - intent: sapa\n", 3, "tidak punya contoh"),
        (HEAD + "  - intent: a/b/c\n    examples: |\n      - halo\n", 3, "tidak sah"),
        (HEAD + "  - regex: a\n    examples: |\n      - (\n", 5, "regex"),
        ('version: "2.0"\nnlu: []\n', 1, "versi"),
        ("stories: []\n", 1, "tidak dikenal"),
        (HEAD + "  - intent: [\n", 4, "tidak terbaca"),
        (
            HEAD + "  - intent: sapa\n    examples: |\n      - Halo  min\n"
            "  - intent: pamit\n    examples: |\n      - halo min\n",
            8,
            "contoh.yml:5",
        ),
    ],
)
def test_a_fault_names_file_line_and_remedy(tmp_path: Path, text: str, line: int, says: str) -> None:
    with pytest.raises(TrainingDataError) as caught:
        _read(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'contoh.yml'}:{line}: ")
    assert says in caught.value.reason


def test_the_shipped_examples_are_sound() -> None:
    labels = {each.label for each in read_training_data(REAL / "nlu").examples}
    assert sum(label.startswith("lapor/") for label in labels) == 21
