"""What can go wrong in this package; the messages are read by trainers, so they are Indonesian."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class NluError(Exception):
    """Something in the language data or the model needs a person."""


class TrainingDataError(NluError):
    """A data file breaks the format; `str()` is "file:line: what is wrong and what to do"."""

    def __init__(self, file: Path, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason


class ModelDamaged(NluError):
    """The model folder is not what training wrote; train again."""


class ModelMissing(NluError):
    """No model was trained yet; run `tanggap nlu train`."""
