"""`tanggap nlu …`: check, train, measure and try the language model."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from nlu.errors import NluError
from nlu.evaluation import Report, evaluate
from nlu.lexicon import read_lexicon
from nlu.model_folder import current_model
from nlu.samples import read_held_out, read_samples
from nlu.training_data import read_training_data

if TYPE_CHECKING:
    from nlu.interpreter import Interpreter

nlu = typer.Typer(help="Model bahasa: periksa, latih, ukur, coba.", no_args_is_help=True)

Data = Annotated[Path, typer.Option("--data", help="Folder data: nlu/, lexicon/, heldout/.")]
Models = Annotated[Path, typer.Option("--models", help="Folder model hasil latihan.")]
DATA, MODELS = Path("data"), Path("var/models")


@nlu.command()
def validate(data: Data = DATA) -> None:
    """Periksa contoh kalimat dan daftar kata tanpa melatih."""
    try:
        examples = read_training_data(data / "nlu").examples
        read_lexicon(data / "lexicon")
        read_held_out(data / "heldout")
    except NluError as error:
        raise _stop(error) from error
    table = Table("label", "contoh")
    for label, count in sorted(Counter(each.label for each in examples).items()):
        table.add_row(label, str(count))
    Console().print(table)
    typer.echo(f"Data baik: {len(examples)} contoh.")


@nlu.command()
def train(data: Data = DATA, models: Models = MODELS) -> None:
    """Latih model; bila data tidak berubah, model yang ada dipakai."""
    # Imported here because scikit-learn takes a second and 100 MB that no other command needs.
    from nlu.training import train as train_model

    try:
        folder = train_model(data, models, typer.echo)
    except NluError as error:
        raise _stop(error) from error
    typer.echo(str(folder))


@nlu.command("evaluate")
def evaluate_file(
    file: Annotated[
        Path, typer.Argument(help="Baris JSON: text, topic, alt_topic.", exists=True, dir_okay=False)
    ],
    models: Models = MODELS,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Keluarkan JSON.")] = False,
) -> None:
    """Ukur model pada contoh berlabel."""
    try:
        report = evaluate(_interpreter(models), read_samples(file))
    except (NluError, ValueError) as error:
        raise _stop(error) from error
    if as_json:
        typer.echo(json.dumps(report.to_json(), indent=2))
    else:
        _show(report)


@nlu.command()
def parse(text: str, models: Models = MODELS) -> None:
    """Tunjukkan apa yang dipahami dari satu pesan."""
    try:
        parsed = _interpreter(models).parse(text)
    except NluError as error:
        raise _stop(error) from error
    typer.echo(json.dumps(parsed.as_rasa(), ensure_ascii=False, indent=2))


def _interpreter(models: Path) -> Interpreter:
    # Imported here because spaCy takes a second that checking data does not need.
    from nlu.pipeline import load_interpreter

    return load_interpreter(current_model(models))


def _show(report: Report) -> None:
    figures = report.to_json()
    per_topic = figures.pop("per_topic")
    console = Console()
    overall = Table("ukuran", "nilai")
    for name, value in figures.items():
        overall.add_row(name, str(value))
    console.print(overall)
    topics = Table("topik", "precision", "recall", "f1", "n")
    for name, each in per_topic.items():
        topics.add_row(name, *(str(each[key]) for key in ("precision", "recall", "f1", "n")))
    console.print(topics)


def _stop(error: Exception) -> typer.Exit:
    typer.secho(str(error), err=True, fg=typer.colors.RED)
    return typer.Exit(1)
