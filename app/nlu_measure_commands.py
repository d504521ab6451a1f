"""`tanggap nlu evaluate`, `compare` and `exam`: how good the language model is, and which one is better."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from app.nlu_options import (
    DATA,
    MODELS,
    AsJson,
    Data,
    InCi,
    Models,
    ShowText,
    refuse_texts_in_ci,
    stop,
)
from app.nlu_tables import comparison_tables, exam_tables, measurement_tables
from nlu.errors import NluError
from nlu.measuring.comparison import compare
from nlu.measuring.confusion import confusion
from nlu.measuring.confusion_picture import confusion_picture
from nlu.measuring.exams import Examiner
from nlu.measuring.measuring import Measurement, measure, rounded
from nlu.measuring.roughness import roughness
from nlu.measuring.rows import read_all, read_rows
from nlu.model_folder import current_model
from nlu.model_names import named_model
from nlu.samples import read_held_out

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

    from nlu.interpreter import Interpreter

measuring = typer.Typer()

NoEncoder = Annotated[
    bool, typer.Option("--without-encoder", help="Tanpa pendapat kedua: model linear saja.")
]
ModelName = Annotated[str, typer.Argument(help='Nama folder model, "current", atau "sebelumnya".')]


@measuring.command("evaluate")
def evaluate_file(
    file: Annotated[
        Path, typer.Argument(help="Baris JSON: text, topic, alt_topic.", exists=True, dir_okay=False)
    ],
    models: Models = MODELS,
    *,
    as_json: AsJson = False,
    picture: Annotated[
        Path | None, typer.Option(help="Gambar SVG topik yang tertukar: berkas, atau folder seperti var.")
    ] = None,
    show_text: ShowText = False,
    without_encoder: NoEncoder = False,
    rough: Annotated[bool, typer.Option("--rough", help="Ukur juga pada tulisan yang dikasarkan.")] = False,
    in_ci: InCi = "",
) -> None:
    """Ukur model pada contoh berlabel."""
    refuse_texts_in_ci(show_text=show_text, in_ci=in_ci)
    try:
        folder, rows = current_model(models), read_rows(file)
        interpreter = _interpreter(folder, encoder=not without_encoder)
        measured = measure(interpreter, rows)
        figures = measured.to_json(with_text=show_text)
        if rough:
            figures["rough"] = rounded(roughness(interpreter, rows, measured.report))
    except (NluError, ValueError) as error:
        raise stop(error) from error
    if picture:
        typer.echo(f"Gambar: {_draw(measured, picture, file.stem, folder.name)}", err=True)
    _tell(figures, measurement_tables(figures), as_json=as_json)


@measuring.command("compare")
def compare_models(
    one: ModelName,
    other: ModelName,
    file: Annotated[
        Path | None, typer.Argument(help="Baris JSON; tanpa ini, kalimat uji.", exists=True, dir_okay=False)
    ] = None,
    models: Models = MODELS,
    data: Data = DATA,
    *,
    as_json: AsJson = False,
    show_text: ShowText = False,
    without_encoder: NoEncoder = False,
    in_ci: InCi = "",
) -> None:
    """Bandingkan dua model pada contoh yang sama."""
    refuse_texts_in_ci(show_text=show_text, in_ci=in_ci)
    try:
        rows = read_rows(file) if file else read_all((data / "heldout").glob("*.jsonl"))
        folders = named_model(models, one), named_model(models, other)
        opened = [_interpreter(each, encoder=not without_encoder) for each in folders]
        figures = compare(opened[0], opened[1], rows).to_json(with_text=show_text)
    except (NluError, ValueError) as error:
        raise stop(error) from error
    names = {"models": [each.name for each in folders]}
    _tell(names | figures, comparison_tables(names | figures), as_json=as_json)


@measuring.command("exam")
def exam(
    folder: Annotated[Path, typer.Argument(help="Folder ujian.", exists=True, file_okay=False)] = Path(
        "data/exam"
    ),
    models: Models = MODELS,
    data: Data = DATA,
    *,
    only: Annotated[str, typer.Option("--only", help="Hanya berkas yang namanya berawal begini.")] = "",
    as_json: AsJson = False,
    without_encoder: NoEncoder = False,
) -> None:
    """Nilai model pada berkas ujian; hanya angka, tidak pernah teks."""
    try:
        model = current_model(models)
        complaints = [each.text for each in read_held_out(data / "heldout").topics]
        examiner = Examiner(
            _interpreter(model, encoder=not without_encoder), partial(_serving, model), complaints
        )
        figures = examiner.score(folder, only)
    except NluError as error:
        raise stop(error) from error
    _tell(figures, exam_tables(figures), as_json=as_json)


def _interpreter(folder: Path, *, encoder: bool) -> Interpreter:
    # Imported here because spaCy takes a second that checking data does not need.
    from nlu.pipeline import load_interpreter

    return load_interpreter(folder, encoder=encoder)


def _serving(folder: Path, region: str) -> Interpreter:
    """Open a model for the areas of a region; places need no second opinion."""
    from nlu.pipeline import load_interpreter

    return load_interpreter(folder, encoder=False, areas=[region] if region else [])


def _draw(measured: Measurement, target: Path, file: str, model: str) -> Path:
    """Write the picture to a file, or into a folder under a name of its own."""
    target = target / f"topik_tertukar_{file}_{model}.svg" if target.is_dir() else target
    target.parent.mkdir(parents=True, exist_ok=True)
    heading = f"Topik yang tertukar: {file}, model {model}"
    target.write_text(confusion_picture(confusion(measured.answers), heading), encoding="utf-8")
    return target


def _tell(figures: dict[str, Any], tables: Iterable[Table], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(figures, indent=2, ensure_ascii=False))
        return
    console = Console()
    for table in tables:
        console.print(table)
