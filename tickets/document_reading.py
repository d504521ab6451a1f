"""Reading house documents: from words to values, with every cell that cannot be used."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from tickets.document import Body, DocumentError, Entry, Known, Problem, Row, Section, Sheet

#: Between several values in one cell.
COMMA = ", "
TICKED = "ya"


def plain(value: Any) -> str:
    """Return a file's or form's value as a cell's words."""
    if value is None or value is False:
        return ""
    if value is True:
        return TICKED
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return COMMA.join(str(each).strip() for each in value)
    return str(value).strip()


def canonical(sections: Iterable[Section], body: Mapping[str, Any]) -> Body:
    """Return the body with every section, row and column in order and as words.

    Raises DocumentError for a section, column or fixed row that is not of this sheet.
    """
    known = {section.name: section for section in sections}
    problems = [Problem(name, 0, "", f"Bagian `{name}` tidak dikenal.") for name in body if name not in known]
    problems += [p for name, section in known.items() for p in _strange(section, body.get(name) or ())]
    if problems:
        raise DocumentError(problems)
    return {name: _rows(section, body.get(name) or ()) for name, section in known.items()}


def read(sections: Iterable[Section], body: Mapping[str, Any]) -> dict[str, list[Entry]]:
    """Return every cell's value. Raises DocumentError with all cells that cannot be read."""
    sections = tuple(sections)
    problems: list[Problem] = []
    found: dict[str, list[Entry]] = {}
    for name, rows in canonical(sections, body).items():
        section = next(each for each in sections if each.name == name)
        found[name] = [_entry(section, i, row, problems) for i, row in enumerate(rows)]
    refuse(problems)
    return found


def refuse(problems: Iterable[Problem]) -> None:
    """Raise DocumentError where there are problems."""
    if found := tuple(problems):
        raise DocumentError(found)


def doubles(entries: Iterable[Entry], columns: Sequence[str], message: str) -> list[Problem]:
    """Find rows that say again what an earlier one said in these columns."""
    seen: set[tuple[Any, ...]] = set()
    problems = []
    for entry in entries:
        same = tuple(entry[column] for column in columns)
        if same in seen:
            problems.append(entry.problem(columns[-1], message))
        seen.add(same)
    return problems


def unknown_names(sheet: Sheet, body: Body, known: Known) -> list[Problem]:
    """Find codes of agencies, officers and topics that do not exist now."""
    return [
        Problem(section.name, i, column.name, f"“{code}” tidak ada (lagi). Pilih yang lain.")
        for section in sheet.sections
        for column in section.columns
        if column.names is not None
        for i, row in enumerate(body.get(section.name, ()))
        for code in codes(row.get(column.name, ""))
        if code not in known.of(column.names)
    ]


def codes(cell: str) -> tuple[str, ...]:
    """Return the values of a cell that may hold several."""
    return tuple(dict.fromkeys(part for part in (each.strip() for each in cell.split(",")) if part))


def _strange(section: Section, rows: Any) -> Iterable[Problem]:
    if isinstance(rows, str | Mapping) or not isinstance(rows, Sequence):
        yield Problem(section.name, 0, "", f"Bagian `{section.name}` berisi daftar baris (`- kolom: isi`).")
        return
    names, keys = {column.name for column in section.columns}, {row[section.key] for row in section.fixed}
    for i, row in enumerate(rows):
        if not isinstance(row, Mapping):
            yield Problem(section.name, i, "", "Setiap baris ditulis sebagai `kolom: isi`.")
            continue
        yield from (
            Problem(
                section.name, i, name, f"Kolom `{name}` tidak dikenal. Yang dikenal: {COMMA.join(names)}."
            )
            for name in row
            if name not in names
        )
        key = plain(row.get(section.key))
        if section.fixed and key not in keys:
            yield Problem(section.name, i, section.key, f"`{key}` tidak dikenal di sini.")


def _rows(section: Section, rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    words: list[Row] = [{c.name: plain(row.get(c.name)) for c in section.columns} for row in rows]
    if not section.fixed:
        return words
    given = {row[section.key]: row for row in words}
    return [given.get(row[section.key]) or dict(row) for row in section.fixed]


def _entry(section: Section, i: int, row: Row, problems: list[Problem]) -> Entry:
    values: dict[str, Any] = {}
    for column in section.columns:
        cell = row[column.name]
        values[column.name] = column.empty
        try:
            if cell:
                values[column.name] = column.read(cell)
            elif column.required:
                raise ValueError(f"{column.title} belum diisi.")  # noqa: TRY301 - one way to report a cell
        except ValueError as error:
            problems.append(Problem(section.name, i, column.name, str(error)))
    return Entry(section.name, i, values)
