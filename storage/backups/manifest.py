"""The manifest of one backup: written last and whole, so that a backup without one was interrupted."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from storage.backups.contents import Contents
from storage.errors import DatabaseProblem
from storage.media_files import write_durably

NAME: Final = "manifest.json"
FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds; `key` is the fingerprint of the CONTACT_KEY it needs, never the key."""

    made_at: datetime
    release: str
    engine: str  #: "sqlite" or "postgresql"
    key: str
    database: str  #: the file's name
    sha256: str  #: of that file
    contents: Contents
    files: int  #: in the media folder
    size: int  #: of those, in bytes

    def write(self, folder: Path) -> None:
        """Put it beside what it describes, durably."""
        body = {"format": FORMAT, **asdict(self), "made_at": self.made_at.isoformat()}
        write_durably(folder / NAME, json.dumps(body, indent=2).encode())


def read_manifest(folder: Path) -> Manifest:
    """Read what `Manifest.write` wrote. Raises DatabaseProblem where the backup is none, unfinished or too new."""
    try:
        body = json.loads((folder / NAME).read_bytes())
    except (OSError, ValueError):
        raise DatabaseProblem(f"{folder} bukan cadangan yang selesai: {NAME} tidak ada.") from None
    if body.pop("format", None) != FORMAT:
        raise DatabaseProblem(
            f"{folder} dibuat rilis lain. Pakai rilis {body.get('release')} atau yang baru."
        )
    body["made_at"] = datetime.fromisoformat(body["made_at"])
    body["contents"] = Contents(**body["contents"])
    return Manifest(**body)


def checksum(path: Path) -> str:
    """Return a file's SHA-256, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
