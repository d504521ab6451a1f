import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from nlu.interpreter import Interpreter, Place
from nlu.lexicon import read_lexicon
from nlu.model_folder import MANIFEST, seal
from nlu.pipeline import load_interpreter
from nlu.places.evaluation import evaluate_places
from nlu.snapshot import Lists, write_snapshot
from nlu.training import ordinary_words
from nlu.training_data import read_training_data
from tests.nlu.conftest import REAL

DEV = Path(__file__).with_name("places_dev.jsonl")
#: Lowest precision and recall (lenient) on the development set; a point or two below what is reached.
FLOORS = {"jalan": 0.95, "rt_rw": 0.98, "wilayah": 0.95, "patokan": 0.92}


@pytest.fixture(scope="module")
def real_words(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small model with the words the whole training data take for ordinary."""
    lexicon = read_lexicon(REAL / "lexicon")
    triggers = frozenset((*lexicon.places["jalan"], *lexicon.places["wilayah"], *lexicon.places["tengara"]))
    examples = read_training_data(REAL / "nlu").examples
    folder = tmp_path_factory.mktemp("model") / model.name
    shutil.copytree(model, folder)
    write_snapshot(folder, lexicon, Lists({}, {}, {}, ordinary_words(examples, triggers), [], {}))
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).unlink()
    seal(folder, {key: value for key, value in manifest.items() if key not in {"seal", "files"}})
    return folder


@pytest.fixture(scope="module")
def klaten(real_words: Path) -> Interpreter:
    return load_interpreter(real_words, areas=["33.10"])


@pytest.fixture(scope="module")
def contoh(real_words: Path) -> Interpreter:
    return load_interpreter(real_words, region_dir=REAL / "region_contoh")


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
def test_the_fullest_place_is_one_entity(interpreter: Interpreter, text: str, place: str) -> None:
    assert _entities(interpreter, text) == [place]


@pytest.mark.parametrize(
    "text",
    [
        "jalan rusak parah banyak lubang",
        "jalan di sini gelap",
        "jalan desa kami rusak parah",
        "jalan 2 bulan belum ditambal",
        "petugas puskesmasnya tidak ada",
        "di puskesmas petugasnya judes",
        "lampu jalan mati",
        "sudah lapor ke kelurahan, terima kasih",
        "sudah lapor ke kantor kecamatan ceper",
        "kantor desa tutup padahal hari Senin",
        "rumah saya no 12, sudah 3 kali lapor",
        "bulan depan puasa, kota ini harus bersih",
    ],
)
def test_ordinary_words_name_no_place(klaten: Interpreter, text: str) -> None:
    assert _slots(klaten, text) == []


@pytest.mark.parametrize("text", ["jalan rusak parah banyak lubang", "lampu jalan mati"])
def test_without_a_place_there_is_no_entity(interpreter: Interpreter, text: str) -> None:
    assert _entities(interpreter, text) == []


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("lampu mati dpn smp negeri 2", ["patokan dpn smp negeri 2"]),
        ("banjir rt3rw5", ["rt_rw rt3rw5"]),
        ("RT.03/RW.05,tolong", ["rt_rw RT.03/RW.05"]),
        ("rt 1, 2 dan 3 rw 04", ["rt_rw rt 1, 2 dan 3 rw 04"]),
        ("gg. melati 3 becek", ["jalan gg. melati 3"]),
        ("jalan raya Klaten - Jatinom km 7,5 gelap", ["jalan jalan raya Klaten - Jatinom km 7,5"]),
        ("peteng ngarep pasar wage", ["patokan ngarep pasar wage"]),
        ("macet gigireun pom bensin", ["patokan gigireun pom bensin"]),
        (
            "rusak dari jembatan Kali Lunyu sampai SDN 1 Wedi",
            ["patokan jembatan Kali Lunyu", "patokan SDN 1 Wedi"],
        ),
        ("LAMPU MATI DI DESA MLESE!!!TOLONG", ["wilayah DESA MLESE"]),
        ("dukuh ngepos desa jombor", ["wilayah dukuh ngepos", "wilayah desa jombor"]),
    ],
)
def test_each_place_has_its_type_and_span(klaten: Interpreter, text: str, slots: list[str]) -> None:
    assert _slots(klaten, text) == slots


def test_a_village_named_with_its_trigger_has_its_code(klaten: Interpreter) -> None:
    (place,) = klaten.parse("got di ds. Jombor mampet").places
    assert (place.type, place.name, place.code) == ("wilayah", "Desa Jombor", "33.10.11.2008")


def test_a_misspelt_village_is_known_after_its_trigger_only(klaten: Interpreter) -> None:
    assert [each.code for each in klaten.parse("got di desa gergunnung mampet").places] == ["33.10.24.1007"]
    assert klaten.parse("got di gergunnung mampet").places == ()


def test_a_name_borne_by_several_areas_gives_them_all_and_no_code(klaten: Interpreter) -> None:
    (place,) = klaten.parse("aspal di ceper ambles").places
    assert place.code is None
    assert {area.code for area in place.candidates} == {"33.10.11", "33.10.11.2012"}


def test_a_kecamatan_in_the_same_message_settles_which_village_is_meant(klaten: Interpreter) -> None:
    village, district = klaten.parse("jalan desa mlese gantiwarno rusak").places
    assert (village.code, district.code) == ("33.10.02.2012", "33.10.02")


def test_a_village_settles_which_kecamatan_is_meant(klaten: Interpreter) -> None:
    assert [each.code for each in klaten.parse("air mati di jombor, ceper").places] == [
        "33.10.11.2008",
        "33.10.11",
    ]


def test_a_village_called_like_an_ordinary_word_needs_its_trigger(klaten: Interpreter) -> None:
    assert klaten.parse("bareng bareng kerja bakti").places == ()
    assert [each.code for each in klaten.parse("kel bareng banjir").places] == ["33.10.25.1001"]


def test_an_office_of_the_regency_is_no_place(klaten: Interpreter) -> None:
    assert klaten.parse("bupati klaten dan dinas pertanian kabupaten klaten tolong").places == ()


def test_without_a_served_area_only_triggers_tell_areas_and_none_has_a_code(interpreter: Interpreter) -> None:
    (place,) = interpreter.parse("air mati di desa Jombor dekat Gergunung").places[:1]
    assert (place.name, place.code, place.candidates) == ("Desa Jombor", None, ())
    assert interpreter.parse("air mati di Jombor").places == ()


def test_the_regions_own_areas_and_landmarks_are_known(contoh: Interpreter) -> None:
    places = contoh.parse("banjir di banyuteduh, masjid al-huda sampai kemasukan air").places
    assert [(each.type, each.code) for each in places] == [("wilayah", "99.01.01.2001"), ("patokan", None)]


def test_names_are_spelled_one_way(klaten: Interpreter) -> None:
    places = klaten.parse("jln. pemuda no. 4 rt3/rw.5 kec klaten utara").places
    assert [each.name for each in places] == ["Jl. Pemuda No. 4", "RT 03/RW 05", "Kecamatan Klaten Utara"]


def test_rasa_s_shape_carries_the_places(klaten: Interpreter) -> None:
    (place,) = json.loads(json.dumps(klaten.parse("got di desa jombor mampet").as_rasa()))["places"]
    assert place["candidates"] == [{"code": "33.10.11.2008", "name": "Jombor", "level": "desa"}]


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "jl", "jl.", "rt", "depan", "desa", "km", "blok", "🌧️", "ruas -", "a" * 5000]
)
def test_any_text_at_all_can_be_read(klaten: Interpreter, text: str) -> None:
    assert isinstance(klaten.parse(text).places, tuple)


def test_places_reach_what_they_reached_on_the_development_set(real_words: Path) -> None:
    report = evaluate_places(cache(lambda code: load_interpreter(real_words, areas=[code])), _rows())
    reached = {name: report["types"][name] for name in FLOORS}
    low = {
        name: figures
        for name, figures in reached.items()
        if min(figures["precision_lenient"], figures["recall_lenient"]) < FLOORS[name]
    }
    assert low == {}
    assert report["codes"]["right"] >= 0.95


def test_a_missed_a_wrong_and_a_half_place_are_counted_as_such(klaten: Interpreter) -> None:
    row = {
        "text": "desa jombor depan pasar wage di jl pemuda",
        "region": "",
        "places": [
            {"type": "wilayah", "quote": "jombor", "code": "33.10.11.2008"},
            {"type": "rt_rw", "quote": "wage"},
            {"type": "jalan", "quote": "jl pemuda"},
        ],
    }
    types = evaluate_places(lambda _: klaten, [row])["types"]
    assert (types["wilayah"]["recall_exact"], types["wilayah"]["recall_lenient"]) == (0.0, 1.0)
    assert types["patokan"]["precision_lenient"] == 0.0
    assert types["rt_rw"]["recall_lenient"] == 0.0
    assert types["jalan"]["precision_exact"] == 1.0


def _rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines()]


def _slots(interpreter: Interpreter, text: str) -> list[str]:
    return [f"{each.type} {_words(each, text)}" for each in interpreter.parse(text).places]


def _words(place: Place, text: str) -> str:
    return text[place.start : place.end]


def _entities(interpreter: Interpreter, text: str) -> list[str]:
    return [each.value for each in interpreter.parse(text).entities if each.type == "lokasi"]
