"""Why a message was understood as it was: the words behind its topics, the phrases found, the lines like it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from nlu.classifier import PURPOSES, TOPICS, URGENCIES, secret_head
from nlu.explaining.contributions import TopicEvidence, topic_evidence
from nlu.explaining.linear_reading import LinearReader
from nlu.explaining.nearest import Neighbour, nearest
from nlu.interpreter import ParsedMessage, Ranked, Urgency
from nlu.live import lists_in_force
from nlu.model_folder import thresholds
from nlu.pipeline import load_interpreter
from nlu.second_opinion import ASKED_BELOW, second_opinion_is_possible
from nlu.sensitivity import LABEL as SECRET
from nlu.training_data import read_training_data

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

EXPLAINED = 2  #: topics whose words are shown
PHRASES = (*Urgency, SECRET)  #: the entities that stand for a phrase of a word list


@dataclass(frozen=True, slots=True)
class Judged:
    """One decision beside the topic: its confidence, and the one it needs (0 where the likeliest wins)."""

    name: str
    confidence: float
    needed: float = 0.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of the word lists: its list (or its secret category) and the citizen's own words."""

    list: str
    words: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A parsed message, and where each part of it comes from.

    `linear` are the topics before the second opinion, whose part `second_opinion` tells in a word.
    """

    parsed: ParsedMessage
    words: tuple[str, ...]
    linear: tuple[Ranked, ...]
    second_opinion: str
    evidence: tuple[TopicEvidence, ...]
    judged: tuple[Judged, ...]
    phrases: tuple[Phrase, ...]
    neighbours: tuple[Neighbour, ...]

    def to_json(self) -> dict[str, Any]:
        """Give everything, Rasa's form of the message under `parsed`."""
        return {
            "parsed": self.parsed.as_rasa(),
            "words": list(self.words),
            "linear_topics": [asdict(each) for each in self.linear],
            "second_opinion": self.second_opinion,
            "evidence": [asdict(each) for each in self.evidence],
            "judged": [asdict(each) for each in self.judged],
            "phrases": [asdict(each) for each in self.phrases],
            "nearest": [
                {
                    "file": str(each.example.file),
                    "line": each.example.line,
                    "label": each.example.label,
                    "text": each.example.text,
                    "similarity": each.similarity,
                }
                for each in self.neighbours
            ],
        }


def explain(text: str, model_dir: Path, data_dir: Path) -> Explanation:
    """Understand one message and say why; training lines and word lists are read from `data_dir` as they are now.

    Raises ModelMissing, ModelDamaged, TrainingDataError.
    """
    lexicon = lists_in_force(data_dir / "lexicon")
    parsed = load_interpreter(model_dir, lexicon=lexicon).parse(text)
    reader = LinearReader.open(model_dir, lexicon)
    words = reader.words(text)
    judged = reader.judged(words)
    linear = _ranked(judged[TOPICS])
    shown = [each.name for each in parsed.topics[:EXPLAINED]]
    examples = read_training_data(data_dir / "nlu").examples
    return Explanation(
        parsed=parsed,
        words=tuple(words),
        linear=linear,
        second_opinion=_second_opinion(
            linear[0], parsed.topic, possible=second_opinion_is_possible(model_dir)
        ),
        evidence=tuple(topic_evidence(reader.model, words, topic) for topic in shown),
        judged=_judged(judged, thresholds(model_dir), named=_names_danger(parsed)),
        phrases=tuple(_phrases(parsed)),
        neighbours=tuple(nearest(reader, words, examples)),
    )


def _ranked(confidences: Mapping[str, float]) -> tuple[Ranked, ...]:
    return tuple(sorted((Ranked(*each) for each in confidences.items()), key=lambda each: -each.confidence))


def _second_opinion(linear: Ranked, final: Ranked, *, possible: bool) -> str:
    if not possible:
        return "tidak dipasang"
    if linear.confidence >= ASKED_BELOW:
        return "tidak ditanya"
    return "setuju" if linear.name == final.name else "mengubah"


def _names_danger(parsed: ParsedMessage) -> bool:
    return any(each.type == Urgency.EMERGENCY for each in parsed.entities)


def _judged(
    judged: Mapping[str, Mapping[str, float]], needed: Mapping[str, Any], *, named: bool
) -> tuple[Judged, ...]:
    purposes = [Judged(each.name, each.confidence) for each in _ranked(judged[PURPOSES])[:1]]
    danger = judged[URGENCIES].get(Urgency.EMERGENCY, 0.0)
    secrets = [
        Judged(f"rahasia: {name}", judged[secret_head(name)][name], enough)
        for name, enough in needed["secrets"].items()
    ]
    return (
        *purposes,
        Judged(Urgency.EMERGENCY.value, danger, needed["emergency"]["named" if named else "alone"]),
        *secrets,
    )


def _phrases(parsed: ParsedMessage) -> list[Phrase]:
    found = [each for each in parsed.entities if each.type in PHRASES]
    return [
        Phrase(
            f"{SECRET}: {each.value}" if each.type == SECRET else each.type,
            parsed.text[each.start : each.end],
        )
        for each in found
    ]
