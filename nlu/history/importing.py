"""From a region's history to training lines: survey the rows, then write the chosen ones in Rasa's format.

Nothing of the citizens' words goes anywhere but into the lines; the report tells rows by number.
"""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlu.errors import TrainingDataError
from nlu.history.file import Row
from nlu.history.private_data import Anonymiser
from nlu.history.survey import Survey, Surveyor, clean_text, digest_of
from nlu.interpreter import Purpose, Urgency
from nlu.marks import PURPOSE, SECRETS, URGENCY, Marks
from nlu.samples import read_held_out
from nlu.training_data import VERSION, read_training_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from nlu.explaining.linear_reading import LinearReader
    from nlu.history.file import HistoryFile
    from nlu.history.survey import Conflict
    from nlu.interpreter import Interpreter

    Blocks = Mapping[tuple[str, Marks], list[str]]

HEADER = "# Dibuat oleh `tanggap nlu import-csv` dari riwayat aduan wilayah; data pribadi sudah diganti."
_EXPLAINED = "# Periksa sebelum melatih. jenis, urgensi dan rahasia adalah pendapat model saat ini."
#: How SP4N-LAPOR! classifies a report.
KINDS = {
    "pengaduan": Purpose.COMPLAINT,
    "aspirasi": Purpose.ASPIRATION,
    "permintaan informasi": Purpose.QUESTION,
}


@dataclass(frozen=True, slots=True)
class HistoryImport:
    """One import: the file, who reads and cleans it, and where its lines go."""

    file: HistoryFile
    reader: LinearReader
    out: Path

    @property
    def report(self) -> Path:
        """The list of rows a person should look at."""
        return self.out.with_suffix(".laporan.csv")

    def survey(
        self,
        topic_of: Callable[[Row], str | None],
        known: set[int],
        most: int,
        progress: Callable[[int], object],
        *,
        keep_conflicts: bool = False,
    ) -> Survey:
        """Judge every row, see Surveyor."""
        anonymiser = Anonymiser(self.reader.ordinary)
        surveyor = Surveyor(self.reader, anonymiser, topic_of, known, keep_conflicts=keep_conflicts)
        return surveyor.survey(self.file.rows(progress), most)

    def write(self, survey: Survey, interpreter: Interpreter, progress: Callable[[int], object]) -> None:
        """Write lines and report. Raises TrainingDataError over a file that no import wrote."""
        refuse_foreign(self.out)
        anonymiser = Anonymiser(self.reader.ordinary)
        blocks: defaultdict[tuple[str, Marks], list[str]] = defaultdict(list)
        for row in self.file.rows(progress):
            if isinstance(row, Row) and row.number in survey.chosen:
                text = clean_text(row, anonymiser)
                blocks[survey.chosen[row.number], _marks(row, text, interpreter)].append(text)
        _write_lines(self.out, blocks)
        _write_report(self.report, survey.conflicts)


def known_digests(reader: LinearReader, data_dir: Path, out: Path) -> set[int]:
    """Digest what is trained and measured on already, `out` of an earlier import left out."""
    examples = read_training_data(data_dir / "nlu").examples
    held_out = read_held_out(data_dir / "heldout")
    texts = [each.text for each in examples if each.file.resolve() != out.resolve()]
    texts += [each.text for each in (*held_out.topics, *held_out.intents)]
    return {digest_of(reader.words(text)) for text in texts}


def refuse_foreign(out: Path) -> None:
    """Raise TrainingDataError where the lines would overwrite what a person wrote."""
    if out.exists() and not out.read_text(encoding="utf-8").startswith(HEADER):
        raise TrainingDataError(
            out, 1, "berkas ini tidak dibuat oleh import-csv; pilih nama lain dengan --out."
        )


def _marks(row: Row, text: str, interpreter: Interpreter) -> Marks:
    """Mark a line as the present model sees it: without marks it would teach that nothing is urgent or secret."""
    parsed = interpreter.parse(text)
    kind = KINDS.get(" ".join(row.kind.casefold().split()), parsed.purpose)
    return Marks(kind, parsed.urgency, parsed.sensitivity)


def _write_lines(out: Path, blocks: Blocks) -> None:
    lines = [HEADER, _EXPLAINED, f'version: "{VERSION}"', "nlu:"]
    for (topic, marks), texts in sorted(
        blocks.items(), key=lambda block: (block[0][0], _metadata(block[0][1]))
    ):
        metadata = _metadata(marks)
        lines += [f"  - intent: lapor/{topic}", *([f"    metadata: {{{metadata}}}"] if metadata else [])]
        lines += ["    examples: |", *(f"      - {text}" for text in texts)]
    if not blocks:
        lines[-1] = "nlu: []"
    _replace(out, "\n".join(lines) + "\n")


def _metadata(marks: Marks) -> str:
    said = {PURPOSE: marks.purpose, URGENCY: marks.urgency}
    ordinary = (Purpose.COMPLAINT, Urgency.ORDINARY)
    parts = [f"{key}: {value}" for key, value in said.items() if value not in ordinary]
    if marks.secrets:
        parts.append(f"{SECRETS}: [{', '.join(sorted(marks.secrets))}]")
    return ", ".join(parts)


def _write_report(path: Path, conflicts: Iterable[Conflict]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["baris", "alasan", "topik", "topik_model", "yakin"])
        for each in conflicts:
            sure = f"{each.confidence:.2f}" if each.model else ""
            writer.writerow([each.row, each.fate, each.topic, each.model, sure])


def _replace(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_name(f".{path.name}.{os.getpid()}")
    written.write_text(content, encoding="utf-8")
    written.replace(path)
