"""House documents: what a region decides, as rows of words that are all read, checked and shown in one way.

A body maps a section to its rows, a row maps a column to what was typed. A `Sheet` describes one kind of document;
the pages, the files and the history know nothing else of it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Any

Row = Mapping[str, str]
Body = Mapping[str, Sequence[Row]]
#: Between several values in one cell.
COMMA = ", "
#: In place of an agency's code: every agency.
EVERY = "*"
TICKED = "ya"


class DocumentKind(StrEnum):
    """What a document is about."""

    LIMITS = "limits"
    LADDER = "ladder"
    ROTA = "rota"
    HOURS = "hours"
    ROADS = "roads"
    BODIES = "bodies"
    ROUTING = "routing"


class Names(StrEnum):
    """Whose codes a cell may hold; which there are, only the running office knows (`Known`)."""

    AGENCY = "agency"
    AGENCY_OR_ALL = "agency_or_all"
    OUTSIDE = "outside"
    ANSWERER = "answerer"
    OFFICER = "officer"
    TOPIC = "topic"
    FLAG = "flag"


class Asks(StrEnum):
    """How a page asks for a cell."""

    TEXT = "text"
    NUMBER = "number"
    TIME = "time"
    DATE = "date"
    MOMENT = "datetime-local"
    CHOICE = "choice"
    SEVERAL = "several"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell; `row` counts from 0, the message says what to do (Indonesian)."""

    section: str
    row: int
    field: str
    message: str


class DocumentError(ValueError):
    """A body cannot be used; `problems` are all that was found, the first also as `row` and `field`."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Carry at least one problem."""
        self.problems = tuple(problems)
        first = self.problems[0]
        self.section, self.row, self.field = first.section, first.row, first.field
        super().__init__(first.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column; `read` turns what was typed into a value or raises ValueError with a sentence.

    An empty cell is `empty` where nothing is `required`.
    """

    name: str
    title: str
    read: Callable[[str], Any]
    asks: Asks = Asks.TEXT
    required: bool = True
    empty: Any = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    names: Names | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One table; clearing `key` removes a row, `same` are the columns that make two rows the same one.

    Where there are `fixed` rows, there are these and no others; one left out is as written here.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: str
    same: tuple[str, ...] = ()
    help: str = ""
    fixed: tuple[Row, ...] = ()

    def column(self, name: str) -> Column:
        """Return a column by its name."""
        return next(each for each in self.columns if each.name == name)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row's values, and where it stands."""

    section: str
    row: int
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        """Return one value."""
        return self.values[name]

    def problem(self, field: str, message: str) -> Problem:
        """Say what is wrong here."""
        return Problem(self.section, self.row, field, message)


@dataclass(frozen=True, slots=True)
class Known:
    """The names that exist now: code to what the screen says."""

    agencies: Mapping[str, str] = field(default_factory=dict)
    outside: Mapping[str, str] = field(default_factory=dict)
    officers: Mapping[str, str] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)
    flags: Mapping[str, str] = field(default_factory=dict)

    def of(self, names: Names) -> Mapping[str, str]:
        """Return the codes a cell may hold, with what the screen says."""
        return {
            Names.AGENCY: self.agencies,
            Names.AGENCY_OR_ALL: {EVERY: "Semua OPD"} | dict(self.agencies),
            Names.OUTSIDE: self.outside,
            Names.ANSWERER: dict(self.agencies) | dict(self.outside),
            Names.OFFICER: self.officers,
            Names.TOPIC: self.topics,
            Names.FLAG: self.flags,
        }[names]


def unchecked(_body: Body, _known: Known) -> list[Problem]:
    """Find nothing: most documents need no more than the names' check."""
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One kind of document: its place in the address, its words on screen, its tables and its reader.

    `parse` raises DocumentError; `check` finds what only the running office can know.
    """

    kind: DocumentKind
    slug: str
    title: str
    intro: str
    sections: tuple[Section, ...]
    parse: Callable[[Body], Any]
    check: Callable[[Body, Known], Iterable[Problem]] = unchecked

    def section(self, name: str) -> Section:
        """Return a section by its name."""
        return next(each for each in self.sections if each.name == name)


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
