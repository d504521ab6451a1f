from pathlib import Path

import pytest

from nlu.places.gazetteer import Gazetteer
from nlu.places.tokens import place_tokens

CONTOH = Path(__file__).resolve().parents[2] / "data" / "region_contoh"


@pytest.fixture(scope="module")
def klaten() -> Gazetteer:
    return Gazetteer.open(["33.10"])


def test_a_village_has_its_register_code_however_it_is_spaced(klaten: Gazetteer) -> None:
    assert _found(klaten, "barenglor") == _found(klaten, "Bareng Lor") == [("33.10.24.1002", "kelurahan")]


def test_villages_of_one_name_are_all_found(klaten: Gazetteer) -> None:
    assert _found(klaten, "mlese") == [
        ("33.10.02.2012", "desa"),
        ("33.10.05.2017", "desa"),
        ("33.10.11.2007", "desa"),
    ]


def test_the_level_asked_for_leaves_the_others_out(klaten: Gazetteer) -> None:
    assert _found(klaten, "ceper", "kecamatan") == [("33.10.11", "kecamatan")]


def test_a_name_does_not_go_on_behind_a_comma(klaten: Gazetteer) -> None:
    match = klaten.match(place_tokens("Klaten, Utara"), 0)
    assert match is not None
    assert match.end == 1


def test_names_of_other_regencies_are_unknown(klaten: Gazetteer) -> None:
    assert _found(klaten, "ampenan") == []


def test_a_misspelt_name_is_known_and_a_strange_one_is_not(klaten: Gazetteer) -> None:
    words = place_tokens("gergunnung rusak")
    found = klaten.misspelt(words, 0, 2, ("desa", "kelurahan"))
    assert found is not None
    assert (found.end, [area.name for area in found.areas]) == (1, ["Gergunung"])
    assert klaten.misspelt(place_tokens("sukolilo"), 0, 1, ("desa", "kelurahan")) is None


def test_a_province_brings_its_regencies_and_their_villages() -> None:
    west_nusa = Gazetteer.open(["52"])
    assert ("52.71", "kota") in _found(west_nusa, "mataram")
    assert _found(west_nusa, "rembiga") == [("52.71.05.1005", "kelurahan")]


def test_a_code_nobody_has_is_refused() -> None:
    with pytest.raises(ValueError, match=r"33\.99"):
        Gazetteer.open(["33.99"])


def test_the_regions_own_files_name_areas_and_landmarks() -> None:
    own = Gazetteer.open(region=CONTOH)
    assert _found(own, "banyuteduh") == [("99.01.01.2001", "desa")]
    assert own.landmark_end(place_tokens("masjid al huda bocor"), 0) == 3
    assert _found(own, "argamulya") == []  # a neighbour


def test_the_regions_own_files_do_not_double_the_register(tmp_path: Path) -> None:
    feature = '{"properties": {"kind": "desa", "name": "Jombor", "parent": "Ceper"}, "geometry": null}'
    (tmp_path / "desa.geojson").write_text('{"features": [' + feature + "]}", encoding="utf-8")
    assert _found(Gazetteer.open(["33.10"], tmp_path), "jombor") == [("33.10.11.2008", "desa")]


def test_without_a_served_area_nothing_is_found() -> None:
    nowhere = Gazetteer.open()
    assert not nowhere
    assert _found(nowhere, "klaten") == []


def _found(gazetteer: Gazetteer, name: str, *levels: str) -> list[tuple[str, str]]:
    words = place_tokens(name)
    match = gazetteer.match(words, 0, levels)
    return [(area.code, area.level) for area in match.areas] if match and match.end == len(words) else []
