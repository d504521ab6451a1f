"""The region's files: what is right is read, what is wrong is named with its place."""

import json
from pathlib import Path
from typing import Any

import pytest

from messages import Point
from storage.region_files import RegionFileError, check_region, read_region
from tickets.region import Inside, Landmark, Outside, Unknown

SAMPLE = Path(__file__).parents[2] / "data" / "region_contoh"
SQUARE = [[[110.5, -7.7], [110.6, -7.7], [110.6, -7.6], [110.5, -7.6], [110.5, -7.7]]]
BOW_TIE = [[[110.5, -7.7], [110.6, -7.6], [110.6, -7.7], [110.5, -7.6], [110.5, -7.7]]]
METRES = [[[450000, 9140000], [460000, 9140000], [460000, 9150000], [450000, 9140000]]]
SWAPPED = [[[y, x] for x, y in SQUARE[0]]]
HEADER = "name,kind,latitude,longitude,desa,kecamatan\n"


def feature(coordinates: Any = SQUARE, shape: str = "Polygon", **properties: Any) -> dict[str, Any]:
    """One feature of a GeoJSON file."""
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": shape, "coordinates": coordinates},
    }


def write(folder: Path, *features: Any, name: str = "batas.geojson") -> Path:
    """Write a FeatureCollection and return the folder."""
    document = {"type": "FeatureCollection", "name": "layer", "features": features}
    (folder / name).write_text(json.dumps(document), encoding="utf-8")
    return folder


def write_landmarks(folder: Path, text: str) -> Path:
    """Write landmarks.csv and return the folder."""
    (folder / "landmarks.csv").write_text(text, encoding="utf-8")
    return folder


def test_the_sample_region_is_read_without_a_warning() -> None:
    assert check_region(SAMPLE) == [
        "Batas wilayah: 14 desa, 4 kelurahan, 4 kecamatan, 1 kabupaten, 1 tetangga.",
        "Patokan: 40, 37 bertitik.",
    ]


def test_the_sample_landmarks_lie_in_the_desa_they_name() -> None:
    region = read_region(SAMPLE)
    market = next(mark for mark in region.landmarks("Pasar Sayur Watulayar") if mark.point)
    assert market.point
    located = region.locate(market.point)
    assert isinstance(located, Inside)
    assert [area.name for area in located.areas] == ["Watulayar", "Giritengah"]


def test_the_sample_neighbour_has_a_contact() -> None:
    located = read_region(SAMPLE).locate(Point(-7.70, 110.90))
    assert located == Outside("Kabupaten Argamulya", "https://aduan.argamulya.example")


def test_the_sample_asks_which_of_three_mosques() -> None:
    kecamatan = [mark.kecamatan for mark in read_region(SAMPLE).landmarks("sebelah masjid al huda")]
    assert kecamatan == ["Kaliwening", "Randusari", "Purwatani"]


@pytest.mark.parametrize("folder", ["tidak-ada", "."])
def test_an_absent_or_empty_folder_is_an_unknown_region(folder: str, tmp_path: Path) -> None:
    assert read_region(tmp_path / folder).locate(Point(-7.65, 110.55)) == Unknown()
    assert "belum ada" in check_region(tmp_path / folder)[0]


def test_several_files_make_one_region(tmp_path: Path) -> None:
    write(tmp_path, feature(kind="kecamatan", name="Ceper"), name="a.geojson")
    write(
        tmp_path,
        feature([SQUARE], "MultiPolygon", kind="desa", name="Jambu", parent="Ceper", code=None),
        name="b.geojson",
    )
    assert read_region(tmp_path).describe(Point(-7.65, 110.55)) == "Desa Jambu, Kec. Ceper"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (feature(kind="desa", name="Jambu", warna="hijau"), "`warna` tidak dikenal"),
        (feature(kind="dusun", name="Jambu"), "isi `kind`"),
        (feature(kind="desa"), "isi `name`"),
        (feature(kind="desa", name="Desa Jambu"), "tanpa kata `desa`"),
        (feature(kind="desa", name="Jambu", code=9901), "`code` harus berupa teks"),
        (feature(kind="desa", name="Jambu", code="9" * 21), "`code` paling panjang"),
        (feature(kind="desa", name="Jambu", contact="x"), "`contact` hanya untuk tetangga"),
        (feature(kind="kecamatan", name="Ceper", parent="x"), "`parent` hanya untuk desa, kelurahan"),
        (feature(kind="desa", name="Jambu", parent="Cepre"), "tidak ada kecamatan `Cepre`"),
        (feature(kind="kecamatan", name="Wedi"), "sudah ada"),
        (feature([110.5, -7.7], "Point", kind="desa", name="Jambu"), "harus Polygon"),
        (feature([[1]], kind="desa", name="Jambu"), "tidak terbaca"),
        (feature([], kind="desa", name="Jambu"), "bukan bujur/lintang"),
        (feature(METRES, kind="desa", name="Jambu"), "EPSG:4326"),
        (feature(SWAPPED, kind="desa", name="Jambu"), "EPSG:4326"),
        (feature(BOW_TIE, kind="desa", name="Jambu"), "menyilang diri"),
        ({"type": "Feature", "properties": None}, "`properties`"),
        ("Jambu", "`properties`"),
    ],
)
def test_a_wrong_feature_is_named_by_file_and_number(wrong: Any, said: str, tmp_path: Path) -> None:
    write(tmp_path, feature(kind="kecamatan", name="Wedi"), wrong)
    with pytest.raises(RegionFileError) as raised:
        read_region(tmp_path)
    assert str(raised.value).startswith(f"{tmp_path / 'batas.geojson'}: fitur ke-2: ")
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b'{"type":\n "Feature', ":2: bukan JSON"),
        (b"[]", ": harus berupa FeatureCollection"),
        (b"\xff", ": tidak"),
    ],
)
def test_a_file_that_is_no_geojson_is_named(content: bytes, place: str, tmp_path: Path) -> None:
    (tmp_path / "batas.geojson").write_bytes(content)
    with pytest.raises(RegionFileError, match="batas.geojson" + place):
        read_region(tmp_path)


def test_landmarks_are_read_with_and_without_a_point(tmp_path: Path) -> None:
    rows = 'Pasar Legi,pasar,-7.65,110.55,,Wedi\n\n"Toko ""A"", Wedi",toko,,,Jambu,Wedi\n'
    region = read_region(write_landmarks(tmp_path, "\ufeff" + HEADER + rows))
    market = Landmark("Pasar Legi", "pasar", "Wedi", "", Point(-7.65, 110.55))
    assert region.landmarks("pasar legi") == (market,)
    assert region.landmarks("toko a wedi") == (Landmark('Toko "A", Wedi', "toko", "Wedi", "Jambu"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name;kind;latitude;longitude;desa;kecamatan\n", ":1: baris pertama harus"),
        ("name,kind,latitude,longitude,desa,kecamatan,warna\n", ":1: baris pertama harus"),
        ("", ":1: baris pertama harus"),
        (HEADER + "\nPasar Legi,pasar,,,,\n", ":3: kolom `kecamatan` kosong"),
        (HEADER + "Pasar Legi,pasar,,,,Wedu\n", ":2: tidak ada kecamatan `Wedu`"),
        (HEADER + "Pasar Legi,pasar,-7.65,,,Wedi\n", ":2: tulis `latitude` dan `longitude`"),
        (HEADER + 'Pasar Legi,pasar,"-7,65",110.5,,Wedi\n', ":2: tulis `latitude` dan `longitude`"),
        (HEADER + "Pasar Legi,pasar,110.55,-7.65,,Wedi\n", ":2: titiknya di luar bumi"),
        (HEADER + "Pasar Legi,pasar,nan,110.55,,Wedi\n", ":2: titiknya di luar bumi"),
        (HEADER + "Pasar Legi,pasar,-7,65,110,55,,Wedi\n", ":2: harus 6 kolom"),
        (HEADER + "Pasar Legi,pasar\n", ":2: harus 6 kolom"),
    ],
)
def test_a_wrong_landmark_is_named_by_file_and_line(text: str, said: str, tmp_path: Path) -> None:
    write(write_landmarks(tmp_path, text), feature(kind="kecamatan", name="Wedi"))
    with pytest.raises(RegionFileError) as raised:
        read_region(tmp_path)
    assert str(raised.value).startswith(f"{tmp_path / 'landmarks.csv'}{said}")


def test_the_check_tells_what_looks_wrong_but_can_be_read(tmp_path: Path) -> None:
    write(tmp_path, feature(kind="kecamatan", name="Wedi"))
    write_landmarks(tmp_path, HEADER + "Pasar Legi,pasar,-6.2,106.8,,Wedi\n")
    (tmp_path / "batas.shp").touch()
    assert check_region(tmp_path)[2:] == [
        (
            "Perhatian: titik Pasar Legi, Kec. Wedi jatuh di -6.20000, 106.80000. "
            "Periksa titik atau kecamatannya."
        ),
        "Tidak dibaca: batas.shp.",
    ]


def test_the_check_tells_that_neighbours_alone_decide_nothing(tmp_path: Path) -> None:
    write(tmp_path, feature(kind="tetangga", name="Kabupaten Argamulya"))
    assert "tanpa batas wilayah sendiri" in check_region(tmp_path)[2]
