"""Is somebody in danger now? The trained head, and rules over the lists of `data/lexicon/darurat.yml`.

People in danger seldom use the words a list could hold ("asapnya sudah sampai kamar"), so the head decides;
a phrase of the list makes a lower confidence enough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlu.classifier import URGENCIES
from nlu.interpreter import Urgency
from nlu.messages import mark, words_of
from nlu.phrases import Found, PhraseLists, outermost

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from spacy.language import Language
    from spacy.tokens import Doc

SUPPOSED_WITHIN = 4  #: words between "takut" and what is feared
PAST_WITHIN = 12  #: words between "minggu lalu" and what happened
VICTIM_WITHIN = 15  #: words between what fell and whom it hit
_BETWEEN_DENIAL = frozenset({"yang", "sampai", "pernah"})


class DangerWords:
    """The lists of `data/lexicon/darurat.yml`, read in messages."""

    def __init__(self, nlp: Language, lists: Mapping[str, Sequence[str]]) -> None:
        self._lists = PhraseLists(nlp, lists)

    def evidence(self, doc: Doc) -> Evidence:
        """Find every listed phrase of a message."""
        return Evidence(doc, self._lists.find(doc))

    def name_danger(self, doc: Doc) -> bool:
        """Say whether the lists alone see danger now."""
        return bool(self.evidence(doc).live())


class UrgencyRules:
    """Component: marks `darurat` and `penting`, and sets `doc._.urgency`; runs after the classifier."""

    def __init__(self, words: DangerWords, thresholds: Mapping[str, float]) -> None:
        """Take the confidences of danger needed "alone" and when it is "named" by the lists."""
        self._words, self._thresholds = words, thresholds

    def __call__(self, doc: Doc) -> Doc:
        """Judge one message."""
        evidence = self._words.evidence(doc)
        live = outermost(evidence.live())
        risks = outermost(evidence.risks())
        for found in live:
            mark(doc, found.start, found.end, Urgency.EMERGENCY)
        for found in risks:
            if not any(found.overlaps(other) for other in live):
                mark(doc, found.start, found.end, Urgency.IMPORTANT)
        doc._.urgency = self._urgency(doc._.judged[URGENCIES], named=bool(live), risky=bool(risks or live))
        return doc

    def _urgency(self, judged: Mapping[str, float], *, named: bool, risky: bool) -> Urgency:
        if judged.get(Urgency.EMERGENCY, 0.0) >= self._thresholds["named" if named else "alone"]:
            return Urgency.EMERGENCY
        likely = max(judged, key=judged.__getitem__) != Urgency.ORDINARY
        return Urgency.IMPORTANT if risky or likely else Urgency.ORDINARY


class Evidence:
    """All listed phrases of one message, and how they bear on each other."""

    def __init__(self, doc: Doc, found: Sequence[Found]) -> None:
        self._words = words_of(doc)
        self._found = found
        exceptions = self._of("kecuali")
        self._counted = [
            each
            for each in found
            if not any(each.overlaps(exception) for exception in exceptions) and not self._is_denied(each)
        ]

    def live(self) -> list[Found]:
        """List what happens to people now."""
        victims = [each for each in self._counted if each.name == "korban"]
        hit = [
            each
            for each in self._counted
            if each.name == "bila_ada_korban" and any(self._near(each, victim) for victim in victims)
        ]
        dangers = [each for each in self._counted if each.name == "darurat"]
        return [each for each in dangers + hit if not self._is_supposed(each) and not self._is_past(each)]

    def risks(self) -> list[Found]:
        """List what may hurt somebody: risk words, and dangers that are feared or over."""
        return [each for each in self._counted if each.name in {"penting", "darurat"}]

    def _of(self, name: str) -> list[Found]:
        return [each for each in self._found if each.name == name]

    def _is_denied(self, each: Found) -> bool:
        return self._any_before(self._of("penyangkal"), each, lambda gap: set(gap) <= _BETWEEN_DENIAL)

    def _is_supposed(self, each: Found) -> bool:
        # "tidak bisa keluar" is no supposition, though "bisa" is one elsewhere.
        solid = [other for other in self._found if other.name in {"darurat", "korban"}]
        suppositions = [
            it for it in self._of("pengandaian") if not any(it.overlaps(other) for other in solid)
        ]
        return self._any_before(suppositions, each, lambda gap: len(gap) <= SUPPOSED_WITHIN)

    def _any_before(self, markers: list[Found], each: Found, gap_fits: Callable[[list[str]], bool]) -> bool:
        return any(
            marker.end <= each.start
            and self._same_sentence(marker, each)
            and gap_fits([word.text for word in self._words[marker.end : each.start]])
            for marker in markers
        )

    def _is_past(self, each: Found) -> bool:
        if any(self._same_sentence(now, each) for now in self._of("sekarang")):
            return False
        return any(
            self._same_sentence(then, each) and _distance(then, each) <= PAST_WITHIN
            for then in self._of("bukan_sekarang")
        )

    def _near(self, each: Found, victim: Found) -> bool:
        return _distance(each, victim) <= VICTIM_WITHIN and not self._is_supposed(victim)

    def _same_sentence(self, one: Found, other: Found) -> bool:
        return self._words[one.start].sentence == self._words[other.start].sentence


def _distance(one: Found, other: Found) -> int:
    return max(one.start - other.end, other.start - one.end, 0)
