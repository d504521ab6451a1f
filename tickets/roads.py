"""Whose a road is: many complaints about roads concern one that the regency may not mend."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tickets.columns import area, choice, named, text
from tickets.document import Body, DocumentKind, Entry, Names, Problem, Section, Sheet
from tickets.document_reading import read, refuse
from tickets.road_names import begins_with, normal_road, places_of_names


class RoadOwner(StrEnum):
    """Which government looks after a road."""

    NATIONAL = "national"
    PROVINCE = "province"
    REGENCY = "regency"
    VILLAGE = "village"


OWNERS = {
    RoadOwner.NATIONAL: "Jalan nasional",
    RoadOwner.PROVINCE: "Jalan provinsi",
    RoadOwner.REGENCY: "Jalan kabupaten/kota",
    RoadOwner.VILLAGE: "Jalan desa",
}


@dataclass(frozen=True, slots=True)
class Road:
    """One road, or its part in one area (empty: everywhere); `answers` is an agency's or outside body's code."""

    name: str
    area: str
    owner: RoadOwner
    answers: str
    note: str = ""

    def lies_in(self, place: str | None) -> bool:
        """Whether this row speaks of that area."""
        return not self.area or (place is not None and f"{place}.".startswith(f"{self.area}."))


@dataclass(frozen=True, slots=True)
class RoadOwnership:
    """Every road whose owner was written down."""

    roads: Sequence[Road] = ()

    def owner(self, words: str, area: str | None = None) -> Road | None:
        """Return the road that the words name, the longest name and then the closest area first; None: not listed.

        `words` may go on after the name ("jl. Pemuda depan pasar"); `area` is the code of the place, where known.
        """
        said = list(places_of_names(words))
        found = [
            (len(name), len(road.area), road)
            for road in self.roads
            if road.lies_in(area)
            for name in [normal_road(road.name)]
            if any(begins_with(place, name) for place in said)
        ]
        return max(found, key=lambda each: each[:2])[2] if found else None


ROADS = Section(
    name="roads",
    title="Ruas jalan",
    help="Kosongkan wilayah bila berlaku di mana pun; ruas yang berbeda per wilayah ditulis beberapa kali.",
    key="name",
    same=("name", "area"),
    columns=(
        text("name", "Nama jalan"),
        area("area", "Kode wilayah"),
        choice("owner", "Status", OWNERS, RoadOwner),
        named("answers", "Yang menjawab", Names.ANSWERER),
        text("note", "Catatan", required=False, longest=300),
    ),
)


def parse(body: Body) -> RoadOwnership:
    """Read a body. Raises DocumentError."""
    entries = read([ROADS], body)["roads"]
    refuse(_names(entries))
    return RoadOwnership(tuple(Road(**entry.values) for entry in entries))


def _names(entries: Sequence[Entry]) -> list[Problem]:
    problems, seen = [], set()
    for entry in entries:
        same = (normal_road(entry["name"]), entry["area"])
        if not same[0]:
            problems.append(entry.problem("name", "Tulis nama jalannya, misalnya Jalan Pemuda."))
        elif same in seen:
            problems.append(entry.problem("name", "Jalan ini sudah ada untuk wilayah yang sama."))
        seen.add(same)
    return problems


SHEET = Sheet(
    kind=DocumentKind.ROADS,
    slug="jalan",
    title="Kewenangan jalan",
    intro="Jalan mana milik siapa. Aduan tentang jalan yang tercantum diteruskan kepada yang berwenang.",
    sections=(ROADS,),
    parse=parse,
)
