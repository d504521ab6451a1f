"""What a trainer marks on a block of lines beside its topic: `metadata: {jenis: …, urgensi: …, rahasia: […]}`.

Rasa passes over metadata, so the same files train there. A block without any holds ordinary complaints.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from ruamel.yaml.comments import CommentedMap

from nlu.documents import line_of, phrases, refuse_unknown_keys
from nlu.errors import TrainingDataError
from nlu.interpreter import Purpose, Urgency
from nlu.lexicon import SENSITIVE_CATEGORIES

if TYPE_CHECKING:
    from enum import StrEnum
    from pathlib import Path

    Kind = TypeVar("Kind", bound=StrEnum)

PURPOSE, URGENCY, SECRETS = "jenis", "urgensi", "rahasia"


@dataclass(frozen=True, slots=True)
class Marks:
    """Purpose, urgency and secret categories of one line."""

    purpose: Purpose = Purpose.COMPLAINT
    urgency: Urgency = Urgency.ORDINARY
    secrets: frozenset[str] = frozenset()


def read_marks(path: Path, item: CommentedMap) -> Marks:
    """Read the marks of a block. Raises TrainingDataError."""
    metadata = item.get("metadata", CommentedMap())
    if not isinstance(metadata, CommentedMap):
        reason = 'tulis seperti "metadata: {jenis: pertanyaan}", atau hapus.'
        raise TrainingDataError(path, line_of(item, "metadata"), reason)
    refuse_unknown_keys(path, metadata, (PURPOSE, URGENCY, SECRETS))
    return Marks(
        _one_of(path, metadata, PURPOSE, Purpose.COMPLAINT),
        _one_of(path, metadata, URGENCY, Urgency.ORDINARY),
        _secrets(path, metadata),
    )


def _one_of(path: Path, metadata: CommentedMap, key: str, default: Kind) -> Kind:
    try:
        return type(default)(metadata.get(key, default))
    except ValueError as error:
        raise _not_known(path, metadata, key, [str(each) for each in type(default)]) from error


def _secrets(path: Path, metadata: CommentedMap) -> frozenset[str]:
    named = frozenset(phrases(path, metadata, SECRETS))
    if not named <= set(SENSITIVE_CATEGORIES):
        raise _not_known(path, metadata, SECRETS, SENSITIVE_CATEGORIES)
    return named


def _not_known(
    path: Path, metadata: CommentedMap, key: str, known: list[str] | tuple[str, ...]
) -> TrainingDataError:
    return TrainingDataError(
        path, line_of(metadata, key), f'"{key}" harus salah satu dari: {", ".join(known)}.'
    )
