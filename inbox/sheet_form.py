"""What a form of rows carries: fields named `section.row.column`, and how many rows were there before."""

from collections.abc import Iterable, Mapping, Sequence

from aiohttp import web

from inbox.forms import clean
from tickets.document import Asks, Column, Row, Section, Sheet
from tickets.document_reading import COMMA

#: Bytes of one document's form: a thousand roads.
LARGEST_SHEET = 2 * 1024 * 1024
MOST_ROWS = 5000
MOST_FIELDS = 50_000

Rows = Mapping[str, list[Row]]
Fields = Mapping[str, Sequence[str]]


async def read_sheet(request: web.Request) -> Fields:
    """Return a document's form. Raises 400 for what is no form."""
    larger = request.clone(client_max_size=LARGEST_SHEET, client_max_fields=MOST_FIELDS)
    try:
        posted = await larger.post()
    except (ValueError, LookupError):
        raise web.HTTPBadRequest from None
    fields: dict[str, list[str]] = {}
    for name, value in posted.items():
        if isinstance(value, str):
            fields.setdefault(name, []).append(clean(value))
    return fields


def first(fields: Fields, name: str) -> str:
    """Return a field's only value, empty where it was not posted."""
    return fields.get(name, ("",))[0]


def typed_rows(sheet: Sheet, fields: Fields) -> tuple[Rows, dict[str, int]]:
    """Return each section's rows as typed, and how many of them were there before.

    A row that was there and lost its key is removed; a new one without any word was never filled in.
    """
    rows: dict[str, list[Row]] = {}
    before: dict[str, int] = {}
    for section in sheet.sections:
        old = _count(first(fields, f"n.{section.name}"))
        kept = [(i, row) for i, row in _typed(section, fields) if _stays(section, row, was_there=i < old)]
        rows[section.name] = [row for _, row in kept]
        before[section.name] = sum(i < old for i, _ in kept)
    return rows, before


def _typed(section: Section, fields: Fields) -> Iterable[tuple[int, Row]]:
    numbers = {_row_number(name, section.name) for name in fields} - {None}
    for i in sorted(number for number in numbers if number is not None)[:MOST_ROWS]:
        yield (
            i,
            {
                column.name: _cell(fields, f"{section.name}.{i}.{column.name}", column)
                for column in section.columns
            },
        )


def _cell(fields: Fields, name: str, column: Column) -> str:
    several = column.asks is Asks.SEVERAL
    return COMMA.join(filter(None, fields.get(name, ()))) if several else first(fields, name)


def _stays(section: Section, row: Row, *, was_there: bool) -> bool:
    if section.fixed:
        return True
    return bool(row[section.key]) if was_there else any(row.values())


def _row_number(name: str, section: str) -> int | None:
    start, _, rest = name.partition(".")
    number = rest.partition(".")[0]
    return _count(number) if start == section and number.isascii() and number.isdigit() else None


def _count(words: str) -> int:
    return int(words) if words.isascii() and words.isdigit() and len(words) <= len(str(MOST_ROWS)) else 0
