import pytest

from nlu.interpreter import Interpreter


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("jl veteran no 12 depan smpn 2", "jl veteran no 12 depan smpn 2"),
        (
            "Lampu di Jalan Merdeka Selatan RT.03/RW.05 Kelurahan Sukamaju mati",
            "Jalan Merdeka Selatan RT.03/RW.05 Kelurahan Sukamaju",
        ),
        ("got mampet di perum griya asri blok c3 no 7", "perum griya asri blok c3 no 7"),
        ("perempatan pasar wage sebelah selatan bank", "perempatan pasar wage sebelah selatan bank"),
        ("aspal rusak km 5 desa karanganom kecamatan ceper pak", "km 5 desa karanganom kecamatan ceper"),
    ],
)
def test_a_place_is_one_span(interpreter: Interpreter, text: str, place: str) -> None:
    assert _places(interpreter, text) == [place]


@pytest.mark.parametrize(
    "text",
    [
        "jalan rusak parah banyak lubang",
        "jalan di sini gelap",
        "jalan desa kami rusak parah",
        "petugas puskesmasnya tidak ada",
        "di puskesmas petugasnya judes",
        "lampu jalan mati",
    ],
)
def test_ordinary_words_after_a_place_word_name_no_place(interpreter: Interpreter, text: str) -> None:
    assert _places(interpreter, text) == []


def _places(interpreter: Interpreter, text: str) -> list[str]:
    return [each.value for each in interpreter.parse(text).entities if each.type == "lokasi"]
