"""The routing table as a house document: the agencies, what each answers, and who gets the rest."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tickets.columns import areas, code, several, text, tick
from tickets.document import Body, DocumentKind, Entry, Known, Names, Problem, Section, Sheet
from tickets.document_reading import COMMA, doubles, plain, read, refuse
from tickets.routing import Agency, Routing
from tickets.topics import OTHER

AGENCIES = Section(
    name="agencies",
    title="OPD",
    help="Setiap topik harus dimiliki satu OPD tanpa kode wilayah. OPD dengan kode wilayah didahulukan di sana. "
    "Lembaga luar tidak punya kotak masuk.",
    key="name",
    same=("code",),
    columns=(
        code("code", "Kode"),
        text("name", "Nama", longest=200),
        text("short", "Nama pendek", longest=60),
        several("topics", "Topik", Names.TOPIC),
        areas("areas", "Kode wilayah"),
        several("sensitive", "Hal peka yang dibuka", Names.FLAG),
        tick("outside", "Lembaga luar"),
        text("contact", "Kontak untuk warga", required=False, longest=300),
    ),
)
TRIAGE = Section(
    name="triage",
    title="Penerima",
    help="OPD yang menerima aduan tanpa pemilik yang pasti.",
    key="role",
    same=("role",),
    fixed=({"role": "Petugas penerima", "agency": ""},),
    columns=(text("role", "Peran"), code("agency", "Kode OPD")),
)


def parse(body: Body) -> Routing:
    """Read a body; its version is 0. Raises DocumentError."""
    found = read([AGENCIES, TRIAGE], body)
    entries, (triage,) = found["agencies"], found["triage"]
    refuse(doubles(entries, ("code",), "Kode ini sudah dipakai OPD lain."))
    agencies = {entry["code"]: Agency(**entry.values) for entry in entries}
    if triage["agency"] not in agencies or agencies[triage["agency"]].outside:
        refuse([triage.problem("agency", "Pilih kode salah satu OPD di atas, bukan lembaga luar.")])
    return Routing(agencies, triage["agency"])


def body_of(routing: Routing) -> Body:
    """Return a routing as a body; reading it gives the same routing."""
    return {
        "agencies": [_row(agency) for agency in routing.agencies.values()],
        "triage": [{"role": "Petugas penerima", "agency": routing.triage}],
    }


def orphans(body: Body, known: Known) -> Iterable[Problem]:
    """Find topics without an owner for the whole region, and sensitive matters without a keeper."""
    entries = read([AGENCIES], {"agencies": body["agencies"]})["agencies"]
    owned = {topic for entry in entries if not entry["areas"] for topic in entry["topics"]}
    kept = {flag for entry in entries for flag in entry["sensitive"]}
    topics = _titles(known.topics, known.topics.keys() - owned - {OTHER})
    flags = _titles(known.flags, known.flags.keys() - kept)
    if topics:
        yield _last(entries, "topics", f"Belum ada OPD seluruh wilayah untuk topik: {topics}.")
    if flags:
        yield _last(entries, "sensitive", f"Belum ada OPD yang membuka hal peka: {flags}.")


def _titles(names: Mapping[str, str], missing: Iterable[str]) -> str:
    return COMMA.join(sorted(names[each] for each in missing))


def _last(entries: Sequence[Entry], field: str, message: str) -> Problem:
    return Problem("agencies", max(len(entries) - 1, 0), field, message)


def _row(agency: Agency) -> Mapping[str, str]:
    values: Mapping[str, Any] = {name: getattr(agency, name) for name in Agency.__slots__}
    return {column.name: plain(values[column.name]) for column in AGENCIES.columns}


SHEET = Sheet(
    kind=DocumentKind.ROUTING,
    slug="opd",
    title="OPD dan rute",
    intro="OPD mana menjawab topik apa, dan di wilayah mana. Aduan yang sudah ada tetap di OPD-nya.",
    sections=(AGENCIES, TRIAGE),
    parse=parse,
    check=orphans,
)
