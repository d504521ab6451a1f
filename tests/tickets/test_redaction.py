"""Personal data leave a text, the matter stays."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.redaction import redact

NAMES = ("Bu Sekar Wulandari",)
MATTERS = (
    "jalan berlubang di depan pasar kaliwening sudah dua minggu",
    "lampu jalan mati di jl budi utomo dekat sd budi luhur",
    "sampah menumpuk di tps pasar legi, baunya sampai masjid",
    "air pdam keruh sejak senin, meteran tetap jalan",
    "Jembatan Kali Bening retak, truk besar masih lewat",
    "bansos saya belum cair padahal terdaftar di desa",
    "anggaran Rp1.500.000.000 tahun 2024/2025 untuk Jl. Ahmad Yani km 3 sejak 12-11-2026 pukul 09.41",
    "tiket KLT-3W7QHD-5 belum ada kabar",
)
separators = st.sampled_from(["", " ", "-", ".", " - ", "/"])
digits = st.text("0123456789", min_size=1, max_size=24)


def spread(number: str, separator: str, every: int = 4) -> str:
    return separator.join(number[n : n + every] for n in range(0, len(number), every))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bu sekar hp 0812-3456-7890", "bu [nama] hp [telepon]"),
        ("saya wulandari, wa +62 812 3456 7890", "saya [nama], wa [telepon]"),
        ("NIK 3310014512890003 tidak aktif", "NIK [nik] tidak aktif"),
        ("NIK 3310 0145 1289 0003 tidak aktif", "NIK [nik] tidak aktif"),
        ("surel sekar.w@contoh.id dan ig: @sekarw", "surel [email] dan [akun]"),
        ("truk AB 1234 CD ngebut, juga plat b 99 x", "truk [plat] ngebut, juga plat [plat]"),
        ("transfer ke rek BRI 1234-01-000123-50-1 a.n. Parjo", "transfer ke rek BRI [rekening] a.n. [nama]"),
        (
            "rumah saya Jl. Sudirman no 12 RT 03/RW 05",
            "rumah saya Jl. Sudirman [alamat rumah] [alamat rumah]",
        ),
        ("jalan di rt 3 rw 5 rusak", "jalan di [alamat rumah] rusak"),
        ("perumahan griya blok c3 no 12 banjir", "perumahan griya [alamat rumah] [alamat rumah] banjir"),
        ("kata mas parjo got mampet", "kata mas [nama] got mampet"),
        ("Bapak RT sudah lapor ke Pak Camat", "Bapak RT sudah lapor ke Pak Camat"),
        ("Pak Camat Budi Santoso diam saja", "Pak Camat [nama] diam saja"),
        ("lihat https://contoh.id/foto?u=sekar", "lihat [tautan]"),
        ("telp kantor 321654 tidak diangkat", "telp kantor [telepon] tidak diangkat"),
        ("Budi Santoso dari desa sebelah", "[nama] dari desa sebelah"),
    ],
)
def test_what_tells_who_a_person_is_becomes_a_placeholder(text: str, expected: str) -> None:
    assert redact(text, NAMES) == expected


@pytest.mark.parametrize("matter", MATTERS)
def test_a_matter_without_personal_data_stays_as_it_is(matter: str) -> None:
    assert redact(matter, NAMES) == matter


@given(st.text(max_size=200), st.lists(st.text(max_size=20), max_size=3))
def test_no_run_of_nine_digits_stays_in_any_text(text: str, names: list[str]) -> None:
    assert not re.search(r"\d{9}", redact(text, names))


@given(
    st.lists(
        st.one_of(digits, st.sampled_from([" ", "-", ".", "RT", "Rp", "/", "KLT-", "no ", "wa "])),
        max_size=12,
    )
)
def test_no_run_of_nine_digits_stays_among_cues_and_dates(parts: list[str]) -> None:
    assert not re.search(r"\d{9}", redact("".join(parts)))


@given(st.sampled_from(MATTERS), st.text("0123456789", min_size=8, max_size=11), separators, st.booleans())
def test_a_mobile_number_never_stays_and_the_matter_does(
    matter: str,
    rest: str,
    separator: str,
    first: bool,  # noqa: FBT001 - hypothesis gives arguments by place
) -> None:
    number = spread(f"08{rest}", separator)
    text = f"{number}, {matter}" if first else f"{matter} hubungi {number}"
    cleaned = redact(text, NAMES)
    assert number not in cleaned
    assert rest[-4:] not in re.sub(r"\D", "", cleaned.replace(matter, ""))
    assert matter in cleaned


@given(st.sampled_from(MATTERS), st.text("0123456789", min_size=15, max_size=15), separators)
def test_a_nik_never_stays_and_the_matter_does(matter: str, rest: str, separator: str) -> None:
    number = spread(f"3{rest}", separator)
    cleaned = redact(f"{matter}. ktp saya {number}", NAMES)
    assert number not in cleaned
    assert matter in cleaned


@given(st.sampled_from(MATTERS), st.sampled_from(["Sekar", "sekar", "WULANDARI", "Sekar Wulandari"]))
def test_the_reporters_name_never_stays(matter: str, name: str) -> None:
    cleaned = redact(f"{name} melaporkan: {matter}. Salam, {name}", NAMES)
    assert "sekar" not in cleaned.casefold()
    assert "wulandari" not in cleaned.casefold()
    assert matter in cleaned


@given(st.text(max_size=200))
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    once = redact(text, NAMES)
    assert redact(once, NAMES).count("[") >= once.count("[")
    assert not re.search(r"\d{9}", redact(once, NAMES))
