"""Training: `data/` in, a sealed model folder out. The same data gives the same model, once."""

from __future__ import annotations

import hashlib
from collections import Counter
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits

from nlu.bare import bare_language
from nlu.clauses import ClauseSplitter
from nlu.interpreter import GREETING, LOCATION_ANSWER
from nlu.learning import learn
from nlu.lexicon import Lexicon, read_lexicon
from nlu.messages import MessageTokenizer
from nlu.model_folder import manifest_if_sound, name_current, new_model_folder, seal
from nlu.samples import read_held_out
from nlu.second_opinion import encoder_is_installed, open_encoder
from nlu.separation import learn_separation
from nlu.shortenings import learn_shortenings
from nlu.snapshot import Lists, write_snapshot
from nlu.training_data import Example, TrainingData, read_training_data
from nlu.urgency import DangerWords
from nlu.word_shares import WordShares
from nlu.words import Normaliser

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

CODE = Path(__file__).parent
#: Another release of these makes another model of the same data; everything `nlu.training` imports.
MODULES = (
    "bare",
    "calibration",
    "classifier",
    "clauses",
    "complaints",
    "documents",
    "errors",
    "evaluation",
    "example_lines",
    "features",
    "figures",
    "fitting",
    "interpreter",
    "learning",
    "lexicon",
    "marks",
    "markup",
    "messages",
    "model_folder",
    "noise",
    "phrases",
    "samples",
    "second_fitting",
    "second_opinion",
    "separation",
    "shortenings",
    "snapshot",
    "ticket_numbers",
    "training",
    "training_data",
    "urgency",
    "word_shares",
    "words",
)
SOURCES = ("nlu/*.yml", "lexicon/*.yml", "heldout/**/*.jsonl")
LIBRARIES = ("numpy", "scikit-learn", "scipy", "spacy")
TRIGGERS = ("jalan", "wilayah", "tengara", "perumahan")  #: lists of place words that names follow
GREETING_FROM = 2  #: times a word occurs in greetings
ORDINARY_FROM = 4  #: texts that write a word small before it counts as ordinary


def train(data_dir: Path, model_root: Path, progress: Callable[[str], None]) -> Path:
    """Train on `data_dir` and make the model current; nothing is retrained while the data stay the same.

    Raises TrainingDataError at the first fault of the data.
    """
    digest = data_hash(data_dir)
    folder = model_root / digest[:12]
    if manifest_if_sound(folder):
        progress(f"Data tidak berubah; model {folder.name} tetap dipakai.")
    else:
        _train_into(folder, data_dir, digest, progress)
    name_current(model_root, folder.name)
    return folder


def data_hash(data_dir: Path) -> str:
    """Hash everything a model depends on: examples, lexicon, held-out samples, and the code that trains."""
    digest = hashlib.sha256()
    files = [(data_dir, path) for pattern in SOURCES for path in sorted(data_dir.glob(pattern))]
    files += [(CODE, CODE / f"{name}.py") for name in MODULES]
    digest.update(b"semantic" * encoder_is_installed())
    for root, path in files:
        digest.update(f"\0{path.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _train_into(folder: Path, data_dir: Path, digest: str, progress: Callable[[str], None]) -> None:
    start = perf_counter()
    data, lexicon = read_training_data(data_dir / "nlu"), read_lexicon(data_dir / "lexicon")
    held_out = read_held_out(data_dir / "heldout")
    progress(f"{len(data.examples)} contoh terbaca; melatih …")
    encoder = open_encoder() if encoder_is_installed() else None
    shortened = _shortenings(data.examples, lexicon)
    normaliser = Normaliser(lexicon.beside(shortened).slang)
    nlp = bare_language({})
    nlp.tokenizer = MessageTokenizer(nlp.vocab, normaliser)
    danger = DangerWords(nlp, lexicon.urgency)
    named = [danger.name_danger(nlp.make_doc(each.text)) for each in data.examples]
    with threadpool_limits(1):  # more threads fight over the cores the processes use, ten times slower
        learnt = learn(data.examples, named, held_out, normaliser, encoder)
    separation = learn_separation(
        held_out.topics,
        nlp.make_doc,
        ClauseSplitter.of(lexicon.links, normaliser),
        WordShares(learnt.model),
    )
    libraries = {name: version(name) for name in LIBRARIES}
    with new_model_folder(folder.parent, folder.name) as building:
        learnt.model.save(building)
        separation.save(building)
        if learnt.opinion:
            learnt.opinion.save(building)
        write_snapshot(building, lexicon, _lists(data, lexicon, normaliser, shortened))
        seal(building, {"data": digest, "libraries": libraries} | learnt.manifest)
    progress(f"Model {folder.name} selesai dalam {perf_counter() - start:.0f} detik.")


def _shortenings(examples: Sequence[Example], lexicon: Lexicon) -> dict[str, str]:
    normaliser = Normaliser(lexicon.slang)
    return learn_shortenings(normaliser.phrase(each.text) for each in examples)


def _lists(data: TrainingData, lexicon: Lexicon, normaliser: Normaliser, shortened: dict[str, str]) -> Lists:
    triggers = frozenset(word for name in TRIGGERS for word in lexicon.places[name])
    greetings = Counter(
        word for each in data.examples if each.intent == GREETING for word in normaliser.phrase(each.text)
    )
    return Lists(
        data.lookups,
        data.regexes,
        data.synonyms,
        ordinary_words(data.examples, triggers),
        sorted(word for word, count in greetings.items() if count >= GREETING_FROM),
        shortened,
    )


def ordinary_words(examples: Sequence[Example], triggers: Collection[str]) -> list[str]:
    """List words often written small by people not naming a place; they are seldom names."""
    counts: Counter[str] = Counter()
    for words in (each.text.split() for each in examples if each.intent != LOCATION_ANSWER):
        counts.update({word for before, word in pairwise(["", *words]) if before.lower() not in triggers})
    return sorted(
        word for word, count in counts.items() if count >= ORDINARY_FROM and word.isalpha() and word.islower()
    )
