import csv
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.nlu_commands import nlu
from nlu.errors import TrainingDataError
from nlu.explaining.linear_reading import LinearReader
from nlu.history.file import HistoryFile, Row
from nlu.history.importing import known_digests
from nlu.history.mapping import propose, read_topic_of, write_proposals
from nlu.history.private_data import Anonymiser
from nlu.history.survey import Fate, Surveyor
from nlu.interpreter import Purpose
from nlu.training_data import Example, read_training_data
from tests.nlu.conftest import REAL

HISTORY = Path(__file__).parent / "history.csv"
#: Everything private that history.csv holds, invented.
SECRETS = (
    "Sugeng", "Riyadi", "Siti", "Aminah", "Karto", "Wiyono", "Wahyuningsih", "Purwanto", "Sugiyem", "3310012304850001",
    "0812", "5678", "1234", "12.345", "@", "contoh", "12A", "C3",
)  # fmt: skip
TOPICS = {
    "Infrastruktur Jalan": "jalan",
    "Penerangan Jalan": "listrik_pju",
    "Persampahan": "sampah_lingkungan",
    "Air Minum": "air_bersih",
    "Administrasi Kependudukan": "kependudukan",
    "Lain-lain": "lewati",
}


@pytest.fixture(scope="module")
def reader(model: Path) -> LinearReader:
    return LinearReader.open(model)


@pytest.fixture
def place(small_data: Path, tmp_path: Path) -> Path:
    """A data folder of its own with the history beside it."""
    shutil.copytree(small_data, tmp_path / "data")
    shutil.copy(REAL / "topics.yml", tmp_path / "data" / "topics.yml")
    shutil.copy(HISTORY, tmp_path / "klaten.csv")
    return tmp_path


@pytest.fixture
def run(place: Path, model: Path) -> Callable[..., Result]:
    def run(*words: str) -> Result:
        options = ["--data", str(place / "data"), "--models", str(model.parent)]
        return CliRunner().invoke(nlu, ["import-csv", str(place / "klaten.csv"), *options, *words])

    return run


def decide(place: Path) -> None:
    rows = [f'  - {{kategori: "{name}", instansi: "", topik: {topic}}}\n' for name, topic in TOPICS.items()]
    (place / "klaten.pemetaan.yml").write_text("pemetaan:\n" + "".join(rows), encoding="utf-8")


def lines(place: Path) -> list[Example]:
    examples = read_training_data(place / "data" / "nlu").examples
    return [each for each in examples if each.file.name == "riwayat_klaten.yml"]


def row(number: int, text: str, category: str = "jalan", date: str = "") -> Row:
    return Row(number, text, category, "", date, "")


def test_the_first_run_proposes_a_mapping_and_writes_no_lines(
    place: Path, run: Callable[..., Result]
) -> None:
    shown = run()
    assert shown.exit_code == 0, shown.output
    mapping = (place / "klaten.pemetaan.yml").read_text(encoding="utf-8")
    assert (
        'kategori: "Penerangan Jalan"\n    instansi: ""\n    jumlah: 13\n    topik: "listrik_pju"' in mapping
    )
    assert 'kategori: "Lain-lain"\n    instansi: ""\n    jumlah: 1\n    topik: "lainnya"' in mapping
    assert 'kategori: ""\n    instansi: "Dinas Pariwisata"' in mapping
    assert not (place / "data" / "nlu" / "riwayat_klaten.yml").exists()


def test_a_proposal_is_read_back_as_it_stands(place: Path, run: Callable[..., Result]) -> None:
    run()
    assert run().exit_code == 0
    assert {each.retrieval for each in lines(place)} >= {"jalan", "listrik_pju"}


def test_the_second_run_writes_lines_that_pass_the_check(place: Path, run: Callable[..., Result]) -> None:
    decide(place)
    shown = run("--keep-conflicts")
    assert shown.exit_code == 0, shown.output
    counts = Counter(each.label for each in lines(place))
    assert counts == {
        "lapor/jalan": 16,
        "lapor/listrik_pju": 12,
        "lapor/sampah_lingkungan": 11,
        "lapor/air_bersih": 7,
        "lapor/kependudukan": 6,
    }
    checked = CliRunner().invoke(nlu, ["validate", "--data", str(place / "data")])
    assert "Data baik" in checked.output


def test_nothing_private_survives_anywhere(place: Path, run: Callable[..., Result]) -> None:
    decide(place)
    shown = run("--keep-conflicts")
    line_file, report = (place / "data" / "nlu" / f"riwayat_klaten.{end}" for end in ("yml", "laporan.csv"))
    for written in (line_file.read_text(encoding="utf-8"), report.read_text(encoding="utf-8"), shown.output):
        assert [secret for secret in SECRETS if secret.casefold() in written.casefold()] == []
    assert "nomor" in line_file.read_text(encoding="utf-8")


def test_long_complaints_are_cut_and_short_ones_left_out(place: Path, run: Callable[..., Result]) -> None:
    decide(place)
    run("--keep-conflicts")
    lengths = [len(each.text.split()) for each in lines(place)]
    assert max(lengths) == 130
    assert min(lengths) >= 3


def test_the_report_tells_conflicts_by_row_without_texts(place: Path, run: Callable[..., Result]) -> None:
    decide(place)
    run()
    with (place / "data" / "nlu" / "riwayat_klaten.laporan.csv").open(encoding="utf-8") as file:
        report = list(csv.DictReader(file))
    two = [each for each in report if each["alasan"] == Fate.TWO_TOPICS]
    assert [(each["baris"], each["topik"]) for each in two] == [("25", "sampah_lingkungan"), ("54", "jalan")]
    [other] = [each for each in report if each["baris"] == "55"]
    assert (other["alasan"], other["topik_model"]) == (Fate.OTHER_TOPIC, "sampah_lingkungan")
    assert all(len(each) == 5 for each in report)


def test_a_dry_run_counts_and_writes_nothing(place: Path, run: Callable[..., Result]) -> None:
    run("--dry-run")
    assert not (place / "klaten.pemetaan.yml").exists()
    decide(place)
    assert "dipakai" in run("--dry-run").output
    assert not list((place / "data" / "nlu").glob("riwayat*"))


def test_a_repeated_import_gives_the_same_lines(place: Path, run: Callable[..., Result]) -> None:
    decide(place)
    run()
    first = [each.text for each in lines(place)]
    assert run().exit_code == 0
    assert [each.text for each in lines(place)] == first


def test_a_file_somebody_wrote_is_not_overwritten(place: Path, run: Callable[..., Result]) -> None:
    decide(place)
    target = place / "data" / "nlu" / "lapor_jalan.yml"
    before = target.read_text(encoding="utf-8")
    shown = run("--out", str(target))
    assert shown.exit_code == 1
    assert "tidak dibuat oleh import-csv" in shown.output
    assert target.read_text(encoding="utf-8") == before


def test_a_mapping_to_an_unknown_topic_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "peta.yml"
    path.write_text('pemetaan:\n  - kategori: "PJU"\n    topik: lampu\n', encoding="utf-8")
    with pytest.raises(TrainingDataError, match=r"peta\.yml:3: topik \"lampu\""):
        read_topic_of(path, ["jalan"])


def test_category_with_agency_goes_before_category_alone(tmp_path: Path) -> None:
    path = tmp_path / "peta.yml"
    pairs = (("Umum", "", "jalan"), ("Umum", "PDAM", "air_bersih"), ("", "Dishub", "desa"), ("Rapat", "", ""))
    rows = [f'  - {{kategori: "{one}", instansi: "{two}", topik: "{topic}"}}\n' for one, two, topic in pairs]
    path.write_text("pemetaan:\n" + "".join(rows), encoding="utf-8")
    topic_of = read_topic_of(path, ["jalan", "air_bersih", "desa"])
    asked = [("Umum", "X"), ("Umum", "PDAM"), ("", "Dishub"), ("Rapat", "Y"), ("Lain", "Z"), ("", "")]
    answers = [topic_of(Row(2, "a", category, agency, "", "")) for category, agency in asked]
    assert answers == ["jalan", "air_bersih", "desa", "lewati", None, None]


def test_an_awkward_category_survives_the_file(reader: LinearReader, tmp_path: Path) -> None:
    rows = [row(2, "jalan berlubang", 'Jalan: "rusak" #1\\')]
    write_proposals(tmp_path / "peta.yml", propose(rows, reader, {"jalan": ["Jalan"]}, HISTORY))
    text = (tmp_path / "peta.yml").read_text(encoding="utf-8").replace('topik: ""', "topik: jalan")
    (tmp_path / "peta.yml").write_text(text, encoding="utf-8")
    assert read_topic_of(tmp_path / "peta.yml", ["jalan"])(rows[0]) == "jalan"


def test_too_many_categories_mean_the_wrong_column(reader: LinearReader) -> None:
    rows = (row(number, "lampu mati", str(number)) for number in range(2, 2000))
    with pytest.raises(TrainingDataError, match="1000 kategori"):
        propose(rows, reader, {"jalan": ["Jalan"]}, HISTORY)


def test_no_more_than_the_cap_evenly_over_time(reader: LinearReader) -> None:
    surveyor = Surveyor(reader, Anonymiser([]), lambda each: each.category, set(), keep_conflicts=True)
    words = [f"{a} {b} berlubang" for a in "abcdefghij" for b in ("utara", "barat", "timur")]
    rows = [row(30 - n + 1, text, date=f"{n + 1:02d}/01/2024") for n, text in enumerate(words)]
    survey = surveyor.survey(reversed(rows), 4)
    assert sorted(survey.chosen) == [2, 11, 21, 31] or sorted(survey.chosen) == [2, 12, 21, 31]
    assert survey.fates[Fate.TAKEN] == 4
    assert survey.fates[Fate.OVER] == 26


def test_every_row_has_exactly_one_fate(reader: LinearReader, small_data: Path) -> None:
    known = known_digests(reader, small_data, Path("none.yml"))
    surveyor = Surveyor(reader, Anonymiser(reader.ordinary), lambda each: each.category or None, known)
    rows = [
        row(2, "sampah menumpuk tidak diangkut", "sampah_lingkungan"),
        row(3, "lampu gang padam terus", "listrik_pju"),
        row(4, "Lampu gang PADAM terus!!", "listrik_pju"),
        row(5, "lampu gang padam terus", "jalan"),
        row(6, "rusak", "jalan"),
        row(7, "apa saja boleh", ""),
        row(8, "buang buang air", "lewati"),
        9,
    ]
    survey = surveyor.survey(rows, 10)
    assert +survey.fates == {
        Fate.KNOWN: 1, Fate.TWO_TOPICS: 2, Fate.REPEATED: 1, Fate.SHORT: 1, Fate.UNMAPPED: 1, Fate.SKIPPED: 1,
        Fate.BROKEN: 1,
    }  # fmt: skip
    assert survey.chosen == {}


def test_the_files_own_classification_marks_the_purpose(place: Path, run: Callable[..., Result]) -> None:
    text = "Klasifikasi,Isi Laporan,Kategori\nPermintaan Informasi,lampu jalan dusun kami mati,PJU\n"
    (place / "klaten.csv").write_text(text, encoding="utf-8")
    (place / "klaten.pemetaan.yml").write_text(
        "pemetaan:\n  - {kategori: PJU, topik: listrik_pju}\n", encoding="utf-8"
    )
    assert run("--keep-conflicts").exit_code == 0
    [line] = lines(place)
    assert line.marks.purpose == Purpose.QUESTION


def test_nothing_usable_is_said_and_nothing_written(place: Path, run: Callable[..., Result]) -> None:
    (place / "klaten.pemetaan.yml").write_text(
        "pemetaan:\n  - {kategori: Lain, topik: lewati}\n", encoding="utf-8"
    )
    shown = run()
    assert shown.exit_code == 1
    assert "Tidak ada baris" in shown.output
    assert not list((place / "data" / "nlu").glob("riwayat*"))


def test_the_history_of_these_tests_is_read_whole() -> None:
    rows = list(HistoryFile(HISTORY, {}).rows())
    assert len([each for each in rows if isinstance(each, Row)]) == 59
