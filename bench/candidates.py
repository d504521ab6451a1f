"""What else could tell topics apart: every candidate on the same texts, in one table (`make bench-candidates`)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from threadpoolctl import threadpool_limits

from bench.encoder_candidates import blend, encoder_alone
from bench.judging import Trainer, cells, judge
from bench.linear_candidates import (
    Simple,
    bayes,
    everything,
    letters_only,
    ours,
    regression,
    svm,
    words_only,
)
from bench.scores import table
from bench.spacy_candidates import BAG_OF_WORDS, REDUCED, Spacy
from bench.texts import Corpus, labelled
from nlu.lexicon import read_lexicon
from nlu.second_opinion import encoder_is_installed
from nlu.words import Normaliser

SEEDS = (1, 2, 3)
OURS: dict[str, Trainer] = {"ours: SVM + share of naive Bayes": ours}
LINEAR: dict[str, Trainer] = {
    "the same SVM, no naive Bayes": Simple(svm, everything),
    "the same SVM, words only": Simple(svm, words_only),
    "the same SVM, letters only": Simple(svm, letters_only),
    "complement naive Bayes": Simple(bayes, everything),
    "logistic regression": Simple(regression, everything),
}
WITH_ENCODER: dict[str, Trainer] = {"ours + second opinion": blend}
CERTAIN: dict[str, Trainer] = {"encoder + logistic regression": encoder_alone}
SPACY: dict[str, Trainer] = {
    "spaCy TextCatBOW": Spacy(BAG_OF_WORDS),
    "spaCy TextCatReduce": Spacy(REDUCED),
}
HEAD = ("candidate", "accuracy", "with alternatives", "macro-F1", "ECE", "training s", "p50 ms", "model MB")

Files = Annotated[list[Path], typer.Option("--file", help="Labelled texts, instead of data/heldout.")]
Few = Annotated[int, typer.Option(help="Texts of a topic in the table of all candidates.")]


def main(file: Files = [], per_topic: Few = 100, data: Path = Path("data")) -> None:  # noqa: B006 - typer copies it
    """Measure all candidates on some texts of every topic, then all but spaCy's on all texts."""
    corpus, samples = Corpus.read(data), labelled(file, data)
    normaliser = Normaliser(read_lexicon(data / "lexicon").slang)
    encoder = {**WITH_ENCODER, **CERTAIN} if encoder_is_installed() else {}
    plans = [
        (corpus.per_topic(per_topic), {**OURS, **LINEAR, **encoder, **SPACY}),
        (corpus, {**OURS, **LINEAR, **encoder}),
    ]
    for texts, trainers in plans:
        rows = []
        for name, train in trainers.items():
            typer.echo(name, err=True)
            with threadpool_limits(1):
                seeds = SEEDS[:1] if name in CERTAIN else SEEDS
                rows.append(
                    [name, *cells([judge(train, texts, samples, normaliser, each) for each in seeds])]
                )
        typer.echo(f"{len(texts.texts)} texts learnt, {len(samples)} judged:\n\n{table(HEAD, rows)}\n")


if __name__ == "__main__":
    typer.run(main)
