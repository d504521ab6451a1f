"""`faq.yml`: short answers, the region's own before the ones that came along."""

from collections.abc import Container
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq
from ruamel.yaml.error import YAMLError

from tickets.errors import RoutingError
from tickets.faq import WORD, Faq

NAME = "faq.yml"
KEYS = {"name", "topic", "words", "answer", "source", "updated"}
MAY = {"without"}
LONGEST = 650  #: characters; with its source and the offer it fits WhatsApp's 1024 under buttons


def read_faq(data: Path, region: Path, topics: Container[str]) -> tuple[Faq, ...]:
    """Read the region's file, else the one in `data`; an answer without a day of checking is left out.

    Raises RoutingError naming file and line.
    """
    return tuple(each for each in _read(data, region, topics) if each)


def check_faq(data: Path, region: Path, topics: Container[str]) -> str:
    """Return in Indonesian how many answers the bot gives. Raises RoutingError naming file and line."""
    read = _read(data, region, topics)
    undated = read.count(None)
    told = f"Tanya jawab: {len(read) - undated}"
    return f"{told}; {undated} belum disampaikan karena `updated` kosong." if undated else f"{told}."


def _read(data: Path, region: Path, topics: Container[str]) -> list[Faq | None]:
    """Read every answer of the one file that counts; None for one that nobody has checked."""
    path = next((folder / NAME for folder in (region, data) if (folder / NAME).exists()), None)
    if path is None:
        return []
    try:
        document = YAML().load(path.read_text(encoding="utf-8"))
    except (OSError, YAMLError, UnicodeDecodeError):
        raise RoutingError(f"{path}:1: berkas tanya jawab tidak dapat dibaca sebagai YAML.") from None
    rows = document.get("faq") if isinstance(document, dict) else None
    if not isinstance(rows, CommentedSeq):
        raise RoutingError(f"{path}:1: berkas harus berisi daftar `faq`.")
    return [_faq(path, row, rows.lc.item(i)[0] + 1, topics) for i, row in enumerate(rows)]


def _faq(path: Path, row: Any, line: int, topics: Container[str]) -> Faq | None:
    if not isinstance(row, dict) or not KEYS <= set(row) <= KEYS | MAY:
        raise RoutingError(
            f"{path}:{line}: setiap tanya jawab punya {', '.join(sorted(KEYS))}, dan boleh `without`."
        )
    if row["topic"] not in topics:
        raise RoutingError(f"{path}:{line}: topik `{row['topic']}` tidak ada di topics.yml.")
    answer, source = (" ".join(str(row[key] or "").split()) for key in ("answer", "source"))
    if not answer or not source or len(answer) > LONGEST:
        raise RoutingError(
            f"{path}:{line}: `answer` dan `source` wajib; `answer` paling panjang {LONGEST} huruf."
        )
    if not row["words"] or not all(isinstance(group, list) and group for group in row["words"]):
        raise RoutingError(f"{path}:{line}: `words` berisi kelompok kata, masing-masing sebuah daftar.")
    updated = row["updated"]
    if updated is None:
        return None
    if not isinstance(updated, date):
        raise RoutingError(f"{path}:{line}: `updated` adalah tanggal, misalnya 2026-01-31.")
    words = tuple(tuple(_plain(phrase) for phrase in group) for group in row["words"])
    without = tuple(_plain(phrase) for phrase in row.get("without") or ())
    return Faq(str(row["name"]), str(row["topic"]), words, answer, source, updated, without)


def _plain(phrase: object) -> str:
    return " ".join(WORD.findall(str(phrase).casefold()))
