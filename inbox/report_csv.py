"""A report as a file that Indonesian spreadsheets open by a click: semicolons, decimal commas, a byte order mark."""

import csv
import io
from collections.abc import Sequence

from inbox.report_words import COLUMNS, NONE
from tickets.scores import Scores

HEAD = ("Masa", "Kode OPD", "OPD")


def csv_of(period: str, rows: Sequence[tuple[str, str, Scores]]) -> bytes:
    """Return one row an agency (code, name, figures)."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([*HEAD, *(column.title for column in COLUMNS)])
    for code, name, scores in rows:
        cells = (column.text(scores).removesuffix(column.unit) for column in COLUMNS)
        writer.writerow(
            [period, _plain(code), _plain(name), *("" if cell == NONE else cell for cell in cells)]
        )
    return text.getvalue().encode("utf-8-sig")


def _plain(text: str) -> str:
    """Keep a spreadsheet from reading a name as a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text
