from pathlib import Path

import pytest

from nlu.errors import TrainingDataError
from nlu.history.dates import UNKNOWN, day_of
from nlu.history.file import HistoryFile, Row

HEADING = "Tracking ID,Judul,Isi Laporan,Kategori,Instansi Terdisposisi,Tanggal,Status"
LINE = '1,Lampu,"Lampu mati,\nsudah lama \u2013 gelap",PJU,Dinas,01/02/2023,Selesai'


def written(tmp_path: Path, text: str, encoding: str = "utf-8") -> HistoryFile:
    path = tmp_path / "riwayat.csv"
    path.write_bytes(text.encode(encoding))
    return HistoryFile(path, {})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_spelling_of_a_file_is_read(
    tmp_path: Path, encoding: str, separator: str, newline: str
) -> None:
    heading, line = (
        HEADING.replace(",", separator),
        LINE.replace(",", separator).replace(f"mati{separator}", "mati,"),
    )
    file = written(tmp_path, newline.join([heading, line, ""]), encoding)
    assert list(file.rows()) == [
        Row(2, "Lampu mati,\nsudah lama \u2013 gelap", "PJU", "Dinas", "01/02/2023", "")
    ]


def test_excels_own_first_line_is_passed_over(tmp_path: Path) -> None:
    file = written(tmp_path, "sep=;\nKategori;Isi Laporan\nPJU;lampu mati\n")
    assert list(file.rows()) == [Row(2, "lampu mati", "PJU", "", "", "")]


def test_an_empty_text_is_replaced_by_its_title(tmp_path: Path) -> None:
    [row] = written(tmp_path, "Judul,Isi Laporan,Kategori\nlampu mati,,PJU\n").rows()
    assert isinstance(row, Row)
    assert row.text == "lampu mati"


def test_rows_with_another_number_of_columns_are_told_by_number(tmp_path: Path) -> None:
    file = written(tmp_path, "Kategori,Isi Laporan\nPJU,a\nPJU,a,b\n\n,\nPJU\nPJU,c\n")
    assert [row if isinstance(row, int) else row.number for row in file.rows()] == [2, 3, 6, 7]


def test_a_quotation_mark_never_closed_is_told_with_its_row(tmp_path: Path) -> None:
    file = written(tmp_path, 'Kategori,Isi Laporan\nPJU,a\nPJU,"b\nPJU,c\n')
    with pytest.raises(TrainingDataError, match=r"riwayat\.csv:3: tanda kutip"):
        list(file.rows())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "kosong"),
        ("Nomor,Kategori\n", "--column-text.*Nomor, Kategori"),
        ("Isi Laporan,Status\n", "--column-category"),
    ],
)
def test_missing_columns_are_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(TrainingDataError, match=said):
        written(tmp_path, text)


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Curhat,Bidangnya\nlampu mati,PJU\n", encoding="utf-8")
    [row] = HistoryFile(path, {"text": "curhat", "category": "Bidangnya"}).rows()
    assert isinstance(row, Row)
    assert (row.text, row.category) == ("lampu mati", "PJU")
    with pytest.raises(TrainingDataError, match='tidak ada kolom "Isi"'):
        HistoryFile(path, {"text": "Isi"})


@pytest.mark.parametrize(
    "date", ["2024-01-31 10:20", "31/01/2024", "31-1-2024", "31 Januari 2024", "31 Jan 2024 10.00"]
)
def test_dates_are_read_as_exports_write_them(date: str) -> None:
    assert day_of(date) == 738916


@pytest.mark.parametrize("date", ["", "kemarin", "31/02/2024", "2024-13-01", "1 Foo 2024"])
def test_what_is_no_date_is_unknown(date: str) -> None:
    assert day_of(date) == UNKNOWN
