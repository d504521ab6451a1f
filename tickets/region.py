"""The region a desk serves: which point lies in it, and which of its places a text names."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Self

from messages import Point

if TYPE_CHECKING:
    from shapely import STRtree
    from shapely.geometry.base import BaseGeometry

#: Degrees, about 100 m: between 11° S and 6° N degrees of longitude and latitude differ by 2 % at most.
TOLERANCE = 0.0009
#: How many landmarks are offered at most.
CANDIDATES = 5
#: rapidfuzz ratio (0-100) from which two spellings are one name: "hudda" for "huda" is, "hidayah" is not.
SAME_NAME = 85
#: Letters from which a landmark's first word is known misspelt ("masjd").
MISSPELT = 5
#: The longest name looked for, in words, and the part of a text that is read, in characters.
LONGEST = 6
READ = 4000

#: Spellings of one word; names and texts are compared in the right-hand form, "" leaves the word out.
SPELLINGS = {
    "mesjid": "masjid", "musholla": "musala", "mushola": "musala", "psr": "pasar", "prapatan": "perempatan",
    "sdn": "sd", "smpn": "smp", "sman": "sma", "smkn": "smk", "mtsn": "mts", "negeri": "", "n": "",
    "pkm": "puskesmas", "puskes": "puskesmas", "lap": "lapangan", "balaidesa": "balai desa",
    "ds": "desa", "kel": "kelurahan", "kec": "kecamatan",
}  # fmt: skip

_ORDINARY = """
aman air alun asri atas ayam bakti balai bandar bangun barat baru batu bawah benteng beringin bersih besar
biru bukit bulan ceper dalam damai danau depan dua durian duku gajah garam gedhe gedung gula gunung harapan
hijau hilir hitam hulu hutan indah jagung jalan jambu jaya jembatan jeruk jumat kaki kali kampung karang
karya kebon kebun kecil kelapa kepala kidul kopi kota kuda kulon kuning ladang lama lampu lapangan lestari
lor luar lubuk macan maju makmur mangga manis masjid mata mawar mekar melati merah merdeka minggu muara
mulya musala nangka nanas padi pagi panjang pantai pasar pasir permai pisang pondok pulau puskesmas putih
rawa rukun sabtu salak sapi sari satu sawah sehat sejahtera sekolah selasa selatan senang senin sentosa
sepakat setia simpang stasiun subur sumber sungai tanah tanjung tani tebu teluk tengah tenang terang
terminal tiga timur tinggi tugu tunggal ujung usaha utara wedi wetan
"""
#: Villages bear these names too; in a text they mean the village only after "desa", "kel." or "kec.".
ORDINARY = frozenset(_ORDINARY.split())


class AreaKind(StrEnum):
    """What an area is; the values are the words of the region's files."""

    DESA = "desa"
    KELURAHAN = "kelurahan"
    KECAMATAN = "kecamatan"
    KABUPATEN = "kabupaten"
    KOTA = "kota"
    NEIGHBOUR = "tetangga"  #: a region outside ours; its name says what it is ("Kabupaten Boyolali")


VILLAGES = frozenset({AreaKind.DESA, AreaKind.KELURAHAN})
#: The words an area is named after, and the kinds they may mean: people mix up desa and kelurahan.
NAMED_AFTER = {"desa": VILLAGES, "kelurahan": VILLAGES, "kecamatan": frozenset({AreaKind.KECAMATAN})}
_TITLES = {AreaKind.KECAMATAN: "Kec. ", AreaKind.NEIGHBOUR: ""}


@dataclass(frozen=True, slots=True)
class Area:
    """One area; `parent` is the kecamatan's name of a desa or kelurahan, "" where it is not told."""

    kind: AreaKind
    name: str
    code: str = ""
    parent: str = ""

    @property
    def title(self) -> str:
        """The name as shown: "Desa Gergunung", "Kec. Klaten Utara"."""
        return _TITLES.get(self.kind, f"{self.kind.capitalize()} ") + self.name


class Boundary(NamedTuple):
    """An area's outline in WGS 84 degrees, x = longitude; `contact` is where a neighbour takes complaints."""

    area: Area
    shape: "BaseGeometry"
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place people name instead of an address."""

    name: str
    kind: str
    kecamatan: str
    desa: str = ""
    point: Point | None = None

    @property
    def title(self) -> str:
        """The name as shown: "Masjid Al-Huda, Kec. Ceper"."""
        return f"{self.name}, Kec. {self.kecamatan}"


@dataclass(frozen=True, slots=True)
class Inside:
    """Ours, or within 100 m of it; both are None where only the region's outer boundary is known."""

    desa: Area | None = None
    kecamatan: Area | None = None

    @property
    def areas(self) -> tuple[Area, ...]:
        """The known areas, the smaller first."""
        return tuple(area for area in (self.desa, self.kecamatan) if area)


@dataclass(frozen=True, slots=True)
class Outside:
    """Not ours; `neighbour` is None where no neighbour's boundary holds the point."""

    neighbour: str | None = None
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Our own boundaries are not known, so nothing is claimed."""


Located = Inside | Outside | Unknown


class _Alias(NamedTuple):
    """One way to say a landmark, its first word apart: the rest without spaces, and the words in all."""

    rest: str
    words: int
    landmark: Landmark


class _Hit(NamedTuple):
    """A landmark found in words [start, end) of a text; `rank` is (words, likeness), higher is better."""

    start: int
    end: int
    rank: tuple[int, float]
    landmark: Landmark


class Region:
    """Boundaries, areas and landmarks; immutable, cheap to ask."""

    def __init__(
        self,
        boundaries: Sequence[Boundary] = (),
        landmarks: Iterable[Landmark] = (),
        ordinary: frozenset[str] = ORDINARY,
    ) -> None:
        """Index them; `ordinary` are the words that name an area only where the text says so."""
        self._boundaries = boundaries
        self._tree: STRtree | None = None
        if any(b.area.kind != AreaKind.NEIGHBOUR for b in boundaries):
            import shapely

            self._tree = shapely.STRtree([boundary.shape for boundary in boundaries])
        self._ordinary = ordinary
        self._areas: dict[str, list[Area]] = defaultdict(list)
        for area in (b.area for b in boundaries if b.area.kind in VILLAGES | {AreaKind.KECAMATAN}):
            self._areas["".join(_words(area.name))].append(area)
        self._aliases: dict[str, list[_Alias]] = defaultdict(list)
        for landmark in landmarks:
            for first, *rest in self._ways_to_say(landmark):
                self._aliases[first].append(_Alias("".join(rest), len(rest) + 1, landmark))

    @classmethod
    def unknown(cls) -> Self:
        """Return a region nobody has described: it finds nothing and claims nothing."""
        return cls()

    @property
    def boundaries(self) -> Sequence[Boundary]:
        """Every area's outline, as it was given."""
        return self._boundaries

    def locate(self, point: Point) -> Located:
        """Return where the point lies; 100 m outside is still inside, as borders are drawn coarsely."""
        if not self._tree:
            return Unknown()
        near = self._near(point)
        if all(b.area.kind == AreaKind.NEIGHBOUR for b in near):
            return Outside(near[0].area.name, near[0].contact) if near else Outside()
        kecamatan = next((b.area for b in near if b.area.kind == AreaKind.KECAMATAN), None)
        villages = (b.area for b in near if b.area.kind in VILLAGES)
        desa = next((v for v in villages if not kecamatan or v.parent in ("", kecamatan.name)), None)
        if desa and desa.parent and not kecamatan:
            kecamatan = Area(AreaKind.KECAMATAN, desa.parent)
        return Inside(desa, kecamatan)

    def describe(self, point: Point) -> str:
        """Name the point, "Desa Gergunung, Kec. Ceper", or give its coordinates, "-7.70310, 110.60210"."""
        match self.locate(point):
            case Inside(areas=areas) if areas:
                return ", ".join(area.title for area in areas)
            case Outside(neighbour=str(name)):
                return name
        return f"{point.latitude:.5f}, {point.longitude:.5f}"

    def landmarks(self, text: str) -> tuple[Landmark, ...]:
        """Return what the text may mean, at most five: all of one name, unless it names their area too."""
        words, best = _words(text), dict[Landmark, _Hit]()
        for hit in sorted(self._hits(words), key=lambda hit: hit.rank, reverse=True):
            best.setdefault(hit.landmark, hit)
        hits = [hit for hit in best.values() if not any(_beats(other, hit) for other in best.values())]
        found = tuple(hit.landmark for hit in hits)
        # Only the words around a name place it: a "Pasar Klewer" need not lie in Klewer.
        around = [w for i, w in enumerate(words) if not any(hit.start <= i < hit.end for hit in hits)]
        areas = self._areas_in(around)
        here = _narrowed(found, around + [w for area in areas for w in _words(area.parent)])
        return (here if areas else here or found)[:CANDIDATES]

    def areas_named(self, text: str) -> tuple[Area, ...]:
        """Return each desa, kelurahan and kecamatan the text names, in order; several may bear one name."""
        return tuple(self._areas_in(_words(text)))

    def narrow(self, candidates: Iterable[Landmark], text: str) -> tuple[Landmark, ...]:
        """Return the candidates whose kecamatan or desa the text names, also misspelt; () for none."""
        return _narrowed(candidates, _words(text))

    def _near(self, point: Point) -> list[Boundary]:
        from shapely.geometry import Point as Spot

        spot = Spot(point.longitude, point.latitude)
        found = self._tree.query(spot, predicate="dwithin", distance=TOLERANCE) if self._tree else ()
        return sorted((self._boundaries[i] for i in found), key=lambda b: b.shape.distance(spot))

    def _ways_to_say(self, landmark: Landmark) -> Iterator[list[str]]:
        """Give the name with its kind, and what is two words without its area: "smp 2" of "SMPN 2 Ceper"."""
        name, kind = _words(landmark.name), _words(landmark.kind)
        forms = [name] if set(kind) <= set(name) else [kind + name]
        if forms != [name] and len(name) > 1 and "".join(name) not in self._areas:
            forms.append(name)
        yield from forms
        for tail in filter(None, map(_words, {landmark.kecamatan, landmark.desa})):
            for form in forms:
                short = form[: -len(tail)]
                if form[-len(tail) :] == tail and len(short) > 1 and short[-1] not in NAMED_AFTER:
                    yield short

    def _hits(self, words: list[str]) -> Iterator[_Hit]:
        from rapidfuzz import fuzz, process

        for start, first in enumerate(words):
            aliases = self._aliases_from(first)
            rests = [alias.rest for alias in aliases]
            for end in range(start + 2, min(start + LONGEST, len(words)) + 1) if rests else ():
                said = "".join(words[start + 1 : end])
                like = process.extract(said, rests, scorer=fuzz.ratio, score_cutoff=SAME_NAME, limit=None)
                for rest, likeness, i in like:
                    if _digits(rest) == _digits(said):
                        yield _Hit(start, end, (aliases[i].words, likeness), aliases[i].landmark)

    def _aliases_from(self, first: str) -> list[_Alias]:
        from rapidfuzz import fuzz, process

        if first in self._aliases or len(first) < MISSPELT:
            return self._aliases.get(first, [])
        like = process.extractOne(first, self._aliases.keys(), scorer=fuzz.ratio, score_cutoff=SAME_NAME)
        return self._aliases[like[0]] if like else []

    def _areas_in(self, words: list[str]) -> list[Area]:
        found: dict[Area, None] = {}
        start = 0
        while start < len(words):
            start, areas = self._areas_at(words, start)
            found |= dict.fromkeys(areas)
        return list(found)

    def _areas_at(self, words: list[str], start: int) -> tuple[int, list[Area]]:
        """Return where to read on, and the areas of the longest name that starts at this word."""
        asked = NAMED_AFTER.get(words[start - 1]) if start else None
        for end in range(min(start + LONGEST, len(words)), start, -1):
            areas = self._areas.get("".join(words[start:end]), [])
            if asked:
                areas = [area for area in areas if area.kind in asked] or areas
            if areas and (asked or not self._ordinary.issuperset(words[start:end])):
                return end, areas
        return start + 1, []


def _words(text: str) -> list[str]:
    """Split into plain lower-case words and numbers, spelled one way; "Al-Huda" is one word, "SMPN2" two."""
    plain = unicodedata.normalize("NFKD", text[:READ]).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"['`]", "", plain)
    plain = re.sub(r"\b(al|an|ar|as|asy|at|az)[ -]+(?=[a-z])", r"\1", plain)
    spelled = (SPELLINGS.get(word, word) for word in re.findall(r"[a-z]+|[1-9]\d*", plain))
    return " ".join(spelled).split()


def _digits(joined: str) -> list[str]:
    return re.findall(r"\d+", joined)


def _beats(one: _Hit, other: _Hit) -> bool:
    """Whether `one` reads the same words better."""
    return one.start < other.end and other.start < one.end and one.rank > other.rank


def _narrowed(candidates: Iterable[Landmark], words: list[str]) -> tuple[Landmark, ...]:
    named = {c: (_likeness(c.kecamatan, words), _likeness(c.desa, words)) for c in candidates}
    best = max(named.values(), default=(0, 0))
    return tuple(c for c, likeness in named.items() if likeness == best) if any(best) else ()


def _likeness(name: str, words: list[str]) -> float:
    """Return how well the words name it at the best place: SAME_NAME to 100, or 0."""
    from rapidfuzz import fuzz

    parts = _words(name)
    spans = (
        "".join(words[i : i + n]) for n in (len(parts), len(parts) + 1) for i in range(len(words) - n + 1)
    )
    joined = "".join(parts)
    return max((fuzz.ratio(joined, span, score_cutoff=SAME_NAME) for span in spans if span), default=0)
