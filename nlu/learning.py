"""Learning the model from read data: fit every head, calibrate it on unseen texts, write down figures."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nlu.calibration import NEVER, softmax, trigger_from
from nlu.classifier import INTENTS, PURPOSES, TOPICS, URGENCIES, LinearModel, secret_head
from nlu.figures import Answers, Judged, sharpened, surely_from
from nlu.fitting import Task, fit
from nlu.interpreter import COMPLAINT, INFORMATION_REQUEST, LOCATION_ANSWER, Purpose, Urgency
from nlu.lexicon import SENSITIVE_CATEGORIES
from nlu.second_fitting import enough_texts, fit_opinion, vectors_of
from nlu.second_opinion import ASKED_BELOW, Opinion

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from nlu.calibration import Scores
    from nlu.classifier import Head
    from nlu.fitting import Fitted
    from nlu.samples import HeldOut, Sample
    from nlu.second_opinion import Encoder
    from nlu.training_data import Example
    from nlu.words import Normaliser

#: Of naive Bayes in topics: +2 points on real complaints over 0.0, +1 over 0.3; intents lose by it.
BAYES_SHARE = 0.6
FALSE_ALARMS = 0.02  #: of unseen texts, at most, where no list names danger; the bound of both is 0.03
FALSE_ALARMS_NAMED = 0.015  #: the same where a list does
LEAST = 0.15  #: no threshold lies lower, however few texts it was chosen on
FALSE_SECRETS = 0.005  #: of unseen texts that are not secret, at most, for each category


@dataclass(frozen=True, slots=True)
class Learnt:
    """A model, the encoder's opinion when there is an encoder, and what the manifest says of both."""

    model: LinearModel
    opinion: Opinion | None
    manifest: dict[str, Any]


def learn(
    examples: Sequence[Example],
    named: Sequence[bool],
    held_out: HeldOut,
    normaliser: Normaliser,
    encoder: Encoder | None,
) -> Learnt:
    """Fit on all examples; temperatures and thresholds come from texts the fit did not see.

    `named` says of each example whether the lists see danger in it.
    """
    tasks = tasks_of(examples)
    chosen = enough_texts(tasks[TOPICS])
    with ThreadPoolExecutor(max_workers=1) as beside:
        # The encoder works while the fit waits for its own processes.
        encoding = beside.submit(_vectors, encoder, [examples[each].text for each in chosen], held_out.topics)
        fitted = fit([normaliser.phrase(each.text) for each in examples], tasks, LOCATION_ANSWER)
        vectors = encoding.result()
    judged = _judged(fitted, tasks, held_out, normaliser)
    heads = {name: sharpened(head, judged[name]) for name, head in fitted.model.heads.items()}
    answers = {
        name: {each.source: Answers.of(heads[name], each) for each in judged[name]}
        for name in (TOPICS, INTENTS, PURPOSES, URGENCIES)
    }
    thresholds = _thresholds(heads, judged, np.asarray(named))
    thresholds["topic_is_sure"] = surely_from(list(answers[TOPICS].values()))
    opinion = None
    if vectors:
        unseen = Judged.unseen(tasks[TOPICS], fitted.unseen_margins[TOPICS], chosen)
        sources = [unseen, *judged[TOPICS][1:]]
        opinion, scores = fit_opinion(vectors, tasks[TOPICS], chosen, fitted.folds, sources)
        answers["topics_pooled"] = _cascade(heads[TOPICS], opinion, sources, scores)
        thresholds["topic_is_sure_pooled"] = surely_from(list(answers["topics_pooled"].values()))
    figures = {
        name: {source: each.summary() for source, each in sources.items()}
        for name, sources in answers.items()
    }
    labels = {"topics": list(heads[TOPICS].labels), "intents": list(heads[INTENTS].labels)}
    manifest = labels | {"thresholds": thresholds, "figures": figures}
    return Learnt(LinearModel(fitted.model.features, heads), opinion, manifest)


def _vectors(encoder: Encoder | None, texts: Sequence[str], held_out: Sequence[Sample]) -> list[Scores]:
    """Encode the training texts, then the held-out ones if there are any; nothing without an encoder."""
    if encoder is None:
        return []
    return [vectors_of(encoder, each) for each in (texts, [sample.text for sample in held_out]) if each]


def _judged(
    fitted: Fitted, tasks: Mapping[str, Task], held_out: HeldOut, normaliser: Normaliser
) -> dict[str, list[Judged]]:
    """Put the margins of unseen texts beside the truth: each head's own by folds, then the held-out ones."""
    judged = {name: [Judged.unseen(task, fitted.unseen_margins[name])] for name, task in tasks.items()}
    for name, samples in ((TOPICS, held_out.topics), (INTENTS, held_out.intents)):
        if samples:
            margins = [fitted.model.margins(normaliser.phrase(each.text))[name] for each in samples]
            judged[name].append(Judged("held_out", np.array(margins), samples))
    return judged


def _cascade(
    head: Head, opinion: Opinion, sources: Sequence[Judged], scores: Sequence[Scores]
) -> dict[str, Answers]:
    """Answer as the pipeline does: pooled only where the linear model is unsure."""
    answers = {}
    for each, second in zip(sources, scores, strict=True):
        first = softmax(each.margins * head.sharpness)
        unsure = first.max(axis=1, keepdims=True) < ASKED_BELOW
        pooled = np.where(unsure, opinion.pooled(each.margins, second), first)
        answers[each.source] = Answers(head.labels, pooled, each.truth)
    return answers


def tasks_of(examples: Sequence[Example]) -> dict[str, Task]:
    """Say what each head learns of the examples."""

    def of_complaints(label: Callable[[Example], str | None]) -> list[str | None]:
        return [label(each) if each.intent == COMPLAINT else None for each in examples]

    tasks = {
        TOPICS: Task.of(of_complaints(_topic), BAYES_SHARE, roughly=True),
        INTENTS: Task.of(
            [each.intent if each.intent == COMPLAINT else each.label for each in examples], roughly=True
        ),
        PURPOSES: Task.of([_purpose(each) for each in examples]),
        URGENCIES: Task.of([each.marks.urgency for each in examples]),
    }
    for category in sorted({name for each in examples for name in each.marks.secrets}):
        tasks[secret_head(category)] = Task.of([_secret(category, each) for each in examples])
    return tasks


def _topic(example: Example) -> str | None:
    # Cries for help teach urgency; as topics they cost two points on real complaints (decision 0013).
    return None if example.marks.urgency == Urgency.EMERGENCY else example.retrieval


def _secret(category: str, example: Example) -> str:
    return category if category in example.marks.secrets else ""


def _purpose(example: Example) -> str | None:
    if example.intent == INFORMATION_REQUEST:
        return Purpose.QUESTION
    return example.marks.purpose if example.intent == COMPLAINT else None


def _thresholds(
    heads: Mapping[str, Head], judged: Mapping[str, Sequence[Judged]], named: npt.NDArray[np.bool_]
) -> dict[str, Any]:
    """Choose thresholds on unseen texts; `named` says where the lists see danger, of all examples."""

    def trigger(
        name: str, label: str, false_alarms: float, among: npt.NDArray[np.bool_] | None = None
    ) -> float:
        """Choose a threshold for some of the texts; the false alarms are a share of all of them."""
        head, unseen = heads[name], judged[name][0]
        if label not in head.labels:
            return NEVER
        sure = softmax(unseen.margins * head.sharpness)[:, head.labels.index(label)]
        wanted = np.array([each.label == label for each in unseen.truth])
        inside = np.ones_like(wanted) if among is None else among
        share = false_alarms * len(wanted) / max(int(inside.sum()), 1)
        return max(trigger_from(sure[inside], wanted[inside], share), LEAST)

    learnt = Urgency.EMERGENCY in heads[URGENCIES].labels
    return {
        "emergency": {
            "alone": trigger(URGENCIES, Urgency.EMERGENCY, FALSE_ALARMS, ~named),
            # Where no line is marked `darurat` the lists speak alone.
            "named": trigger(URGENCIES, Urgency.EMERGENCY, FALSE_ALARMS_NAMED, named) if learnt else 0.0,
        },
        "secrets": {
            category: trigger(secret_head(category), category, FALSE_SECRETS)
            for category in SENSITIVE_CATEGORIES
            if secret_head(category) in heads
        },
    }
