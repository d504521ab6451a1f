"""The small drawing of the region: a dot at its place, and words for whoever sees no picture."""

import re
from pathlib import Path

import pytest

from inbox.outline import MARGIN, WIDE, Outline
from messages import Point
from storage.region_files import read_region
from tests.conftest import ROOT
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town
from tickets.region import AreaKind, Region

REGION = read_region(ROOT / "data" / "region_contoh")
KECAMATAN = next(b for b in REGION.boundaries if b.area.kind is AreaKind.KECAMATAN)
CENTRE = KECAMATAN.shape.representative_point()
INSIDE = Point(CENTRE.y, CENTRE.x)
OUTSIDE = Point(INSIDE.latitude + 5, INSIDE.longitude)


def test_the_points_own_district_is_marked_and_drawn_last() -> None:
    drawing = Outline(REGION).draw(INSIDE)
    assert drawing is not None
    assert [line.here for line in drawing.lines].count(True) == 1
    assert drawing.lines[-1].here
    assert KECAMATAN.area.title in drawing.where


def test_the_dot_lies_in_its_district_on_the_sheet() -> None:
    from shapely.geometry import Point as Spot
    from shapely.geometry import Polygon

    drawing = Outline(REGION).draw(INSIDE)
    assert drawing is not None
    corners = [tuple(map(float, pair.split())) for pair in re.findall(r"[\d.]+ [\d.]+", drawing.lines[-1].d)]
    assert Polygon(corners).contains(Spot(drawing.dot.x, drawing.dot.y))
    assert max(drawing.width, drawing.height) == WIDE
    every = [float(n) for line in drawing.lines for n in re.findall(r"[\d.]+", line.d)]
    assert MARGIN - 1 <= min(every) <= max(every) <= WIDE


def test_north_is_up_and_east_is_right() -> None:
    outline = Outline(REGION)
    drawing = outline.draw(INSIDE, [Point(INSIDE.latitude + 0.002, INSIDE.longitude + 0.002), OUTSIDE])
    assert drawing is not None
    [other] = drawing.others
    assert other.x > drawing.dot.x
    assert other.y < drawing.dot.y


def test_nothing_is_drawn_or_claimed_where_the_region_is_unknown() -> None:
    outline = Outline(Region.unknown())
    assert outline.draw(INSIDE) is None
    assert outline.words(INSIDE) == ""


def test_a_point_outside_is_told_in_words_and_not_drawn() -> None:
    outline = Outline(REGION)
    assert outline.draw(OUTSIDE) is None
    assert outline.words(OUTSIDE) == "di luar wilayah"


def test_a_coast_of_ten_thousand_corners_stays_small(tmp_path: Path) -> None:
    import json
    import math

    ring = [
        (110 + 0.2 * math.cos(a / 1600) + 1e-4 * math.sin(a), -7 + 0.2 * math.sin(a / 1600))
        for a in range(10_053)
    ]
    feature = {
        "type": "Feature",
        "properties": {"kind": "kabupaten", "name": "Pantai"},
        "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
    }
    document = {"type": "FeatureCollection", "features": [feature]}
    (tmp_path / "kabupaten.geojson").write_text(json.dumps(document), encoding="utf-8")
    drawing = Outline(read_region(tmp_path)).draw(Point(-7, 110))
    assert drawing is not None
    assert len(drawing.lines[0].d) < 3000


@pytest.mark.asyncio
async def test_the_case_shows_the_drawing_with_its_words(town: Town, new_browser: NewBrowser) -> None:
    town.region = REGION
    ticket = await town.complain(point=INSIDE)
    html = await (await new_browser("joko")).read(f"/aduan/{ticket.number}")
    title = re.search(r'<title id="denah-judul">(.*?)</title>', html)
    assert title
    assert KECAMATAN.area.title in title[1]
    assert '<circle class="aduan"' in html
    assert "style=" not in html
