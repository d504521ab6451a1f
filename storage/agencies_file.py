"""`data/agencies.yml`: the routing table's seed and exchange format."""

from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from tickets.errors import RoutingError
from tickets.routing import Agency, Routing

TOP_KEYS = {"triage", "agencies"}
AGENCY_KEYS = {"code", "name", "short", "topics", "areas", "sensitive", "outside", "contact"}
REQUIRED = ("code", "name")


def read_agencies(path: Path, topics: Iterable[str], flags: Iterable[str] | None = None) -> Routing:
    """Read and check the file. Raises RoutingError naming file and line.

    Every topic needs an owner for the whole region (an agency without areas); `lainnya` needs none. Every one of
    `flags`, the known kinds of sensitive matter, needs a keeper; None leaves them unchecked.
    """
    document = _load(path)
    _refuse_unknown(path, document, TOP_KEYS)
    agencies = _agencies(path, document)
    triage = str(document.get("triage", ""))
    if triage not in agencies:
        raise RoutingError(f"{path}:1: `triage` harus menyebut kode salah satu OPD di berkas ini.")
    _check_topics(path, document, agencies, set(topics))
    if flags is not None:
        _check_flags(path, document, agencies, set(flags))
    return Routing(agencies, triage)


def write_agencies(routing: Routing) -> str:
    """Return the file's text for a routing; reading it back gives the same routing."""
    rows = [_row(agency) for agency in routing.agencies.values()]
    stream = StringIO()
    YAML().dump({"triage": routing.triage, "agencies": rows}, stream)
    return stream.getvalue()


def _row(agency: Agency) -> dict[str, Any]:
    row = {name: getattr(agency, name) for name in Agency.__slots__}
    return {k: list(v) if isinstance(v, tuple) else v for k, v in row.items() if v not in ((), False, "")}


def _load(path: Path) -> CommentedMap:
    try:
        document = YAML().load(path.read_text(encoding="utf-8"))
    except OSError:
        raise RoutingError(f"{path}: berkas tidak dapat dibaca.") from None
    except (YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise RoutingError(
            f"{path}:{line}: bukan YAML yang benar. Periksa indentasi dan tanda baca."
        ) from None
    if not isinstance(document, CommentedMap):
        raise RoutingError(f"{path}:1: berkas harus berisi `triage` dan `agencies`.")
    return document


def _agencies(path: Path, document: CommentedMap) -> dict[str, Agency]:
    rows = document.get("agencies")
    if not isinstance(rows, CommentedSeq) or not rows:
        raise RoutingError(f"{path}:1: `agencies` harus berupa daftar OPD dan tidak boleh kosong.")
    found: dict[str, Agency] = {}
    for i, row in enumerate(rows):
        line = rows.lc.item(i)[0] + 1
        agency = _agency(path, row, line)
        if agency.code in found:
            raise RoutingError(f"{path}:{line}: kode `{agency.code}` dipakai dua kali.")
        found[agency.code] = agency
    return found


def _agency(path: Path, row: Any, line: int) -> Agency:
    if not isinstance(row, CommentedMap):
        raise RoutingError(
            f"{path}:{line}: setiap OPD ditulis sebagai `- code: …` dengan `name:` di bawahnya."
        )
    _refuse_unknown(path, row, AGENCY_KEYS)
    for key in REQUIRED:
        if not row.get(key):
            raise RoutingError(f"{path}:{line}: OPD ini belum punya `{key}`.")
    lists: dict[str, Any] = {
        key: tuple(str(v) for v in row.get(key) or ()) for key in ("topics", "areas", "sensitive")
    }
    short = str(row.get("short") or row["code"])
    plain: dict[str, Any] = {"outside": bool(row.get("outside")), "contact": str(row.get("contact") or "")}
    return Agency(code=str(row["code"]), name=str(row["name"]), short=short, **lists, **plain)


def _check_topics(path: Path, document: CommentedMap, agencies: dict[str, Agency], topics: set[str]) -> None:
    owned: set[str] = set()
    for i, agency in enumerate(agencies.values()):
        line = document["agencies"].lc.item(i)[0] + 1
        for topic in agency.topics:
            if topic not in topics:
                raise RoutingError(
                    f"{path}:{line}: topik `{topic}` tidak dikenal. Periksa ejaannya di data/nlu."
                )
        owned |= set(agency.topics) if not agency.areas else set()
    orphans = sorted(topics - owned - {"lainnya"})
    if orphans:
        raise RoutingError(f"{path}:1: belum ada OPD seluruh wilayah untuk topik: {', '.join(orphans)}.")


def _check_flags(path: Path, document: CommentedMap, agencies: dict[str, Agency], flags: set[str]) -> None:
    """Refuse a misspelt flag and a flag without keeper: its secret matters would go to the topic's owner."""
    for row, agency in zip(document["agencies"], agencies.values(), strict=True):
        for flag in agency.sensitive:
            if flag not in flags:
                line = row.lc.key("sensitive")[0] + 1
                raise RoutingError(
                    f"{path}:{line}: tanda `{flag}` tidak dikenal. Yang dikenal: {', '.join(sorted(flags))}."
                )
    orphans = sorted(flags.difference(*(agency.sensitive for agency in agencies.values())))
    if orphans:
        raise RoutingError(f"{path}:1: belum ada OPD (`sensitive`) untuk hal peka: {', '.join(orphans)}.")


def _refuse_unknown(path: Path, mapping: CommentedMap, known: set[str]) -> None:
    for key in mapping:
        if key not in known:
            line = mapping.lc.key(key)[0] + 1
            raise RoutingError(
                f"{path}:{line}: kunci `{key}` tidak dikenal. Yang dikenal: {', '.join(sorted(known))}."
            )
