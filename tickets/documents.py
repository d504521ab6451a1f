"""The house documents in force, read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tickets.bodies import OutsideBodies
from tickets.document import DocumentKind
from tickets.hours import OfficeHours
from tickets.ladder import Ladder
from tickets.limits import Limits
from tickets.roads import RoadOwnership
from tickets.rota import Rota


@dataclass(frozen=True, slots=True)
class Documents:
    """What the region decided; `versions` are those in force, a kind that is missing is a preset's or the code's."""

    hours: OfficeHours
    limits: Limits = field(default_factory=Limits)
    ladder: Ladder = field(default_factory=Ladder)
    rota: Rota = field(default_factory=Rota)
    roads: RoadOwnership = field(default_factory=RoadOwnership)
    bodies: OutsideBodies = field(default_factory=OutsideBodies)
    versions: Mapping[DocumentKind, int] = field(default_factory=dict)

    def of(self, kind: DocumentKind) -> Any:
        """Return one document; the routing table is not among them."""
        return getattr(self, kind)
