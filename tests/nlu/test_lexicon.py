from pathlib import Path

import pytest

from nlu.errors import TrainingDataError
from nlu.lexicon import read_lexicon
from tests.nlu.conftest import REAL


def test_the_shipped_lists_are_sound() -> None:
    lexicon = read_lexicon(REAL / "lexicon")
    assert len(lexicon.slang) > 300
    assert lexicon.sensitivity.keys() == {"pungli", "suap", "korupsi", "ancaman", "kekerasan", "anak"}


def test_slang_is_explained_by_words_that_are_no_slang() -> None:
    slang = read_lexicon(REAL / "lexicon").slang
    unstable = {form for form, meaning in slang.items() if any(word in slang for word in meaning.split())}
    assert {form for form in unstable if form not in slang[form].split()} == set()


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        ("darurat.yml", "darurat:\n  - api\nbiasa: []\n", 3),
        ("tempat.yml", "jalan: jl\n", 1),
        ("tempat.yml", "jalan:\n  - jl\n  - 5\n", 3),
        ("sensitif.yml", "pungli:\n  frasa: []\n  contoh: []\n", 3),
        ("sensitif.yml", "lain: {}\n", 1),
        ("slang.yml", "yg: yang\n2x: 3\n", 2),
        ("slang.yml", "yg: yang\nyg: yang\n", 2),
    ],
)
def test_a_fault_names_file_and_line(tmp_path: Path, file: str, text: str, line: int) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(TrainingDataError) as caught:
        read_lexicon(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / file}:{line}: ")


def test_anger_and_short_answers_are_read_from_lists_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "marah.yml").write_text("kecewa:\n  - percuma lapor\n", encoding="utf-8")
    (tmp_path / "jawaban.yml").write_text("sudah:\n  - beres\n", encoding="utf-8")
    assert read_lexicon(tmp_path).remarks["kecewa"] == ("percuma lapor",)
    assert read_lexicon(tmp_path).remarks["sudah"] == ("beres",)
    (tmp_path / "jawaban.yml").write_text("entah:\n  - mungkin\n", encoding="utf-8")
    with pytest.raises(TrainingDataError):
        read_lexicon(tmp_path)
