"""All exams of a folder, scored by counts; no text ever leaves here."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, TypeAlias

from nlu.errors import NluError
from nlu.measuring import exam_complaints, exam_emergency, exam_intents, exam_scope
from nlu.measuring.exam_files import ExamChanged, ExamRow, read_exam, sealed_files
from nlu.measuring.measuring import rounded
from nlu.places.evaluation import evaluate_places

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from nlu.interpreter import Interpreter

    Score: TypeAlias = Callable[[list[ExamRow]], dict[str, Any]]

PLACE_KEYS = ("id", "text", "region", "places")


class Examiner:
    """Scores exam files by the beginning of their names."""

    def __init__(
        self, interpreter: Interpreter, for_region: Callable[[str], Interpreter], complaints: Sequence[str]
    ) -> None:
        """Take who is examined, the same one serving a region (its Kemendagri code), and held-out complaints."""
        self._kinds: Mapping[str, tuple[tuple[str, ...], Score]] = {
            "darurat": (exam_emergency.KEYS, partial(exam_emergency.emergency_exam, interpreter)),
            "beberapa_aduan": (exam_complaints.KEYS, partial(exam_complaints.complaints_exam, interpreter)),
            "niat": (exam_intents.KEYS, partial(exam_intents.intents_exam, interpreter)),
            "luar_layanan": (
                exam_scope.KEYS,
                partial(exam_scope.scope_exam, interpreter, complaints=complaints),
            ),
            "alamat": (PLACE_KEYS, self._places),
        }
        # One region is open at a time, each with its own areas in memory; the rows are put in order for it.
        self._for_region = lru_cache(maxsize=1)(for_region)

    def score(self, folder: Path, only: str = "") -> dict[str, Any]:
        """Score the files of a sealed folder whose names begin with `only`: name to figures.

        Raises ExamChanged, TrainingDataError, NluError.
        """
        files = [path for path in sealed_files(folder) if path.name.startswith(only)]
        if not files:
            raise NluError(f'tidak ada berkas ujian "{only}" di {folder}.')
        return {path.name: self._score_file(path) for path in files}

    def _score_file(self, path: Path) -> dict[str, Any]:
        kind = path.stem.rpartition("_")[0]
        if kind not in self._kinds:
            raise ExamChanged(f"{path.name}: nama harus diawali {', '.join(self._kinds)}.")
        keys, score = self._kinds[kind]
        rows = read_exam(path, keys)
        try:
            return dict(rounded(score(rows)))
        except ValueError as error:
            raise NluError(f"{path.name}: {error}") from error

    def _places(self, rows: list[ExamRow]) -> dict[str, Any]:
        ordered = sorted(rows, key=lambda row: str(row["region"]))
        regions = Counter(str(row["region"]) for row in rows)
        return evaluate_places(self._for_region, ordered) | {"regions": dict(sorted(regions.items()))}
