"""The region's own outline as a small drawing: its boundaries, a dot for the point, lighter dots around it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from messages import Point
from tickets.region import AreaKind, Boundary, Inside, Outside, Region

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

WIDE = 300.0  #: units of the drawing's longer side
MARGIN = 6.0
#: Units below which a bend is straightened: a real region stays within some ten kilobytes.
FINEST = 1.0
DRAWN = (AreaKind.KABUPATEN, AreaKind.KOTA, AreaKind.KECAMATAN)


@dataclass(frozen=True, slots=True)
class Line:
    """One area's outline as the `d` of a path; `here` says that the point lies in it."""

    d: str
    here: bool


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of the drawing, in its units."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the template draws; `where` names the point's place."""

    width: int
    height: int
    lines: Sequence[Line]
    dot: Dot
    others: Sequence[Dot]
    where: str


class Outline:
    """A region's outlines, straightened and measured once."""

    def __init__(self, region: Region) -> None:
        """Prepare the drawing; a region nobody has described draws nothing."""
        self._region = region
        shown = [b for b in region.boundaries if b.area.kind in DRAWN]
        # Villages are drawn only where nothing larger is known: there may be hundreds.
        shown = shown or [b for b in region.boundaries if b.area.kind is not AreaKind.NEIGHBOUR]
        self._frame = _Frame.of(shown)
        self._paths = [(b, self._frame.path(b.shape)) for b in shown] if self._frame else []

    def draw(self, point: Point, others: Iterable[Point] = ()) -> Drawing | None:
        """Draw the point in its region; None where the region is unknown or the point lies outside."""
        where = self._region.locate(point)
        if self._frame is None or not isinstance(where, Inside):
            return None
        kecamatan = where.kecamatan
        lines = [Line(d, kecamatan is not None and b.area == kecamatan) for b, d in self._paths]
        frame = self._frame
        near = [frame.dot(one) for one in others if isinstance(self._region.locate(one), Inside)]
        # What is highlighted comes last, or its neighbours would be drawn over its line.
        lines.sort(key=lambda line: line.here)
        return Drawing(frame.width, frame.height, lines, frame.dot(point), near, self._region.describe(point))

    def words(self, point: Point) -> str:
        """Name where the point lies; empty where nothing is known beyond its coordinates."""
        match self._region.locate(point):
            case Inside(areas=areas) if areas:
                return ", ".join(area.title for area in areas)
            case Outside(neighbour=str(name)):
                return f"{name} (di luar wilayah)"
            case Outside():
                return "di luar wilayah"
        return ""


@dataclass(frozen=True, slots=True)
class _Frame:
    """How degrees become units: an equirectangular map, true to scale at the region's middle latitude."""

    west: float
    north: float
    across: float
    down: float
    width: int
    height: int

    @classmethod
    def of(cls, boundaries: Sequence[Boundary]) -> "_Frame | None":
        """Measure them; None where there is nothing to measure."""
        if not boundaries:
            return None
        bounds = [b.shape.bounds for b in boundaries]
        west, south = min(b[0] for b in bounds), min(b[1] for b in bounds)
        east, north = max(b[2] for b in bounds), max(b[3] for b in bounds)
        squeeze = math.cos(math.radians((south + north) / 2))
        scale = (WIDE - 2 * MARGIN) / max((east - west) * squeeze, north - south)
        width = round((east - west) * squeeze * scale + 2 * MARGIN)
        return cls(west, north, scale * squeeze, scale, width, round((north - south) * scale + 2 * MARGIN))

    def dot(self, point: Point) -> Dot:
        """Place a point; one just outside the border stays on the sheet."""
        x, y = self._xy(point.longitude, point.latitude)
        return Dot(round(min(max(x, 0), self.width), 1), round(min(max(y, 0), self.height), 1))

    def path(self, shape: "BaseGeometry") -> str:
        """Return a polygon's rings as the `d` of a path, in whole units and tenths."""
        plain = shape.simplify(FINEST / self.down)
        polygons = getattr(plain, "geoms", [plain])
        return "".join(self._ring(ring.coords) for p in polygons for ring in (p.exterior, *p.interiors))

    def _ring(self, coordinates: Iterable[tuple[float, ...]]) -> str:
        steps = (self._xy(*c[:2]) for c in coordinates)
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in steps) + "Z"

    def _xy(self, longitude: float, latitude: float) -> tuple[float, float]:
        return (
            MARGIN + (longitude - self.west) * self.across,
            MARGIN + (self.north - latitude) * self.down,
        )
