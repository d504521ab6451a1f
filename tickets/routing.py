"""Who must answer: topic and area to agency, sensitive matters first, and never nowhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tickets.errors import UnknownAgency


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency (OPD), or a body outside that we only pass cases on to.

    `areas` are the area codes it is responsible for; empty means all of the region.
    `sensitive` are the sensitivity flags whose secret tickets it alone receives.
    """

    code: str
    name: str
    short: str
    topics: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    outside: bool = False
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Routing:
    """One version of the routing table."""

    agencies: Mapping[str, Agency]
    triage: str
    version: int = 0
    _owners: Mapping[str, tuple[Agency, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Index the owners by topic, those with an area before those without."""
        owners: dict[str, list[Agency]] = {}
        for agency in sorted(self.agencies.values(), key=lambda a: not a.areas):
            for topic in agency.topics:
                owners.setdefault(topic, []).append(agency)
        object.__setattr__(self, "_owners", {t: tuple(a) for t, a in owners.items()})

    def agency(self, code: str) -> Agency:
        """Return the agency of that code. Raises UnknownAgency."""
        try:
            return self.agencies[code]
        except KeyError:
            raise UnknownAgency from None

    def agency_or_code(self, code: str) -> Agency:
        """Return the agency of that code, or one that has only its code: a later version may have dropped it."""
        return self.agencies.get(code) or Agency(code, code, code)

    def responsible_agency(
        self, topic: str, *, sure: bool, sensitivity: Iterable[str] = (), area: str | None = None
    ) -> Agency:
        """Return who must answer: the keeper of a sensitive matter, else the topic's owner here, else triage."""
        flags = set(sensitivity)
        for agency in self.agencies.values():
            if flags & set(agency.sensitive):
                return agency
        owner = self._owner(topic, area) if sure else None
        return owner or self.agencies[self.triage]

    def _owner(self, topic: str, area: str | None) -> Agency | None:
        for agency in self._owners.get(topic, ()):
            if not agency.areas or any(_lies_in(area, one) for one in agency.areas):
                return agency
        return None


def _lies_in(area: str | None, larger: str) -> bool:
    """Whether an area's code is `larger`'s or begins with it: 33.10.05.2003 is a village of kecamatan 33.10.05."""
    return area is not None and (area == larger or area.startswith(f"{larger}."))
