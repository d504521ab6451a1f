"""What `tanggap nlu lint` says, and the lines it looks at. A finding never quotes a line, only its place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from nlu.interpreter import COMPLAINT, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from nlu.training_data import Example
    from nlu.words import Word

OUT_OF_SCOPE = "di_luar_topik"  #: the intent of talk that is no matter of government


class Level(StrEnum):
    """How much a finding matters."""

    ERROR = "galat"  #: beyond a limit; the command fails
    WARNING = "peringatan"  #: to be read by a person, who may leave it so


class Check(StrEnum):
    """What was looked for."""

    REPEATED = "mirip"
    CONFLICT = "bertentangan"
    LEAK = "bocor"
    OPENING = "pembuka"
    SKELETON = "kerangka"
    COUNT = "jumlah"
    LENGTH = "panjang"
    PURPOSE = "jenis"
    URGENCY = "urgensi"
    PRIVATE = "pribadi"
    PURITY = "kemurnian"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to change or to look at; `message` says what and what to do, in Indonesian."""

    level: Level
    check: Check
    file: Path
    line: int
    message: str

    @property
    def place(self) -> str:
        """File and line, as an editor opens it."""
        return f"{self.file}:{self.line}"

    def to_json(self) -> dict[str, Any]:
        """Give the finding as JSON types."""
        return asdict(self) | {"file": str(self.file)}


@dataclass(frozen=True, slots=True)
class Line:
    """A training line and its repaired words."""

    example: Example
    words: tuple[Word, ...]

    @property
    def label(self) -> str:
        """The label as written: `lapor/jalan`, `sapa`."""
        return self.example.label

    @property
    def forms(self) -> tuple[str, ...]:
        """The repaired words without their places."""
        return tuple(word.text for word in self.words)

    @property
    def place(self) -> str:
        """File and line, short enough to stand inside a message."""
        return f"{self.example.file.name}:{self.example.line}"

    @property
    def teaches_label(self) -> bool:
        """Cries for help teach urgency, no topic (see `nlu.learning`)."""
        return self.example.marks.urgency != Urgency.EMERGENCY

    def found(self, level: Level, check: Check, message: str) -> Finding:
        """Report something of this line."""
        return Finding(level, check, self.example.file, self.example.line, message)


def by_label(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """Gather lines under their labels, in order of name."""
    gathered: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        gathered[line.label].append(line)
    return dict(sorted(gathered.items()))


def is_topic(label: str) -> bool:
    """Say whether a label is a topic of complaints."""
    return label.startswith(f"{COMPLAINT}/")
