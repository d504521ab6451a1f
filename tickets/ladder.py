"""The escalation ladder: who is called next when nobody has taken a case or it is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from tickets.columns import choice, clock, named, text
from tickets.document import EVERY, Body, DocumentKind, Entry, Names, Problem, Section, Sheet
from tickets.document_reading import doubles, read, refuse
from tickets.ticket import TicketUrgency

LEVELS = {"1": "1 · atasan langsung", "2": "2 · kepala OPD", "3": "3 · Diskominfo/Sekda"}
TOP = 3


class RungChannel(StrEnum):
    """By which way a rung is told."""

    INBOX = "inbox"
    TELEGRAM = "telegram"
    PAPER = "paper"


CHANNELS = {
    RungChannel.INBOX: "Kotak masuk",
    RungChannel.TELEGRAM: "Telegram",
    RungChannel.PAPER: "Lembar cetak",
}


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of one agency's ladder ('*' for every agency); `officer` is a username, perhaps empty.

    Quiet from `quiet_from` until just before `quiet_to`, local time, perhaps over midnight; None: never.
    """

    agency: str
    level: int
    title: str
    name: str
    officer: str
    channel: RungChannel
    quiet_from: time | None = None
    quiet_to: time | None = None

    def is_quiet(self, moment: datetime, urgency: TicketUrgency) -> bool:
        """Whether this person is left in peace at a moment of local time; an emergency always wakes them."""
        if urgency is TicketUrgency.EMERGENCY or self.quiet_from is None or self.quiet_to is None:
            return False
        now = moment.time()
        if self.quiet_from < self.quiet_to:
            return self.quiet_from <= now < self.quiet_to
        return now >= self.quiet_from or now < self.quiet_to


@dataclass(frozen=True, slots=True)
class Ladder:
    """Every rung."""

    rungs: Sequence[Rung] = ()

    def rung(self, agency: str, level: int) -> Rung | None:
        """Return who is called at that level: the agency's own, else everybody's, else the next higher."""
        for higher in range(level, TOP + 1):
            for owner in (agency, EVERY):
                for rung in self.rungs:
                    if (rung.agency, rung.level) == (owner, higher):
                        return rung
        return None


RUNGS = Section(
    name="rungs",
    title="Jenjang",
    help="Jenjang satu OPD didahulukan; yang tidak diisi mengikuti “Semua OPD”, lalu jenjang di atasnya.",
    key="title",
    same=("agency", "level"),
    columns=(
        named("agency", "OPD", Names.AGENCY_OR_ALL),
        choice("level", "Jenjang", LEVELS, int),
        text("title", "Jabatan"),
        text("name", "Nama", required=False),
        named("officer", "Akun", Names.OFFICER, required=False),
        choice("channel", "Lewat", CHANNELS, RungChannel),
        clock("quiet_from", "Tenang mulai"),
        clock("quiet_to", "Tenang sampai"),
    ),
)


def parse(body: Body) -> Ladder:
    """Read a body. Raises DocumentError."""
    entries = read([RUNGS], body)["rungs"]
    problems = doubles(entries, ("agency", "level"), "Jenjang ini sudah diisi untuk OPD yang sama.")
    problems += [problem for entry in entries for problem in _quiet(entry)]
    refuse(problems or _top(entries))
    return Ladder(tuple(Rung(**entry.values) for entry in entries))


def _quiet(entry: Entry) -> list[Problem]:
    start, end = entry["quiet_from"], entry["quiet_to"]
    if (start is None) != (end is None):
        return [entry.problem("quiet_to", "Isi kedua jam tenang, atau kosongkan keduanya.")]
    if start is not None and start == end:
        return [entry.problem("quiet_to", "Jam tenang mulai dan berakhir pada jam yang sama.")]
    return []


def _top(entries: Sequence[Entry]) -> list[Problem]:
    if not entries or any((e["agency"], e["level"]) == (EVERY, TOP) for e in entries):
        return []
    return [
        entries[0].problem(
            "level", "Jenjang 3 untuk “Semua OPD” harus ada: di sanalah setiap aduan berakhir."
        )
    ]


SHEET = Sheet(
    kind=DocumentKind.LADDER,
    slug="jenjang",
    title="Jenjang eskalasi",
    intro="Siapa yang dipanggil bila aduan tidak diambil atau terlambat. Pada jam tenang hanya keadaan darurat yang "
    "membangunkan orang.",
    sections=(RUNGS,),
    parse=parse,
)
