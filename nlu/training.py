"""Training: `data/` in, a sealed model folder out. The same data gives the same model, once."""

from __future__ import annotations

import hashlib
from collections import Counter
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from nlu.classifier import LinearModel
from nlu.errors import ModelDamaged, ModelMissing
from nlu.figures import Judged, figures, sharpened
from nlu.fitting import Task, fit
from nlu.interpreter import COMPLAINT, LOCATION_ANSWER
from nlu.lexicon import Lexicon, read_lexicon
from nlu.model_folder import name_current, new_model_folder, opened, seal
from nlu.samples import HeldOut, read_held_out
from nlu.snapshot import Lists, write_snapshot
from nlu.training_data import Example, TrainingData, read_training_data
from nlu.words import Normaliser

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

CODE = Path(__file__).parent  #: another release of this package makes another model of the same data
SOURCES = ("nlu/*.yml", "lexicon/*.yml", "heldout/**/*.jsonl")
LIBRARIES = ("numpy", "scikit-learn", "scipy", "spacy")
BAYES_SHARE = 0.3  #: of naive Bayes in topics: +1.6 points out of fold; the lopsided intents lose by it
ORDINARY_FROM = 4  #: texts that write a word small before it counts as ordinary


def train(data_dir: Path, model_root: Path, progress: Callable[[str], None]) -> Path:
    """Train on `data_dir` and make the model current; nothing is retrained while the data stay the same.

    Raises TrainingDataError at the first fault of the data.
    """
    digest = data_hash(data_dir)
    folder = model_root / digest[:12]
    if _is_sound(folder):
        progress(f"Data tidak berubah; model {folder.name} tetap dipakai.")
    else:
        _train_into(folder, data_dir, digest, progress)
    name_current(model_root, folder.name)
    return folder


def data_hash(data_dir: Path) -> str:
    """Hash everything a model depends on: examples, lexicon, held-out samples, and the code that trains."""
    digest = hashlib.sha256()
    files = [(data_dir, path) for pattern in SOURCES for path in sorted(data_dir.glob(pattern))]
    files += [(CODE, path) for path in sorted(CODE.glob("*.py"))]
    for root, path in files:
        digest.update(f"\0{path.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _is_sound(folder: Path) -> bool:
    try:
        opened(folder)
    except (ModelMissing, ModelDamaged):
        return False
    return True


def _train_into(folder: Path, data_dir: Path, digest: str, progress: Callable[[str], None]) -> None:
    start = perf_counter()
    data, lexicon = read_training_data(data_dir / "nlu"), read_lexicon(data_dir / "lexicon")
    held_out = read_held_out(data_dir / "heldout")
    progress(f"{len(data.examples)} contoh terbaca; melatih …")
    model, learnt = _learn(data.examples, held_out, Normaliser(lexicon.slang))
    libraries = {name: version(name) for name in LIBRARIES}
    with new_model_folder(folder.parent, folder.name) as building:
        model.save(building)
        write_snapshot(building, lexicon, _lists(data, lexicon))
        seal(building, {"data": digest, "libraries": libraries} | learnt)
    progress(f"Model {folder.name} selesai dalam {perf_counter() - start:.0f} detik.")


def _learn(
    examples: Sequence[Example], held_out: HeldOut, normaliser: Normaliser
) -> tuple[LinearModel, dict[str, Any]]:
    tasks = (
        Task.of([each.retrieval if each.intent == COMPLAINT else None for each in examples], BAYES_SHARE),
        Task.of([each.intent if each.intent == COMPLAINT else each.label for each in examples]),
    )
    fitted = fit([normaliser.phrase(each.text) for each in examples], *tasks, LOCATION_ANSWER)
    judged: list[list[Judged]] = []
    for head, samples in enumerate((held_out.topics, held_out.intents)):
        judged.append([Judged.unseen(tasks[head], fitted.unseen_margins[head])])
        if samples:
            margins = [fitted.model.margins(normaliser.phrase(each.text))[head] for each in samples]
            judged[head].append(Judged("held_out", np.array(margins), samples))
    model = LinearModel(
        fitted.model.features,
        sharpened(fitted.model.topics, judged[0]),
        sharpened(fitted.model.intents, judged[1]),
    )
    return model, figures(model, *judged)


def _lists(data: TrainingData, lexicon: Lexicon) -> Lists:
    triggers = frozenset((*lexicon.places["jalan"], *lexicon.places["wilayah"], *lexicon.places["tengara"]))
    return Lists(data.lookups, data.regexes, data.synonyms, ordinary_words(data.examples, triggers))


def ordinary_words(examples: Sequence[Example], triggers: Collection[str]) -> list[str]:
    """List words often written small by people not naming a place; they are seldom names."""
    counts: Counter[str] = Counter()
    for words in (each.text.split() for each in examples if each.intent != LOCATION_ANSWER):
        counts.update({word for before, word in pairwise(["", *words]) if before.lower() not in triggers})
    return sorted(
        word for word, count in counts.items() if count >= ORDINARY_FROM and word.isalpha() and word.islower()
    )
