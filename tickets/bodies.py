"""Bodies outside (PLN, BPN, Polri, the province): how we reach them and when we look again.

Their name and the contact told to citizens stand in the routing table, as agencies marked `outside`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tickets.budget import WorkingDays
from tickets.columns import named, number, text
from tickets.document import Body, DocumentKind, Names, Section, Sheet
from tickets.document_reading import doubles, read, refuse

USUAL_DAYS = 5


@dataclass(frozen=True, slots=True)
class OutsideBody:
    """One body outside; `contact` is for officers only, `follow_up_days` are working days."""

    agency: str
    contact: str = ""
    follow_up_days: int = USUAL_DAYS

    @property
    def follow_up(self) -> WorkingDays:
        """How long after passing a case on we ask what became of it."""
        return WorkingDays(self.follow_up_days)


@dataclass(frozen=True, slots=True)
class OutsideBodies:
    """Every body outside that was written down, by code."""

    bodies: Mapping[str, OutsideBody] = field(default_factory=dict)

    def of(self, agency: str) -> OutsideBody:
        """Return what is known of a body, the usual days where nothing is."""
        return self.bodies.get(agency) or OutsideBody(agency)


BODIES = Section(
    name="bodies",
    title="Lembaga",
    help=f"Lembaga ditambahkan di “OPD dan rute” (centang lembaga luar). Yang tidak diisi di sini: {USUAL_DAYS} hari.",
    key="agency",
    same=("agency",),
    columns=(
        named("agency", "Lembaga", Names.OUTSIDE),
        text("contact", "Kontak untuk petugas", required=False, longest=300),
        number("follow_up_days", "Ditanyakan lagi setelah (hari kerja)", 1, 60),
    ),
)


def parse(body: Body) -> OutsideBodies:
    """Read a body. Raises DocumentError."""
    entries = read([BODIES], body)["bodies"]
    refuse(doubles(entries, ("agency",), "Lembaga ini sudah ada."))
    return OutsideBodies({entry["agency"]: OutsideBody(**entry.values) for entry in entries})


SHEET = Sheet(
    kind=DocumentKind.BODIES,
    slug="lembaga",
    title="Lembaga di luar pemda",
    intro="Ke mana aduan di luar kewenangan diteruskan, dan kapan petugas menanyakan kabarnya lagi.",
    sections=(BODIES,),
    parse=parse,
)
