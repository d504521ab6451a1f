"""House documents: what a region decides, as rows of words that are all read, checked and shown in one way.

A body maps a section to its rows, a row maps a column to what was typed. A `Sheet` describes one kind of document;
the pages, the files and the history know nothing else of it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Row = Mapping[str, str]
Body = Mapping[str, Sequence[Row]]
#: In place of an agency's code: every agency.
EVERY = "*"


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
