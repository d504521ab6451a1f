"""Limits a region sets: how long things may take, and how much one officer or one case may bear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tickets.budget import COMPLETION, PICKUP, CompletionClass, Hours, WorkingDays
from tickets.columns import choice, named, number
from tickets.document import Body, DocumentKind, Entry, Names, Problem, Section, Sheet
from tickets.document_reading import doubles, read, refuse
from tickets.ticket import TicketUrgency
from tickets.topics import Topic

URGENCIES = {
    TicketUrgency.EMERGENCY: "Darurat",
    TicketUrgency.IMPORTANT: "Penting",
    TicketUrgency.ORDINARY: "Biasa",
}
CLASSES = {
    CompletionClass.SHORT: "Pendek",
    CompletionClass.MEDIUM: "Menengah",
    CompletionClass.LONG: "Panjang",
}
OTHERS = {
    "load": "Aduan terbuka paling banyak per petugas",
    "transfers": "Pengalihan antar-OPD sebelum Diskominfo memutuskan",
    "vote_days": "Hari kerja bagi pelapor untuk menilai hasil",
    "answer_days": "Hari kalender bagi pelapor untuk menjawab pertanyaan petugas",
    "place_hours": "Jam sampai letak yang belum disebut ditanyakan sekali lagi",
    "place_days": "Hari kalender sampai aduan tanpa letak diarsipkan",
    "information_days": "Hari kerja untuk menjawab permohonan informasi",
    "extension_days": "Hari kerja perpanjangan permohonan informasi",
}
USUAL = {
    "load": 30,
    "transfers": 2,
    "vote_days": 10,
    "answer_days": 10,
    "place_hours": 24,
    "place_days": 10,
    "information_days": 10,
    "extension_days": 7,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits in force; without a document those of SP4N-LAPOR! and of `tickets.budget`.

    `topics` are topics with another class than `data/topics.yml` gives them; `load` counts open cases of one
    officer; `transfers` are those after which triage decides; `answer_days` and `place_days` are calendar days. Of a
    missing place the reporter is reminded `place_hours` after the question.
    """

    pickup: Mapping[TicketUrgency, Hours] = field(default_factory=lambda: PICKUP)
    completion: Mapping[CompletionClass, WorkingDays] = field(default_factory=lambda: COMPLETION)
    topics: Mapping[str, CompletionClass] = field(default_factory=dict)
    load: int = USUAL["load"]
    transfers: int = USUAL["transfers"]
    vote_days: int = USUAL["vote_days"]
    answer_days: int = USUAL["answer_days"]
    place_hours: int = USUAL["place_hours"]
    place_days: int = USUAL["place_days"]
    information_days: int = USUAL["information_days"]
    extension_days: int = USUAL["extension_days"]

    def completion_class(self, topic: Topic) -> CompletionClass:
        """Return how long a topic's cases may take: the region's word before the file's."""
        return self.topics.get(topic.name, topic.completion)

    def completion_of(self, topic: Topic) -> WorkingDays:
        """Return the working days until a topic's case is done."""
        return self.completion[self.completion_class(topic)]


SECTIONS = (
    Section(
        name="pickup",
        title="Sampai petugas mengambil aduan",
        help="Hanya untuk kantor; warga tidak diberi janji ini.",
        key="urgency",
        same=("urgency",),
        fixed=tuple({"urgency": u, "hours": f"{PICKUP[u].hours:g}"} for u in URGENCIES),
        columns=(
            choice("urgency", "Kegentingan", URGENCIES, TicketUrgency),
            number("hours", "Paling lama (jam)", 1, 720),
        ),
    ),
    Section(
        name="completion",
        title="Sampai selesai",
        key="class",
        same=("class",),
        fixed=tuple({"class": c, "days": str(COMPLETION[c].days)} for c in CLASSES),
        columns=(
            choice("class", "Golongan", CLASSES, CompletionClass),
            number("days", "Paling lama (hari kerja)", 1, 250),
        ),
    ),
    Section(
        name="topics",
        title="Topik dengan golongan lain",
        help="Topik yang tidak disebut mengikuti golongan bawaannya.",
        key="topic",
        same=("topic",),
        columns=(
            named("topic", "Topik", Names.TOPIC),
            choice("class", "Golongan", CLASSES, CompletionClass),
        ),
    ),
    Section(
        name="others",
        title="Batas lain",
        key="name",
        same=("name",),
        fixed=tuple({"name": name, "value": str(value)} for name, value in USUAL.items()),
        columns=(choice("name", "Batas", OTHERS), number("value", "Nilai", 1, 500)),
    ),
)


def parse(body: Body) -> Limits:
    """Read a body; a fixed row left out is as usual. Raises DocumentError."""
    found = read(SECTIONS, body)
    problems = _growing(found["pickup"], "hours") + _growing(found["completion"], "days")
    refuse(problems + doubles(found["topics"], ("topic",), "Topik ini sudah disebut di atas."))
    return Limits(
        pickup={e["urgency"]: Hours(e["hours"]) for e in found["pickup"]},
        completion={e["class"]: WorkingDays(e["days"]) for e in found["completion"]},
        topics={e["topic"]: e["class"] for e in found["topics"]},
        **{e["name"]: e["value"] for e in found["others"]},
    )


def _growing(entries: Sequence[Entry], column: str) -> list[Problem]:
    return [
        later.problem(column, "Tidak boleh lebih cepat daripada baris di atasnya.")
        for earlier, later in pairwise(entries)
        if later[column] < earlier[column]
    ]


SHEET = Sheet(
    kind=DocumentKind.LIMITS,
    slug="batas",
    title="Batas waktu dan batas lain",
    intro="Berapa lama sesuatu boleh berlangsung. Berlaku untuk aduan baru; tanggal yang sudah dijanjikan tetap.",
    sections=SECTIONS,
    parse=parse,
)
