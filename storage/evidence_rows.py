"""What is kept of a photo that is weighed, and of the doubts about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from messages import Point
from tickets.evidence import (
    BANDS,
    Doubt,
    Known,
    PhotoFacts,
    SameAsComplaint,
    SameAsEarlier,
    TakenBefore,
    TakenElsewhere,
    bands,
)


class PhotoRole(StrEnum):
    """Whose photo it is: the citizen's, of what is wrong, or an officer's, of what was done."""

    COMPLAINT = "complaint"
    EVIDENCE = "evidence"


class Verdict(StrEnum):
    """What became of the doubts; a photo without any is CLEAR and waits for nobody."""

    CLEAR = ""
    WAITING = "waiting"
    FITS = "fits"
    ANOTHER = "another"  #: another photo is wanted


@dataclass(frozen=True, slots=True)
class Evidence:
    """One evidence photo; `file` is the original, relative to the media folder, `officer_id` who sent it."""

    id: str
    ticket_id: str
    file: str
    sha256: str
    doubts: tuple[Doubt, ...]
    created_at: datetime
    officer_id: str
    verdict: Verdict
    reviewed_by: str | None
    reviewed_at: datetime | None


def evidence_of(row: Any) -> Evidence:
    """Read a row of role EVIDENCE."""
    plain = {name: getattr(row, name) for name in Evidence.__slots__}
    doubts = tuple(doubt_of(kept) for kept in row.doubts)
    return Evidence(**plain | {"doubts": doubts, "verdict": Verdict(row.verdict)})


def facts_columns(facts: PhotoFacts) -> dict[str, Any]:
    """Return a photo's facts as the table keeps them."""
    parts = bands(facts.hash) if facts.hash is not None else (None,) * BANDS
    point = facts.point
    return {
        "phash": None if facts.hash is None else f"{facts.hash:016x}",
        "taken_at": facts.taken_at,
        "latitude": point and point.latitude,
        "longitude": point and point.longitude,
        **{f"band{n}": part for n, part in enumerate(parts)},
    }


def facts_of(row: Any) -> PhotoFacts:
    """Return a row's facts."""
    point = None if row.latitude is None else Point(row.latitude, row.longitude)
    return PhotoFacts(None if row.phash is None else int(row.phash, 16), row.taken_at, point)


def known_of(row: Any) -> Known:
    """Return earlier evidence as `tickets.evidence.review` takes it, under its row's id."""
    return Known(row.id, row.ticket_id, 0 if row.phash is None else int(row.phash, 16))


def doubt_json(doubt: Doubt) -> dict[str, object]:
    """Write a doubt down."""
    match doubt:
        case SameAsComplaint(bits):
            return {"why": "same_as_complaint", "bits": bits}
        case SameAsEarlier(bits, known):
            told = {"evidence": known.attachment_id, "ticket": known.ticket_id, "hash": f"{known.hash:x}"}
            return {"why": "same_as_earlier", "bits": bits, **told}
        case TakenBefore(taken_at):
            return {"why": "taken_before", "taken_at": taken_at.isoformat()}
        case TakenElsewhere(metres):
            return {"why": "taken_elsewhere", "metres": metres}


def doubt_of(kept: Mapping[str, Any]) -> Doubt:
    """Read what `doubt_json` wrote. Raises KeyError for what it did not."""
    match kept["why"]:
        case "same_as_complaint":
            return SameAsComplaint(kept["bits"])
        case "same_as_earlier":
            return SameAsEarlier(kept["bits"], Known(kept["evidence"], kept["ticket"], int(kept["hash"], 16)))
        case "taken_before":
            return TakenBefore(datetime.fromisoformat(kept["taken_at"]))
        case "taken_elsewhere":
            return TakenElsewhere(kept["metres"])
        case other:
            raise KeyError(other)
