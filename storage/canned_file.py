"""`data/balasan_siap.yml`: the common canned replies a fresh installation begins with."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq
from ruamel.yaml.error import YAMLError

from tickets.canned import CannedReplyError, check, check_title
from tickets.errors import RoutingError

KEYS = {"title", "text"}


def read_canned(path: Path) -> list[tuple[str, str]]:
    """Return titles and texts in order. Raises RoutingError naming file and line."""
    try:
        document = YAML().load(path.read_text(encoding="utf-8"))
    except (OSError, YAMLError, UnicodeDecodeError):
        raise RoutingError(f"{path}:1: berkas balasan siap tidak dapat dibaca sebagai YAML.") from None
    rows: Any = document.get("balasan") if isinstance(document, dict) else None
    if not isinstance(rows, CommentedSeq):
        raise RoutingError(f"{path}:1: berkas harus berisi daftar `balasan`.")
    return [_reply(path, row, rows.lc.item(n)[0] + 1) for n, row in enumerate(rows)]


def _reply(path: Path, row: Any, line: int) -> tuple[str, str]:
    if not isinstance(row, dict) or set(row) != KEYS:
        raise RoutingError(f"{path}:{line}: setiap balasan punya tepat `title` dan `text`.")
    title, text = str(row["title"]), " ".join(str(row["text"]).split())
    try:
        check_title(title)
        check(text)
    except CannedReplyError as problem:
        raise RoutingError(f"{path}:{line}: {problem}") from None
    return title, text
