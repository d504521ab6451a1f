"""A preset: what a region starts from (SP4N, NTB Care, Lampung's SOP) until it edits its own documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tickets.document import Body, DocumentKind
from tickets.status import TicketStatus


class ReportPeriod(StrEnum):
    """How often the report on agencies is made."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


PERIODS = {
    ReportPeriod.WEEKLY: "mingguan",
    ReportPeriod.MONTHLY: "bulanan",
    ReportPeriod.QUARTERLY: "triwulanan",
}


class StepLimit(StrEnum):
    """Which limit in force a step of the SOP takes its time from."""

    PICKUP = "pickup"
    FIRST_ANSWER = "first_answer"
    COMPLETION = "completion"
    VOTE = "vote"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the SOP; its time is a limit in force, or `days` (working days), or not told."""

    title: str
    who: str
    text: str
    limit: StepLimit | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs the SOP; an empty name leaves a line to write on."""

    position: str
    name: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Sop:
    """The standard operating procedure that is printed from the settings."""

    title: str = "Standar Operasional Prosedur Pengelolaan Pengaduan"
    basis: Sequence[str] = ()
    steps: Sequence[Step] = ()
    signatory: Signatory = Signatory("Kepala Daerah")


@dataclass(frozen=True, slots=True)
class Preset:
    """What one settings file says; without one, what the code does by itself.

    `seeds` are the documents in force until the region saves its own; the two maps of status names replace the
    usual words where they have one.
    """

    title: str = "Bawaan"
    seeds: Mapping[DocumentKind, Body] = field(default_factory=dict)
    citizen_status: Mapping[TicketStatus, str] = field(default_factory=dict)
    officer_status: Mapping[TicketStatus, str] = field(default_factory=dict)
    period: ReportPeriod = ReportPeriod.MONTHLY
    report_title: str = "Laporan pengaduan"
    sop: Sop = Sop()
