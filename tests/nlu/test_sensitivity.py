import pytest

from nlu.interpreter import Interpreter


@pytest.mark.parametrize(
    ("text", "categories"),
    [
        ("kades minta uang 200rb buat tanda tangan", {"pungli"}),
        ("dana desa dikorupsi, saya diancam preman", {"korupsi", "ancaman"}),
        ("anak saya dibully temannya", {"anak"}),
        ("istri dipukuli suami", {"kekerasan"}),
        ("lulus tes harus nyogok", {"suap"}),
    ],
)
def test_what_must_stay_secret_is_seen(interpreter: Interpreter, text: str, categories: set[str]) -> None:
    assert interpreter.parse(text).sensitivity == categories


@pytest.mark.parametrize(
    "text",
    [
        "pohonnya tolong dipotong",
        "mahasiswa kkn butuh izin",
        "ancaman banjir tiap hujan",
        "calon siswa",
        "anak sungai mampet",
    ],
)
def test_look_alikes_are_not_secret(interpreter: Interpreter, text: str) -> None:
    assert interpreter.parse(text).sensitivity == set()
