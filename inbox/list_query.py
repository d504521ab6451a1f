"""What an address asks of a list: which one, narrowed by what, from where on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from inbox.forms import clean
from inbox.list_words import AGES, BY_SLUG, CLASSES, LISTS
from inbox.words import CHANNELS
from storage.case_filter import CaseFilter
from storage.case_lists import CaseList, lists_of
from storage.staff import Officer
from tickets.status import TicketStatus
from tickets.ticket import TicketUrgency
from tickets.topics import Topic

FIELDS = ("opd", "topik", "status", "urgensi", "wilayah", "umur", "kanal", "kelas")
CODE = re.compile(r"[\w.-]{1,60}")
LONGEST = 60
NUMBER = re.compile(r"[A-Z]{2,5}-[0-9A-Z]{6}-[0-9A-Z]")


@dataclass(frozen=True, slots=True)
class ListQuery:
    """One list with the filters as they stand in the address (empty ones left out), and a cursor."""

    one: CaseList
    fields: Mapping[str, str]
    cursor: str = ""

    @property
    def address(self) -> str:
        """Return the query of the address that leads here, without the cursor; one list has one such query."""
        return urlencode({"lihat": LISTS[self.one].slug} | dict(self.fields))

    def wanted(self, topics: Mapping[str, Topic], numbers: tuple[str, ...] = ()) -> CaseFilter:
        """Return what to narrow by; `topics` tell the completion classes."""
        get, _, older, younger = self.fields.get, *AGES.get(self.fields.get("umur", ""), ("", None, None))
        kind = get("kelas")
        return CaseFilter(
            agency=get("opd", ""),
            topic=get("topik", ""),
            status=get("status", ""),
            urgency=get("urgensi", ""),
            area=get("wilayah", ""),
            channel=get("kanal", ""),
            topics=tuple(t.name for t in topics.values() if t.completion == kind) if kind else None,
            older=older,
            younger=younger,
            numbers=numbers,
        )


def read_query(query: Mapping[str, str], officer: Officer) -> ListQuery:
    """Read an address; what is no list of this officer's, or no value of a filter, is left out."""
    mine = lists_of(officer)
    asked = BY_SLUG.get(query.get("lihat", ""), mine[0])
    fields = {name: clean(query.get(name, ""))[:LONGEST] for name in FIELDS}
    kept = {name: value for name, value in fields.items() if value and _known(name, value)}
    return ListQuery(asked if asked in mine else mine[0], kept, query.get("mulai", "")[:400])


def read_address(address: str, officer: Officer) -> ListQuery:
    """Read a query that stands in a form or a saved filter."""
    return read_query(dict(parse_qsl(address[:1000])), officer)


def ticked(values: list[str], most: int) -> tuple[str, ...]:
    """Return the numbers that were ticked."""
    numbers = (value.strip().upper() for value in values)
    return tuple(dict.fromkeys(n for n in numbers if NUMBER.fullmatch(n)))[:most]


def _known(name: str, value: str) -> bool:
    choices: Mapping[str, object] = {
        "status": list(TicketStatus),
        "urgensi": list(TicketUrgency),
        "umur": AGES,
        "kanal": CHANNELS,
        "kelas": CLASSES,
    }
    return value in choices[name] if name in choices else CODE.fullmatch(value) is not None  # type: ignore[operator]
