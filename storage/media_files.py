"""The media folder's files: written whole or not at all, and known by their bytes."""

import os
import tempfile
from pathlib import Path

import puremagic

UNKNOWN = "application/octet-stream"


def detect_mime(content: bytes) -> str:
    """Tell the type from the bytes; what the sender claims is not believed."""
    try:
        found = puremagic.from_string(content, mime=True)
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    return found or UNKNOWN


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that it is whole or absent, whatever kills us. Raises OSError and leaves nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a new name in the folder last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
