"""How old the newest whole backup is, by what `tanggap backup` leaves in its usual folder."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

FOLDER = "cadangan"  #: below VAR_DIR
STAMP = "%Y%m%dT%H%M%SZ"  #: a backup's folder is named by its moment
MANIFEST = "manifest.json"  #: written last: without it the backup was interrupted


def backup_age(var_dir: Path, now: datetime) -> timedelta | None:
    """Return the age of the newest whole backup, None where there is none."""
    made = [_moment(file.parent.name) for file in (var_dir / FOLDER).glob(f"*/{MANIFEST}")]
    known = [moment for moment in made if moment is not None]
    return max(now - max(known), timedelta()) if known else None


def _moment(name: str) -> datetime | None:
    try:
        return datetime.strptime(name, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
