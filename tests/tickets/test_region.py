"""A region knows what it was told, forgives spelling, and claims nothing more."""

import pytest
from shapely.geometry import box

from messages import Point
from tickets.region import Area, AreaKind, Boundary, Inside, Landmark, Outside, Region, Unknown

UTARA = Area(AreaKind.KECAMATAN, "Klaten Utara", "99.02")
CEPER = Area(AreaKind.KECAMATAN, "Ceper", "99.01")
GERGUNUNG = Area(AreaKind.DESA, "Gergunung", "99.02.2001", "Klaten Utara")
JAMBU = Area(AreaKind.DESA, "Jambu", "99.01.2001", "Ceper")
#: Two kecamatan side by side; the desa of Ceper is only its western half.
OURS = (
    Boundary(UTARA, box(110.60, -7.70, 110.70, -7.60)),
    Boundary(CEPER, box(110.50, -7.70, 110.60, -7.60)),
    Boundary(GERGUNUNG, box(110.60, -7.70, 110.70, -7.60)),
    Boundary(JAMBU, box(110.50, -7.70, 110.55, -7.60)),
)
NEIGHBOUR = Boundary(
    Area(AreaKind.NEIGHBOUR, "Kabupaten Argamulya"), box(110.7, -7.7, 110.8, -7.6), "@argamulya"
)
HUDA = tuple(Landmark("Masjid Al-Huda", "masjid", kecamatan) for kecamatan in ("Ceper", "Trucuk", "Wedi"))
PLACES = (
    *HUDA,
    Landmark("SMP Negeri 2 Ceper", "SMP", "Ceper", "Jambu"),
    Landmark("SMPN 2 Wedi", "SMP", "Wedi"),
    Landmark("SMPN 7 Klaten Utara", "SMP", "Klaten Utara"),
    Landmark("Pasar Gergunung", "pasar", "Ceper"),
    Landmark("Baiturrahman", "masjid", "Wedi"),
    Landmark("Lapangan Desa Jambu", "lapangan", "Ceper", "Jambu"),
)


@pytest.fixture(scope="module")
def region() -> Region:
    """Give a region with boundaries, a neighbour and landmarks."""
    return Region((*OURS, NEIGHBOUR), PLACES)


def names(region: Region, text: str) -> list[str]:
    return [landmark.title for landmark in region.landmarks(text)]


def test_a_point_inside_is_named_by_desa_and_kecamatan(region: Region) -> None:
    point = Point(-7.65, 110.65)
    assert region.locate(point) == Inside(GERGUNUNG, UTARA)
    assert region.describe(point) == "Desa Gergunung, Kec. Klaten Utara"


def test_a_kecamatan_without_desa_boundaries_there_is_still_named(region: Region) -> None:
    assert region.describe(Point(-7.65, 110.58)) == "Kec. Ceper"


def test_a_desa_near_the_border_does_not_claim_the_next_kecamatan(region: Region) -> None:
    assert region.locate(Point(-7.65, 110.5995)) == Inside(None, CEPER)


def test_the_kecamatan_is_known_from_the_desa_where_it_has_no_boundary() -> None:
    located = Region([Boundary(GERGUNUNG, box(110.6, -7.7, 110.7, -7.6))]).locate(Point(-7.65, 110.65))
    assert located == Inside(GERGUNUNG, Area(AreaKind.KECAMATAN, "Klaten Utara"))


@pytest.mark.parametrize(("metres", "expected"), [(80, Inside), (150, Outside)])
def test_a_point_just_over_the_border_counts_as_ours(metres: int, expected: type, region: Region) -> None:
    assert isinstance(region.locate(Point(-7.60 + metres / 111_000, 110.65)), expected)


def test_a_border_with_a_neighbour_is_decided_for_us_within_100_metres(region: Region) -> None:
    assert region.locate(Point(-7.65, 110.7005)) == Inside(GERGUNUNG, UTARA)


def test_a_point_in_a_neighbouring_region_is_told_with_its_contact(region: Region) -> None:
    point = Point(-7.65, 110.75)
    assert region.locate(point) == Outside("Kabupaten Argamulya", "@argamulya")
    assert region.describe(point) == "Kabupaten Argamulya"


def test_a_point_far_away_is_outside_and_described_by_coordinates(region: Region) -> None:
    point = Point(-6.2, 106.8)
    assert region.locate(point) == Outside(None, "")
    assert region.describe(point) == "-6.20000, 106.80000"


@pytest.mark.parametrize("known", [Region.unknown(), Region([NEIGHBOUR]), Region(landmarks=PLACES)])
def test_without_our_own_boundaries_nothing_is_claimed(known: Region) -> None:
    assert known.locate(Point(-7.65, 110.75)) == Unknown()
    assert known.describe(Point(-7.7031, 110.6021)) == "-7.70310, 110.60210"


@pytest.mark.parametrize(
    "text",
    ["sebelah masjid al huda", "Mesjid Al-Huda", "dpn masjd alhuda pak", "masjid al hudda sebelah pasar"],
)
def test_every_landmark_of_a_name_is_a_candidate_however_it_is_spelled(text: str, region: Region) -> None:
    assert region.landmarks(text) == HUDA


def test_a_kecamatan_in_the_text_chooses_between_namesakes(region: Region) -> None:
    assert names(region, "masjid al huda kec. ceper") == ["Masjid Al-Huda, Kec. Ceper"]


def test_a_desa_in_the_text_chooses_by_its_kecamatan(region: Region) -> None:
    assert names(region, "masjid al huda desa jambu") == ["Masjid Al-Huda, Kec. Ceper"]


def test_an_area_that_has_no_such_landmark_offers_none(region: Region) -> None:
    assert names(region, "masjid al huda klaten utara") == []


@pytest.mark.parametrize(
    "text", ["masjid al hidayah", "al huda", "masjid", "pasar malam", "lapangan desa", ""]
)
def test_what_is_not_clearly_a_landmark_is_none(text: str, region: Region) -> None:
    assert names(region, text) == []


def test_a_school_is_known_by_its_number_alone_but_never_by_another(region: Region) -> None:
    assert names(region, "depan SMPN2") == ["SMP Negeri 2 Ceper, Kec. Ceper", "SMPN 2 Wedi, Kec. Wedi"]
    assert names(region, "smp n 2 ceper") == ["SMP Negeri 2 Ceper, Kec. Ceper"]
    assert names(region, "smp 8 klaten utara") == []


def test_a_landmark_named_after_another_area_is_found_where_it_is(region: Region) -> None:
    assert names(region, "psr gergunung") == ["Pasar Gergunung, Kec. Ceper"]


def test_the_kind_is_part_of_a_name_that_lacks_it(region: Region) -> None:
    assert names(region, "mesjid baiturohman") == ["Baiturrahman, Kec. Wedi"]


def test_at_most_five_landmarks_are_offered() -> None:
    many = Region(landmarks=[Landmark("Pasar Legi", "pasar", f"Kec{n}") for n in "abcdefgh"])
    assert len(many.landmarks("pasar legi")) == 5


@pytest.mark.parametrize("reply", ["ceper", "Kec. Ceper", "yg di cepr pak", "desa jambu"])
def test_a_reply_naming_the_area_narrows_the_candidates(reply: str, region: Region) -> None:
    candidates = (Landmark("Masjid Al-Huda", "masjid", "Ceper", "Jambu"), *HUDA[1:])
    assert region.narrow(candidates, reply) == candidates[:1]


@pytest.mark.parametrize("reply", ["lainnya", "cepet ya", "", "gergunung"])
def test_a_reply_naming_none_of_their_areas_chooses_none(reply: str, region: Region) -> None:
    assert region.narrow(HUDA, reply) == ()


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        ("lampu mati di gergunung", [GERGUNUNG]),
        ("Kel. GERGUNUNG, klaten utara", [GERGUNUNG, UTARA]),
        ("ger gunung banjir", [GERGUNUNG]),
        ("utara gergunungan", []),
    ],
)
def test_areas_are_named_by_whole_words(text: str, areas: list[Area], region: Region) -> None:
    assert list(region.areas_named(text)) == areas


def test_an_ordinary_word_names_an_area_only_after_desa_or_kecamatan(region: Region) -> None:
    assert region.areas_named("pohon jambu tumbang, atap ceper") == ()
    assert region.areas_named("ds jambu kec ceper") == (JAMBU, CEPER)


def test_kecamatan_and_desa_of_one_name_are_told_apart_by_the_word_before() -> None:
    shape = box(110.5, -7.7, 110.6, -7.6)
    village, district = Area(AreaKind.DESA, "Trucuk", parent="Trucuk"), Area(AreaKind.KECAMATAN, "Trucuk")
    region = Region([Boundary(village, shape), Boundary(district, shape)])
    assert region.areas_named("kec. trucuk") == (district,)
    assert region.areas_named("kelurahan trucuk") == (village,)
    assert region.areas_named("trucuk") == (village, district)


def test_no_text_is_too_strange(region: Region) -> None:
    strange = "\ud800 \0 😀 " + "masjid al huda " * 10_000
    assert region.landmarks(strange) == HUDA
    assert region.areas_named(strange) == ()
