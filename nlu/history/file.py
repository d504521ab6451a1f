"""A region's own complaints as SP4N-LAPOR! and Excel export them: read as a stream, whatever its spelling."""

from __future__ import annotations

import codecs
import csv
import re
from io import TextIOWrapper
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from nlu.errors import TrainingDataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

#: Our name of a column, and what exports call it; the first one found is taken.
COLUMNS = {
    "text": (
        "isi laporan",
        "isi aduan",
        "isi pengaduan",
        "uraian",
        "deskripsi",
        "laporan",
        "aduan",
        "isi",
        "teks",
    ),
    "title": ("judul", "judul laporan"),
    "category": ("kategori", "kategori laporan", "topik", "bidang"),
    "agency": ("instansi terdisposisi", "instansi", "instansi tujuan", "opd", "disposisi"),
    "date": ("tanggal", "tanggal laporan", "tanggal laporan masuk", "tanggal masuk", "waktu"),
    "kind": ("klasifikasi", "klasifikasi laporan", "jenis laporan", "jenis"),
}
LONGEST_FIELD = 131_072  #: characters; a longer one is a quotation mark that nobody closed
_BLOCK = 1 << 20
_PROGRESS_EVERY = 200  #: rows


class Row(NamedTuple):
    """One complaint; `number` counts rows as a spreadsheet does, the heading being 1."""

    number: int
    text: str
    category: str
    agency: str
    date: str
    kind: str


class HistoryFile:
    """An export: comma, semicolon or tab; UTF-8, UTF-16 or cp1252; line breaks inside quotes are fine."""

    def __init__(self, path: Path, wanted: Mapping[str, str]) -> None:
        """Find encoding, separator and columns; `wanted` names columns by ours. Raises TrainingDataError."""
        self.path, self._encoding = path, _encoding(path)
        self.size = path.stat().st_size  #: bytes
        heading, self._heading_line, self._separator = self._read_heading()
        self._columns = _columns(path, heading, wanted)
        self._width = len(heading)

    def rows(self, progress: Callable[[int], object] = lambda _: None) -> Iterator[Row | int]:
        """Yield rows, for a broken one its number only; `progress` is told the bytes read.

        Raises TrainingDataError where a quotation mark is never closed.
        """
        with self.path.open("rb") as raw:
            for number, cells in self._cells(raw_text(raw, self._encoding)):
                if number % _PROGRESS_EVERY == 0:
                    progress(raw.tell())
                if cells is None or (cells and len(cells) != self._width):
                    yield number
                elif any(cell.strip() for cell in cells):
                    yield self._row(number, cells)
            progress(self.size)

    def _cells(self, lines: TextIOWrapper) -> Iterator[tuple[int, list[str] | None]]:
        for _ in range(self._heading_line):
            next(lines)
        reader = csv.reader(lines, delimiter=self._separator, strict=True)
        number = 1
        while True:
            number += 1
            try:
                yield number, next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                if "unexpected end" in str(error) or "field larger" in str(error):
                    reason = "tanda kutip yang dibuka di baris ini tidak pernah ditutup; perbaiki berkasnya."
                    raise TrainingDataError(self.path, number, reason) from error
                yield number, None

    def _row(self, number: int, cells: Sequence[str]) -> Row:
        found = {name: cells[at].strip() for name, at in self._columns.items()}
        text = found["text"] or found.get("title", "")
        return Row(number, text, *(found.get(name, "") for name in ("category", "agency", "date", "kind")))

    def _read_heading(self) -> tuple[list[str], int, str]:
        """Read the heading, after Excel's "sep=;" if there is one: cells, lines to skip, separator."""
        with self.path.open("rb") as raw:
            lines = raw_text(raw, self._encoding)
            first, skip = lines.readline(LONGEST_FIELD), 1
            if first.lower().startswith("sep="):
                first, skip = lines.readline(LONGEST_FIELD), 2
        if not first.strip():
            raise TrainingDataError(self.path, 1, "berkas kosong; baris pertama harus berisi nama kolom.")
        separator = max(",;\t", key=first.count)
        return next(csv.reader([first], delimiter=separator)), skip, separator


def raw_text(raw: BinaryIO, encoding: str) -> TextIOWrapper:
    """Decode a binary file as a stream, its line breaks untouched."""
    # cp1252 leaves five bytes without meaning; a wrong letter must not stop 100,000 rows.
    return TextIOWrapper(raw, encoding=encoding, errors="replace", newline="")


def _encoding(path: Path) -> str:
    try:
        with path.open("rb") as file:
            start = file.read(4)
            if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return "utf-16"
            file.seek(0)
            decoder = codecs.getincrementaldecoder("utf-8-sig")()
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    except OSError as error:
        raise TrainingDataError(path, 1, "berkas tidak dapat dibaca.") from error
    return "utf-8-sig"


def _columns(path: Path, heading: Sequence[str], wanted: Mapping[str, str]) -> dict[str, int]:
    places = {_plain(name): at for at, name in reversed(list(enumerate(heading)))}
    found = {}
    for column, names in COLUMNS.items():
        named = wanted.get(column)
        at = next((places[name] for name in ([_plain(named)] if named else names) if name in places), None)
        if at is not None:
            found[column] = at
        elif named:
            raise TrainingDataError(path, 1, f'tidak ada kolom "{named}". {_there(heading)}')
    if "text" not in found:
        raise TrainingDataError(
            path, 1, f"kolom isi laporan tidak dikenali; pakai --column-text. {_there(heading)}"
        )
    if not {"category", "agency"} & set(found):
        raise TrainingDataError(
            path, 1, f"kolom kategori tidak dikenali; pakai --column-category. {_there(heading)}"
        )
    return found


def _there(heading: Sequence[str]) -> str:
    return f"Yang ada: {', '.join(each.strip() for each in heading)}."


def _plain(name: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", name.casefold()))
