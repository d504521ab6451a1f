"""Our components under the names spaCy knows them by; each opens its own part of a model folder."""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language

from nlu.classifier import Classifier, LinearModel
from nlu.places import Places
from nlu.sensitivity import SensitivityRules
from nlu.snapshot import read_snapshot
from nlu.urgency import UrgencyRules
from nlu.word_lists import WordLists

COMPONENTS = ("tanggap_tempat", "tanggap_topik", "tanggap_daftar", "tanggap_urgensi", "tanggap_peka")


@Language.factory("tanggap_topik")
def classifier(nlp: Language, name: str, folder: str) -> Classifier:  # noqa: ARG001 - spaCy's signature
    """Fill `doc.cats` and `doc._.intents`."""
    return Classifier(LinearModel.load(Path(folder)))


@Language.factory("tanggap_tempat")
def places(nlp: Language, name: str, folder: str) -> Places:  # noqa: ARG001 - spaCy's signature
    """Mark `lokasi`."""
    lexicon, lists = read_snapshot(Path(folder))
    return Places(lexicon.places, lists.ordinary)


@Language.factory("tanggap_daftar")
def word_lists(nlp: Language, name: str, folder: str) -> WordLists:  # noqa: ARG001 - spaCy's signature
    """Mark what the trainer's lookups and regexes name."""
    _, lists = read_snapshot(Path(folder))
    return WordLists(nlp, lists.lookups, lists.regexes, lists.synonyms)


@Language.factory("tanggap_urgensi")
def urgency(nlp: Language, name: str, folder: str) -> UrgencyRules:  # noqa: ARG001 - spaCy's signature
    """Mark `darurat` and `penting`, set `doc._.urgency`."""
    lexicon, _ = read_snapshot(Path(folder))
    return UrgencyRules(nlp, lexicon.urgency)


@Language.factory("tanggap_peka")
def sensitivity(nlp: Language, name: str, folder: str) -> SensitivityRules:  # noqa: ARG001 - spaCy's signature
    """Mark `sensitif`, set `doc._.sensitivity`."""
    lexicon, _ = read_snapshot(Path(folder))
    return SensitivityRules(nlp, lexicon.sensitivity)
