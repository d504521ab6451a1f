"""The word lists a trainer edits, `data/lexicon/*.yml`; every file explains itself at its top."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from ruamel.yaml.comments import CommentedMap

from nlu.documents import line_of, phrases, read_mapping, refuse_unknown_keys
from nlu.errors import TrainingDataError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Lists: TypeAlias = dict[str, tuple[str, ...]]

PLACE_KEYS = (
    "jalan",
    "nomor",
    "wilayah",
    "perumahan",
    "arah",
    "tengara",
    "pelengkap",
    "penghubung",
    "jabatan",
    "melapor",
    "nama_jalan",
    "nama_umum",
    "bukan_nama",
)
URGENCY_KEYS = (
    "darurat",
    "bila_ada_korban",
    "korban",
    "kecuali",
    "bukan_sekarang",
    "sekarang",
    "pengandaian",
    "penyangkal",
    "penting",
)
LINK_KEYS = ("kuat", "lemah")
SENSITIVE_CATEGORIES = ("pungli", "suap", "korupsi", "ancaman", "kekerasan", "anak")
SENSITIVE_KEYS = ("frasa", "kecuali")
ANGER_KEYS = ("umpatan", "kecewa", "ancaman", "kecuali")
ANSWER_KEYS = (
    "sudah",
    "belum",
    "belum_lihat",
    "sama",
    "beda",
    "keberatan",
    "tetap_rahasia",
    "anonim",
    "tanpa_nama",
)
PROBLEM_KEYS = ("masalah",)
ERASURE_KEYS = ("hapus_data", "bukan_hapus_data", "jangan_hapus_data", "ya_hapus")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Slang (form to meaning), place words, urgency words, phrases per sensitive category, connectives.

    `remarks` are anger, short answers, "do not name me", words of damage.
    """

    slang: dict[str, str]
    places: Lists
    urgency: Lists
    sensitivity: dict[str, Lists]
    links: Lists
    remarks: Lists = field(default_factory=dict)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Rebuild what `dataclasses.asdict` and JSON made of a lexicon."""
        return cls(
            stored["slang"],
            _tuples(stored["places"]),
            _tuples(stored["urgency"]),
            {name: _tuples(lists) for name, lists in stored["sensitivity"].items()},
            _tuples(stored["links"]),
            _tuples(stored.get("remarks", {})),
        )

    def beside(self, learnt: Mapping[str, str]) -> Self:
        """Add forms and meanings learnt from texts; where both know a form the trainer's own line holds."""
        return replace(self, slang={**learnt, **self.slang})


def read_lexicon(folder: Path) -> Lexicon:
    """Read slang, tempat, darurat, sensitif, sambungan, marah, jawaban, data_saya, masalah.yml; a missing one is empty.

    Raises TrainingDataError.
    """
    return Lexicon(
        slang=_slang(folder / "slang.yml"),
        places=_lists(folder / "tempat.yml", PLACE_KEYS),
        urgency=_lists(folder / "darurat.yml", URGENCY_KEYS),
        sensitivity=_sensitivity(folder / "sensitif.yml"),
        links=_lists(folder / "sambungan.yml", LINK_KEYS),
        remarks=_lists(folder / "marah.yml", ANGER_KEYS)
        | _lists(folder / "jawaban.yml", ANSWER_KEYS)
        | _lists(folder / "data_saya.yml", ERASURE_KEYS)
        | _lists(folder / "masalah.yml", PROBLEM_KEYS),
    )


def _tuples(lists: dict[str, list[str]]) -> Lists:
    return {name: tuple(words) for name, words in lists.items()}


def _root(path: Path) -> CommentedMap:
    return read_mapping(path) if path.exists() else CommentedMap()


def _slang(path: Path) -> dict[str, str]:
    root = _root(path)
    for form, meaning in root.items():
        if not isinstance(form, str) or not isinstance(meaning, str) or not meaning.strip():
            reason = 'tiap baris harus "singkatan: arti"; beri tanda kutip bila berupa angka.'
            raise TrainingDataError(path, line_of(root, form), reason)
    return {form.casefold(): meaning.casefold() for form, meaning in root.items()}


def _lists(path: Path, keys: tuple[str, ...]) -> Lists:
    root = _root(path)
    refuse_unknown_keys(path, root, keys)
    return {key: phrases(path, root, key) for key in keys}


def _sensitivity(path: Path) -> dict[str, Lists]:
    root = _root(path)
    refuse_unknown_keys(path, root, SENSITIVE_CATEGORIES)
    found = {}
    for category, lists in root.items():
        if not isinstance(lists, CommentedMap):
            raise TrainingDataError(
                path, line_of(root, category), f'"{category}" harus berisi frasa: dan kecuali:.'
            )
        refuse_unknown_keys(path, lists, SENSITIVE_KEYS)
        found[category] = {key: phrases(path, lists, key) for key in SENSITIVE_KEYS}
    return found
