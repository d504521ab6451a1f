"""Office hours as a house document: each weekday, the break, and seasons such as Ramadan."""

from collections.abc import Mapping, Sequence
from datetime import time
from itertools import pairwise

from tickets.columns import choice, clock, day, text
from tickets.document import Body, Column, DocumentKind, Entry, Problem, Section, Sheet
from tickets.document_reading import read, refuse
from tickets.hours import OfficeHours, Season, Span, Week

Spans = tuple[Span, ...]
DAYS = {"0": "Senin", "1": "Selasa", "2": "Rabu", "3": "Kamis", "4": "Jumat", "5": "Sabtu", "6": "Minggu"}
FRIDAY = 4
HOURS = ("opens", "break_from", "break_to", "closes")
FRIDAYS = tuple(f"friday_{name}" for name in HOURS)


def _clocks(names: Sequence[str], after: str = "") -> tuple[Column, ...]:
    titles = ("Buka", "Istirahat mulai", "Istirahat sampai", "Tutup")
    return tuple(clock(name, f"{title}{after}") for name, title in zip(names, titles, strict=True))


WEEK = Section(
    name="week",
    title="Pekan biasa",
    help="Kosongkan seluruh jam pada hari libur mingguan. Tutup pukul 00:00 berarti tengah malam.",
    key="day",
    same=("day",),
    fixed=tuple({"day": number} | dict.fromkeys(HOURS, "") for number in DAYS),
    columns=(choice("day", "Hari", DAYS, int), *_clocks(HOURS)),
)
SEASONS = Section(
    name="seasons",
    title="Musim dengan jam lain",
    help="Misalnya Ramadan. Berlaku pada hari kerja pekan biasa; jam Jumat boleh dikosongkan bila sama.",
    key="name",
    same=("name", "first"),
    columns=(
        text("name", "Nama"),
        day("first", "Dari tanggal"),
        day("last", "Sampai tanggal"),
        *_clocks(HOURS),
        *_clocks(FRIDAYS, " (Jumat)"),
    ),
)


def parse(body: Body) -> OfficeHours:
    """Read a body. Raises DocumentError."""
    entries = read([WEEK, SEASONS], body)
    problems: list[Problem] = []
    days = [_spans(entry, HOURS, problems) for entry in entries["week"]]
    if not problems and not any(days):
        problems.append(entries["week"][0].problem("opens", "Sedikitnya satu hari harus punya jam kerja."))
    seasons = [(entry, _season(entry, problems)) for entry in entries["seasons"]]
    refuse(problems)
    return OfficeHours(Week(tuple(days)), tuple(_made(entry, hours, days) for entry, hours in seasons))


def body_of(hours: OfficeHours) -> Body:
    """Return the usual week of hours with at most one break a day as a body that reads back as the same."""
    return {"week": [_row(i, spans) for i, spans in enumerate(hours.usual.days)], "seasons": []}


def _row(weekday: int, spans: Sequence[Span]) -> Mapping[str, str]:
    moments = [moment for span in spans for moment in (span.opens, span.closes)]
    opens, closes = (moments[0], moments[-1]) if moments else (None, None)
    rest = moments[1:-1] or (None, None)
    values = zip(HOURS, (opens, *rest, closes), strict=True)
    return {"day": str(weekday)} | {name: f"{at:%H:%M}" if at else "" for name, at in values}


def _spans(entry: Entry, names: Sequence[str], problems: list[Problem]) -> Spans:
    opens, rest_from, rest_to, closes = (entry[name] for name in names)
    if all(entry[name] is None for name in names):
        return ()
    if opens is None or closes is None:
        problems.append(entry.problem(names[0 if opens is None else 3], "Isi jam buka dan jam tutup."))
        return ()
    if (rest_from is None) != (rest_to is None):
        missing = names[1 if rest_from is None else 2]
        problems.append(entry.problem(missing, "Isi kedua jam istirahat, atau kosongkan keduanya."))
        return ()
    ends = (opens, closes) if rest_from is None else (opens, rest_from, rest_to, closes)
    if not _in_order(ends):
        problems.append(entry.problem(names[3], "Jam buka, istirahat, dan tutup harus berurutan."))
        return ()
    return tuple(Span(ends[i], ends[i + 1]) for i in range(0, len(ends), 2))


def _in_order(ends: Sequence[time]) -> bool:
    """Whether each comes after the one before; 00:00 at the end is midnight."""
    last = ends[-1] == time(0)
    inner = ends[:-1] if last else ends
    return all(earlier < later for earlier, later in pairwise(inner))


def _season(entry: Entry, problems: list[Problem]) -> tuple[Spans, Spans]:
    if entry["last"] < entry["first"]:
        problems.append(entry.problem("last", "Musim berakhir sebelum dimulai."))
    known = len(problems)
    usual, friday = _spans(entry, HOURS, problems), _spans(entry, FRIDAYS, problems)
    if not usual and len(problems) == known:
        problems.append(entry.problem("opens", "Isi jam buka dan jam tutup."))
    return usual, friday


def _made(entry: Entry, hours: tuple[Spans, Spans], days: Sequence[Spans]) -> Season:
    usual, friday = hours
    week = [usual if worked else () for worked in days]
    if friday and days[FRIDAY]:
        week[FRIDAY] = friday
    return Season(entry["first"], entry["last"], Week(tuple(week)))


SHEET = Sheet(
    kind=DocumentKind.HOURS,
    slug="jam",
    title="Jam kerja",
    intro="Jam layanan petugas, dihitung untuk semua batas waktu. Tanggal yang sudah dijanjikan tidak berubah.",
    sections=(WEEK, SEASONS),
    parse=parse,
)
