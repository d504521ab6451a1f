"""Short answers: read with their day, the region's own first; told only where no doubt is left."""

from pathlib import Path

import pytest

from storage.faq_file import check_faq, read_faq
from storage.topics_file import read_topics
from tests.conftest import ROOT
from tickets.errors import RoutingError
from tickets.faq import Faq, find_answer

DATA = ROOT / "data"
TOPICS = read_topics(DATA / "topics.yml")
EXAMPLES = (DATA / "faq.yml").read_text(encoding="utf-8")


def dated(folder: Path, text: str = EXAMPLES) -> tuple[Faq, ...]:
    (folder / "faq.yml").write_text(text.replace("updated:\n", "updated: 2026-01-31\n"), encoding="utf-8")
    return read_faq(DATA, folder, TOPICS)


def name_of(faqs: tuple[Faq, ...], topic: str, said: str) -> str | None:
    found = find_answer(faqs, topic, said)
    return found.name if found else None


def test_the_examples_are_not_told_before_a_region_has_checked_them(tmp_path: Path) -> None:
    assert read_faq(DATA, tmp_path, TOPICS) == ()
    every = EXAMPLES.count("- name:")
    assert check_faq(DATA, tmp_path, TOPICS).startswith(f"Tanya jawab: 0; {every} belum")
    assert len(dated(tmp_path)) == every
    assert check_faq(DATA, tmp_path, TOPICS) == f"Tanya jawab: {every}."


@pytest.mark.parametrize(
    ("topic", "said", "name"),
    [
        ("kependudukan", "Bikin KK baru syaratnya apa?", "kk_baru"),
        ("kependudukan", "min, persyaratan buat kartu keluarga apa saja ya", "kk_baru"),
        ("kependudukan", "kalau KTP hilang syaratnya apa", "ktp_hilang"),
        ("kependudukan", "cara bikin e-KTP buat anak 17 tahun?", "ktp_pertama"),
        ("kependudukan", "berkas akte kelahiran", "akta_lahir"),
        ("ketenagakerjaan", "syarat kartu kuning apa saja", "kartu_pencari_kerja"),
        ("kependudukan", "syarat bikin kk dan ktp baru apa", None),
        ("kependudukan", "kk saya kapan jadi", None),
        ("kependudukan", "kkn mahasiswa syarat baru", None),
        ("pendidikan", "bikin kk baru syaratnya apa", None),
        ("kependudukan", "bikin kk baru syaratnya apa " + "terus " * 20, None),
    ],
)
def test_only_a_question_without_doubt_is_answered(
    tmp_path: Path, topic: str, said: str, name: str | None
) -> None:
    assert name_of(dated(tmp_path), topic, said) == name


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("topic: kependudukan", "topic: lupa", "topik `lupa`"),
        ("    source: Perpres 96/2018; UU", "    sumber: UU", "punya answer"),
        ("updated:\n", "updated: besok\n", "tanggal"),
        ("faq:", "tanya:", "daftar `faq`"),
        ("faq:", "faq: [", "YAML"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_line(
    tmp_path: Path, before: str, after: str, why: str
) -> None:
    with pytest.raises(RoutingError, match=r"faq\.yml:\d+") as error:
        dated(tmp_path, EXAMPLES.replace(before, after, 1))
    assert why in str(error.value)
