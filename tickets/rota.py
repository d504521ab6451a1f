"""The duty rota: who answers round the clock. Moments are local time; what zone they carry is not looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tickets.columns import moment, named
from tickets.document import EVERY, Body, DocumentKind, Entry, Names, Problem, Section, Sheet
from tickets.document_reading import read, refuse

LONGEST = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Duty:
    """On duty from `start` until just before `end`, for one agency or all ('*'); `officer` is a username."""

    start: datetime
    end: datetime
    officer: str
    agency: str

    def serves(self, agency: str) -> bool:
        """Whether it is for that agency."""
        return self.agency in {agency, EVERY}


@dataclass(frozen=True, slots=True)
class Rota:
    """Every duty."""

    duties: Sequence[Duty] = ()

    def on_duty(self, moment: datetime, agency: str) -> tuple[str, ...]:
        """Return the usernames on duty, the agency's own before those for all; empty where nobody is."""
        now = moment.replace(tzinfo=None)
        found = [duty for duty in self.duties if duty.serves(agency) and duty.start <= now < duty.end]
        return tuple(dict.fromkeys(d.officer for d in sorted(found, key=lambda d: d.agency == EVERY)))

    def gaps(self, start: datetime, end: datetime, agency: str = EVERY) -> list[tuple[datetime, datetime]]:
        """Return the spans from `start` to `end` in which nobody is on duty for the agency, in order."""
        covered, end = start.replace(tzinfo=None), end.replace(tzinfo=None)
        gaps = []
        for duty in sorted((d for d in self.duties if d.serves(agency)), key=lambda d: d.start):
            if duty.start >= end:
                break
            if duty.start > covered:
                gaps.append((covered, duty.start))
            covered = max(covered, duty.end)
        return [*gaps, (covered, end)] if covered < end else gaps

    @property
    def agencies(self) -> tuple[str, ...]:
        """The agencies with duties, '*' first where it has any."""
        return tuple(sorted({duty.agency for duty in self.duties}))


DUTIES = Section(
    name="duties",
    title="Piket",
    help="Piket “Semua OPD” berlaku untuk OPD yang tidak punya petugas piket sendiri pada jam itu.",
    key="officer",
    same=("start", "end", "officer", "agency"),
    columns=(
        moment("start", "Mulai"),
        moment("end", "Sampai"),
        named("officer", "Petugas", Names.OFFICER),
        named("agency", "OPD", Names.AGENCY_OR_ALL),
    ),
)


def parse(body: Body) -> Rota:
    """Read a body. Raises DocumentError."""
    entries = read([DUTIES], body)["duties"]
    refuse(problem for entry in entries for problem in _length(entry))
    return Rota(tuple(Duty(**entry.values) for entry in entries))


def _length(entry: Entry) -> list[Problem]:
    if entry["end"] <= entry["start"]:
        return [entry.problem("end", "Piket berakhir sebelum dimulai. Periksa tanggal dan jamnya.")]
    if entry["end"] - entry["start"] > LONGEST:
        return [entry.problem("end", f"Satu baris piket paling lama {LONGEST.days} hari.")]
    return []


SHEET = Sheet(
    kind=DocumentKind.ROTA,
    slug="piket",
    title="Jadwal piket",
    intro="Siapa berjaga kapan, siang dan malam. Pada malam hari petugas piket dipanggil hanya untuk keadaan darurat.",
    sections=(DUTIES,),
    parse=parse,
)
