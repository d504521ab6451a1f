"""`data/topics.yml`: the topics with their titles."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from tickets.budget import CompletionClass
from tickets.errors import RoutingError
from tickets.topics import OTHER, Topic

KEYS = {"name", "code", "title", "short", "place", "completion"}
LONGEST_SHORT = 20  #: characters; WhatsApp's limit of a button's title


def read_topics(path: Path) -> dict[str, Topic]:
    """Read and check the file. Raises RoutingError naming file and line."""
    try:
        document = YAML().load(path.read_text(encoding="utf-8"))
    except (OSError, YAMLError, UnicodeDecodeError):
        raise RoutingError(f"{path}:1: berkas topik tidak dapat dibaca sebagai YAML.") from None
    rows = document.get("topics") if isinstance(document, dict) else None
    if not rows:
        raise RoutingError(f"{path}:1: berkas harus berisi daftar `topics` yang tidak kosong.")
    topics = [_topic(path, row, rows.lc.item(i)[0] + 1) for i, row in enumerate(rows)]
    if OTHER not in {topic.name for topic in topics}:
        raise RoutingError(f"{path}:1: topik `{OTHER}` harus ada, untuk yang tidak cocok ke mana pun.")
    return {topic.name: topic for topic in topics}


def _topic(path: Path, row: Any, line: int) -> Topic:
    if not isinstance(row, dict) or set(row) != KEYS:
        raise RoutingError(f"{path}:{line}: setiap topik punya tepat {', '.join(sorted(KEYS))}.")
    if len(str(row["short"])) > LONGEST_SHORT:
        raise RoutingError(
            f"{path}:{line}: `short` paling panjang {LONGEST_SHORT} huruf, supaya muat di tombol."
        )
    if row["completion"] not in list(CompletionClass):
        raise RoutingError(f"{path}:{line}: `completion` harus salah satu dari {', '.join(CompletionClass)}.")
    name, code, title, short = (str(row[key]) for key in ("name", "code", "title", "short"))
    return Topic(name, code, title, short, bool(row["place"]), CompletionClass(row["completion"]))
