"""Our components under the names spaCy knows them by; each opens its own part of a model folder."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from spacy.language import Language

from nlu.classifier import Classifier, LinearModel
from nlu.clauses import ClauseSplitter
from nlu.complaints import Complaints, Separation
from nlu.model_folder import MANIFEST, read_json, thresholds
from nlu.places.component import Places
from nlu.places.gazetteer import Gazetteer
from nlu.remarks import Remarks
from nlu.second_opinion import Encoder, Opinion, SecondOpinion
from nlu.sensitivity import SensitivityRules
from nlu.urgency import DangerWords, UrgencyRules
from nlu.word_lists import WordLists
from nlu.word_shares import WordShares
from nlu.words import Normaliser

if TYPE_CHECKING:
    from nlu.lexicon import Lexicon
    from nlu.snapshot import Lists

#: The keys of `nlp.meta` under which the word lists in force stand, and what training added to them.
LEXICON, LISTS = "lexicon", "lists"
PLACES, CLASSIFIER, SECOND_OPINION = "tanggap_tempat", "tanggap_topik", "tanggap_makna"
COMPONENTS = (
    PLACES,
    CLASSIFIER,
    "tanggap_daftar",
    "tanggap_urgensi",
    "tanggap_peka",
    "tanggap_ucapan",
    "tanggap_aduan",
)


_models: WeakValueDictionary[str, LinearModel] = WeakValueDictionary()


def _model(folder: str) -> LinearModel:
    """Open a model once for all pipelines over it; it goes with the last of them."""
    sealed = str(read_json(Path(folder) / MANIFEST)["seal"])
    return _models.get(sealed) or _models.setdefault(sealed, LinearModel.load(Path(folder)))


@lru_cache(maxsize=1)
def _encoder() -> Encoder:
    # Late: only the extra `semantic` brings what it needs.
    from nlu.encoder import PieceEncoder

    return PieceEncoder()


@lru_cache(maxsize=1)
def _gazetteer(codes: tuple[str, ...], region: str) -> Gazetteer:
    return Gazetteer.open(codes, Path(region) if region else None)


def _lexicon(nlp: Language) -> Lexicon:
    lexicon: Lexicon = nlp.meta[LEXICON]
    return lexicon


def _lists(nlp: Language) -> Lists:
    lists: Lists = nlp.meta[LISTS]
    return lists


@Language.factory(CLASSIFIER)
def classifier(nlp: Language, name: str, folder: str) -> Classifier:  # noqa: ARG001 - spaCy's signature
    """Fill `doc.cats`, `doc._.intents` and `doc._.judged`."""
    return Classifier(_model(folder), _lists(nlp).greetings)


@Language.factory(SECOND_OPINION)
def second_opinion(nlp: Language, name: str, folder: str) -> SecondOpinion:  # noqa: ARG001 - spaCy's signature
    """Correct `doc.cats` where the classifier is unsure."""
    return SecondOpinion(Opinion.load(Path(folder)), _encoder())


@Language.factory(PLACES, default_config={"codes": [], "region": ""})
def places(nlp: Language, name: str, folder: str, codes: list[str], region: str) -> Places:  # noqa: ARG001 - spaCy's signature
    """Fill `doc._.places`, mark `lokasi`; `region` is the folder of its own files, "" for none."""
    return Places(_lexicon(nlp).places, _lists(nlp).ordinary, _gazetteer(tuple(codes), region))


@Language.factory("tanggap_daftar")
def word_lists(nlp: Language, name: str, folder: str) -> WordLists:  # noqa: ARG001 - spaCy's signature
    """Mark what the trainer's lookups and regexes name."""
    lists = _lists(nlp)
    return WordLists(nlp, lists.lookups, lists.regexes, lists.synonyms)


@Language.factory("tanggap_urgensi")
def urgency(nlp: Language, name: str, folder: str) -> UrgencyRules:  # noqa: ARG001 - spaCy's signature
    """Mark `darurat` and `penting`, set `doc._.urgency`."""
    return UrgencyRules(DangerWords(nlp, _lexicon(nlp).urgency), thresholds(Path(folder))["emergency"])


@Language.factory("tanggap_peka")
def sensitivity(nlp: Language, name: str, folder: str) -> SensitivityRules:  # noqa: ARG001 - spaCy's signature
    """Mark `sensitif`, set `doc._.sensitivity`."""
    return SensitivityRules(nlp, _lexicon(nlp).sensitivity, thresholds(Path(folder))["secrets"])


@Language.factory("tanggap_ucapan")
def remarks(nlp: Language, name: str, folder: str) -> Remarks:  # noqa: ARG001 - spaCy's signature
    """Set `doc._.remarks`."""
    return Remarks(nlp, _lexicon(nlp).remarks)


@Language.factory("tanggap_aduan")
def complaints(nlp: Language, name: str, folder: str) -> Complaints:  # noqa: ARG001 - spaCy's signature
    """Set `doc._.stretches`."""
    lexicon = _lexicon(nlp)
    splitter = ClauseSplitter.of(lexicon.links, Normaliser(lexicon.slang))
    return Complaints(WordShares(_model(folder)), splitter, Separation.load(Path(folder)))
