"""Reading a preset: its own tables, and the documents it seeds."""

from collections.abc import Mapping, Sequence
from typing import Any

from tickets.columns import choice, number, text
from tickets.document import DocumentError, DocumentKind, Entry, Problem, Section
from tickets.document_reading import canonical, doubles, read, refuse
from tickets.preset import PERIODS, Preset, ReportPeriod, Signatory, Sop, Step, StepLimit
from tickets.sheets import SHEETS
from tickets.status import TicketStatus

_STATUS = (
    choice("status", "Status", {status: status for status in TicketStatus}, TicketStatus),
    text("name", "Nama", longest=40),
)
_LIMITS = {limit: limit for limit in StepLimit}
#: A preset's own tables; its other top-level keys are kinds of documents.
SECTIONS = (
    Section(
        name="preset",
        title="Preset",
        key="title",
        columns=(text("title", "Nama"), text("sop_title", "Judul SOP", longest=200)),
    ),
    Section(name="citizen_status", title="Status bagi warga", key="status", columns=_STATUS),
    Section(name="officer_status", title="Status bagi petugas", key="status", columns=_STATUS),
    Section(
        name="report",
        title="Laporan",
        key="title",
        columns=(choice("period", "Masa", PERIODS, ReportPeriod), text("title", "Judul")),
    ),
    Section(name="basis", title="Dasar", key="text", columns=(text("text", "Dasar", longest=300),)),
    Section(
        name="steps",
        title="Langkah",
        key="title",
        columns=(
            text("title", "Langkah"),
            text("who", "Pelaksana"),
            text("text", "Uraian", longest=600),
            choice("limit", "Batas", _LIMITS, StepLimit, required=False),
            number("days", "Hari kerja", 1, 250, required=False),
        ),
    ),
    Section(
        name="signatory",
        title="Penanda tangan",
        key="position",
        columns=(
            text("position", "Jabatan"),
            text("name", "Nama", required=False),
            text("number", "NIP", required=False),
        ),
    ),
)


def parse(raw: Mapping[str, Any]) -> Preset:
    """Read a preset as its file has it. Raises DocumentError; in a document's part the section is `kind.section`."""
    seeds = {kind: raw[kind] for kind in SHEETS if kind in raw}
    found = read(SECTIONS, {name: value for name, value in raw.items() if name not in seeds})
    for kind, body in seeds.items():
        _check_seed(kind, body)
    refuse(_problems(found))
    about, report, signatory = (found[name][0] for name in ("preset", "report", "signatory"))
    return Preset(
        title=about["title"],
        seeds={kind: canonical(SHEETS[kind].sections, body) for kind, body in seeds.items()},
        citizen_status=_names(found["citizen_status"]),
        officer_status=_names(found["officer_status"]),
        period=report["period"],
        report_title=report["title"],
        sop=Sop(
            about["sop_title"],
            tuple(entry["text"] for entry in found["basis"]),
            tuple(Step(**entry.values) for entry in found["steps"]),
            Signatory(**signatory.values),
        ),
    )


def _check_seed(kind: DocumentKind, body: Any) -> None:
    if not isinstance(body, Mapping):
        raise DocumentError([Problem(kind, 0, "", "Tulis bagian-bagiannya di bawah kunci ini.")])
    try:
        SHEETS[kind].parse(body)
    except DocumentError as error:
        inside = (Problem(f"{kind}.{p.section}", p.row, p.field, p.message) for p in error.problems)
        raise DocumentError(inside) from None


def _problems(found: Mapping[str, Sequence[Entry]]) -> list[Problem]:
    single = ("preset", "report", "signatory")
    wrong = [
        Problem(name, 1, "", f"Bagian `{name}` punya tepat satu baris.")
        for name in single
        if len(found[name]) != 1
    ]
    for name in ("citizen_status", "officer_status"):
        wrong += doubles(found[name], ("status",), "Status ini sudah diberi nama.")
    return wrong + [
        step.problem("days", "Isi `limit` atau `days`, jangan keduanya.")
        for step in found["steps"]
        if step["limit"] is not None and step["days"] is not None
    ]


def _names(entries: Sequence[Entry]) -> Mapping[TicketStatus, str]:
    return {entry["status"]: entry["name"] for entry in entries}
