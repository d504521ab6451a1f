"""`data/region/`: a region's boundaries (*.geojson) and landmarks.csv; docs/wilayah.md explains them."""

import csv
import json
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from messages import Point
from tickets.region import VILLAGES, Area, AreaKind, Boundary, Inside, Landmark, Outside, Region

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

LANDMARKS = "landmarks.csv"
#: Read elsewhere (storage/faq_file.py).
FAQ = "faq.yml"
COLUMNS = ("name", "kind", "latitude", "longitude", "desa", "kecamatan")
REQUIRED = ("name", "kind", "kecamatan")
#: Each optional property of a feature, and the kinds that may have it.
OPTIONAL = {"code": frozenset(AreaKind), "parent": VILLAGES, "contact": frozenset({AreaKind.NEIGHBOUR})}
PROPERTIES = {"kind", "name", *OPTIONAL}
#: Characters; the width of tickets.area_code.
LONGEST_CODE = 20


class RegionFileError(Exception):
    """A file of the region cannot be used; the message names file and place, and what to do (Indonesian)."""


def read_region(folder: Path) -> Region:
    """Read and check the folder; absent or empty gives an unknown region. Raises RegionFileError."""
    boundaries = _boundaries(folder)
    return Region(boundaries, _landmarks(folder / LANDMARKS, boundaries))


def check_region(folder: Path) -> list[str]:
    """Return in Indonesian what the folder holds and what in it looks wrong. Raises RegionFileError."""
    boundaries = _boundaries(folder)
    landmarks = _landmarks(folder / LANDMARKS, boundaries)
    kinds = Counter(boundary.area.kind for boundary in boundaries)
    counts = [f"{kinds[kind]} {kind}" for kind in AreaKind if kinds[kind]]
    lines = [f"Batas wilayah: {', '.join(counts) or 'belum ada'}."]
    lines.append(f"Patokan: {len(landmarks)}, {sum(mark.point is not None for mark in landmarks)} bertitik.")
    if not kinds.keys() - {AreaKind.NEIGHBOUR}:
        lines.append(
            "Perhatian: tanpa batas wilayah sendiri, bot tidak menyebut sebuah titik di dalam atau di luar."
        )
    lines += _misplaced(Region(boundaries), landmarks)
    used = {*folder.glob("*.geojson"), folder / LANDMARKS, folder / FAQ}
    ignored = sorted(path.name for path in folder.glob("*") if path not in used)
    return [*lines, f"Tidak dibaca: {', '.join(ignored)}."] if ignored else lines


def _misplaced(region: Region, landmarks: Iterable[Landmark]) -> Iterator[str]:
    for mark in landmarks:
        where = region.locate(mark.point) if mark.point else None
        elsewhere = isinstance(where, Inside) and where.kecamatan and where.kecamatan.name != mark.kecamatan
        if mark.point and (elsewhere or isinstance(where, Outside)):
            place = region.describe(mark.point)
            yield f"Perhatian: titik {mark.title} jatuh di {place}. Periksa titik atau kecamatannya."


def _boundaries(folder: Path) -> list[Boundary]:
    found: dict[str, Boundary] = {}
    for path in sorted(folder.glob("*.geojson")):
        for number, feature in enumerate(_features(path), start=1):
            where = f"{path}: fitur ke-{number}"
            found[where] = _boundary(where, feature)
    _refuse_duplicates(found)
    _refuse_strangers(found)
    return list(found.values())


def _features(path: Path) -> list[Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise RegionFileError(
            f"{path}:{error.lineno}: bukan JSON yang benar. Ekspor ulang berkas ini."
        ) from None
    except (OSError, UnicodeDecodeError):
        raise RegionFileError(f"{path}: tidak terbaca. Ekspor ulang sebagai GeoJSON UTF-8.") from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or document.get("type") != "FeatureCollection":
        raise RegionFileError(
            f"{path}: harus berupa FeatureCollection. Ekspor ulang seluruh layer, bukan satu fitur."
        )
    return features


def _boundary(where: str, feature: Any) -> Boundary:
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        raise RegionFileError(f"{where}: tidak punya `properties`. Isi paling sedikit `kind` dan `name`.")
    values = _properties(where, feature["properties"])
    kind, name = _kind(where, values), values.get("name", "")
    word = name.split(" ")[0].lower()
    if not name or (kind != AreaKind.NEIGHBOUR and word == kind and word != name.lower()):
        raise RegionFileError(f"{where}: isi `name` dengan nama saja, tanpa kata `{kind}` di depannya.")
    for key, kinds in OPTIONAL.items():
        if key in values and kind not in kinds:
            raise RegionFileError(f"{where}: `{key}` hanya untuk {', '.join(sorted(kinds))}. Kosongkan.")
    if len(values.get("code", "")) > LONGEST_CODE:
        raise RegionFileError(f"{where}: `code` paling panjang {LONGEST_CODE} huruf.")
    area = Area(kind, name, values.get("code", ""), values.get("parent", ""))
    return Boundary(area, _shape(where, feature.get("geometry")), values.get("contact", ""))


def _properties(where: str, properties: dict[str, Any]) -> dict[str, str]:
    for key, value in properties.items():
        if key not in PROPERTIES:
            known = ", ".join(sorted(PROPERTIES))
            raise RegionFileError(f"{where}: `{key}` tidak dikenal. Hapus; yang dikenal: {known}.")
        if value is not None and not isinstance(value, str):
            raise RegionFileError(f"{where}: `{key}` harus berupa teks dalam tanda kutip.")
    return {key: value.strip() for key, value in properties.items() if value and value.strip()}


def _kind(where: str, values: dict[str, str]) -> AreaKind:
    try:
        return AreaKind(values.get("kind", ""))
    except ValueError:
        raise RegionFileError(f"{where}: isi `kind` dengan salah satu dari {', '.join(AreaKind)}.") from None


def _shape(where: str, geometry: Any) -> "BaseGeometry":
    from shapely.errors import ShapelyError
    from shapely.geometry import shape

    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise RegionFileError(f"{where}: geometri harus Polygon atau MultiPolygon.")
    try:
        outline = shape(geometry)
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError):
        raise RegionFileError(f"{where}: koordinatnya tidak terbaca. Ekspor ulang layer ini.") from None
    west, south, east, north = outline.bounds if not outline.is_empty else (181, 91, 181, 91)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise RegionFileError(
            f"{where}: bukan bujur/lintang derajat. Ekspor ulang dengan CRS EPSG:4326 (WGS 84)."
        )
    if not outline.is_valid:
        raise RegionFileError(f"{where}: garis batasnya menyilang diri. Di QGIS jalankan `Fix geometries`.")
    return outline


def _refuse_duplicates(found: dict[str, Boundary]) -> None:
    first: dict[tuple[str, ...], str] = {}
    for where, (area, *_) in found.items():
        earlier = first.setdefault((area.kind, area.name, area.parent), where)
        if earlier != where:
            raise RegionFileError(
                f"{where}: {area.title} sudah ada ({earlier}). Gabungkan menjadi satu MultiPolygon."
            )


def _refuse_strangers(found: dict[str, Boundary]) -> None:
    known = _names(found.values(), {AreaKind.KECAMATAN})
    for where, (area, *_) in found.items():
        if known and area.parent and area.parent not in known:
            raise RegionFileError(f"{where}: tidak ada kecamatan `{area.parent}`. Samakan ejaan `parent`.")


def _names(boundaries: Iterable[Boundary], kinds: Container[AreaKind]) -> set[str]:
    return {area.name for area, *_ in boundaries if area.kind in kinds}


def _landmarks(path: Path, boundaries: list[Boundary]) -> list[Landmark]:
    if not path.exists():
        return []
    known = {"kecamatan": _names(boundaries, {AreaKind.KECAMATAN}), "desa": _names(boundaries, VILLAGES)}
    found: list[Landmark] = []
    for line, row in _rows(path):
        where = f"{path}:{line}"
        for column in REQUIRED:
            if not row[column]:
                raise RegionFileError(f"{where}: kolom `{column}` kosong. Isi kolom itu.")
        for column, names in known.items():
            if names and row[column] and row[column] not in names:
                raise RegionFileError(
                    f"{where}: tidak ada {column} `{row[column]}`. Samakan ejaannya dengan batas wilayah."
                )
        found.append(Landmark(row["name"], row["kind"], row["kecamatan"], row["desa"], _point(where, row)))
    return found


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise RegionFileError(f"{path}: tidak terbaca. Simpan sebagai CSV UTF-8.") from None
    reader = csv.DictReader(StringIO(text, newline=""))
    header = reader.fieldnames or []
    if sorted(header) != sorted(COLUMNS):
        raise RegionFileError(f"{path}:1: baris pertama harus `{','.join(COLUMNS)}`, dipisah koma.")
    for row in reader:
        if None in row or None in row.values():
            raise RegionFileError(
                f"{path}:{reader.line_num}: harus {len(COLUMNS)} kolom. Beri tanda kutip pada isi berkoma."
            )
        yield reader.line_num, {column: value.strip() for column, value in row.items()}


def _point(where: str, row: dict[str, str]) -> Point | None:
    if not row["latitude"] and not row["longitude"]:
        return None
    try:
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
    except ValueError:
        raise RegionFileError(
            f"{where}: tulis `latitude` dan `longitude` seperti -7.70310 dan 110.60210."
        ) from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise RegionFileError(f"{where}: titiknya di luar bumi. Mungkin `latitude` dan `longitude` tertukar.")
    return Point(latitude, longitude)
