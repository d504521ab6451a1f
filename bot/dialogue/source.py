"""Reading the dialogue files: YAML 1.2 whose every value still knows its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ruamel.yaml.error import MarkedYAMLError

from nlu.documents import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

#: Where ruamel keeps the places of a collection's items.
LINES: Final = "lc"


class DialogueFileError(Exception):
    """A dialogue file cannot be used; says where and what to do, in Indonesian, for the trainer.

    Attributes:
        file: the path as it was given to the loader.
        line: 1 for the first line.
        reason: one or two plain sentences.

    """

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a YAML file, with its place; every reader refuses what it did not ask for."""

    file: str
    line: int
    value: Any

    def error(self, reason: str) -> DialogueFileError:
        """Make the error for this place; the caller raises it."""
        return DialogueFileError(self.file, self.line, reason)

    def entries(self) -> dict[str, Node]:
        """Read a mapping with free names, such as the slots of a domain."""
        if not isinstance(self.value, dict):
            raise self.error("di sini seharusnya ada daftar `nama: isi`. Periksa titik dua dan lekuknya.")
        lines: Any = getattr(self.value, LINES)
        return {str(key): Node(self.file, lines.key(key)[0] + 1, item) for key, item in self.value.items()}

    def fields(self, allowed: Collection[str], required: Collection[str] = ()) -> dict[str, Node]:
        """Read a mapping whose keys are known; any other key is refused at its own line."""
        found = self.entries()
        for name, node in found.items():
            if name not in allowed:
                choices = ", ".join(sorted(allowed))
                raise node.error(f"`{name}` tidak dikenal di sini. Yang boleh ditulis: {choices}.")
        for name in required:
            if name not in found:
                raise self.error(f"`{name}` belum ditulis. Tambahkan di bawah baris ini.")
        return found

    def elements(self) -> list[Node]:
        """Read a list."""
        if not isinstance(self.value, list):
            raise self.error("di sini seharusnya ada daftar; awali setiap baris isinya dengan `- `.")
        lines: Any = getattr(self.value, LINES)
        return [Node(self.file, lines.item(i)[0] + 1, item) for i, item in enumerate(self.value)]

    def text(self) -> str:
        """Read a string; `${...}` is refused, as a Rasa server would put a variable there."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.error("di sini seharusnya ada teks. Kalau isinya angka, apit dengan tanda kutip.")
        if "${" in self.value:
            raise self.error("`${...}` tidak didukung. Tulis isinya langsung.")
        return str(self.value)

    def one_or_more(self) -> list[Node]:
        """Read a single value or a list of them."""
        return self.elements() if isinstance(self.value, list) else [self]

    def flag(self) -> bool:
        """Read `true` or `false`."""
        if not isinstance(self.value, bool):
            raise self.error("isinya harus `true` atau `false`.")
        return self.value

    def name_among(self, known: Collection[str], what: str) -> str:
        """Read a name that must be known already; `what` says what kind of name it is."""
        name = self.text()
        if name not in known:
            raise self.error(f"{what} `{name}` tidak ada di domain. Periksa ejaannya atau daftarkan dulu.")
        return name

    def plain(self) -> Any:
        """Copy the value into ordinary dicts, lists and scalars, as JSON would have it."""
        return _plain(self.value)


def read_source(path: Path) -> Node:
    """Read one YAML 1.2 file.

    Raises:
        DialogueFileError: not YAML, a key written twice, or an empty file.
        OSError: the file cannot be opened.

    """
    try:
        document = parse_yaml(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        reason = f"berkas ini bukan YAML yang benar ({error.problem}). Periksa lekuk, kutip, dan nama ganda."
        raise DialogueFileError(str(path), line, reason) from error
    if not isinstance(document, dict):
        raise DialogueFileError(str(path), 1, 'berkas ini kosong. Mulailah dengan `version: "3.1"`.')
    return Node(str(path), 1, document)


def read_version(node: Node) -> None:
    """Refuse any format but Rasa 3's."""
    if str(node.value) not in {"3.0", "3.1"}:
        raise node.error('versi harus `version: "3.1"`.')


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return kind(value)
    return None if value is None else str(value)
