"""`tanggap nlu …`: check, train, measure and try the language model."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table

from app.nlu_correction_commands import corrections
from app.nlu_explain_commands import explaining
from app.nlu_import_commands import importing
from app.nlu_lexicon_commands import lexicon
from app.nlu_lint_commands import lint
from app.nlu_measure_commands import measuring
from app.nlu_model_commands import model_commands, say_how_to_roll_back
from app.nlu_options import DATA, MODELS, Data, Models, stop
from nlu.errors import NluError
from nlu.lexicon import read_lexicon
from nlu.live import lists_in_force
from nlu.model_folder import current_model
from nlu.samples import read_held_out
from nlu.training_data import read_training_data

if TYPE_CHECKING:
    from nlu.interpreter import Interpreter

nlu = typer.Typer(help="Model bahasa: periksa, latih, ukur, coba.", no_args_is_help=True)
nlu.command()(lint)
nlu.command()(lexicon)
nlu.command()(corrections)
nlu.add_typer(model_commands)
nlu.add_typer(measuring)
nlu.add_typer(explaining)
nlu.add_typer(importing)


@nlu.command()
def validate(data: Data = DATA) -> None:
    """Periksa contoh kalimat dan daftar kata tanpa melatih."""
    try:
        examples = read_training_data(data / "nlu").examples
        read_lexicon(data / "lexicon")
        read_held_out(data / "heldout")
    except NluError as error:
        raise stop(error) from error
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
        raise stop(error) from error
    typer.echo(str(folder))
    say_how_to_roll_back(models)


@nlu.command()
def parse(text: str, data: Data = DATA, models: Models = MODELS) -> None:
    """Tunjukkan apa yang dipahami dari satu pesan, dengan daftar kata seperti sekarang."""
    try:
        parsed = _interpreter(data, models).parse(text)
    except NluError as error:
        raise stop(error) from error
    typer.echo(json.dumps(parsed.as_rasa(), ensure_ascii=False, indent=2))


def _interpreter(data: Path, models: Path) -> Interpreter:
    # Imported here because spaCy takes a second that checking data does not need.
    from nlu.pipeline import load_interpreter

    return load_interpreter(current_model(models), lexicon=lists_in_force(data / "lexicon"))
