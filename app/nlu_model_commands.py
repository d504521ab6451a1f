"""`tanggap nlu models`, `use` and `rollback`: which trained model is in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app.nlu_options import MODELS, Models, stop
from nlu.errors import NluError
from nlu.model_choice import prune, read_choice, roll_back, stored_models, use
from nlu.model_names import named_model

if TYPE_CHECKING:
    from pathlib import Path

model_commands = typer.Typer()
TAKES_OVER = "Program yang berjalan memakainya dalam beberapa detik; tidak perlu dijalankan ulang."


@model_commands.command("models")
def list_models(
    models: Models = MODELS,
    keep: Annotated[
        int | None,
        typer.Option(
            "--prune",
            min=1,
            help="Hapus semua kecuali sekian yang terbaru, yang dipakai, dan yang sebelumnya.",
        ),
    ] = None,
) -> None:
    """Daftar model: kapan dilatih, angkanya, dan mana yang dipakai."""
    try:
        if keep is not None:
            removed = prune(models, keep)
            typer.echo(f"Dihapus: {', '.join(removed) or 'tidak ada'}.")
        Console().print(_table(models))
    except NluError as error:
        raise stop(error) from error


@model_commands.command("use")
def use_model(
    name: Annotated[str, typer.Argument(help="Nama model, atau permulaannya; lihat `tanggap nlu models`.")],
    models: Models = MODELS,
) -> None:
    """Pakai model ini sampai ada yang dilatih atau dipilih lagi."""
    try:
        folder = named_model(models, name)
        use(folder)
    except NluError as error:
        raise stop(error) from error
    typer.echo(f"Model {folder.name} dipakai. {TAKES_OVER}")


@model_commands.command()
def rollback(models: Models = MODELS) -> None:
    """Kembali ke model yang dipakai sebelum ini."""
    try:
        left, name = read_choice(models).model, roll_back(models)
    except NluError as error:
        raise stop(error) from error
    typer.echo(f"Kembali ke model {name}. {TAKES_OVER}\nBatal kembali: tanggap nlu use {left}")


def say_how_to_roll_back(models: Path) -> None:
    """Tell what undoes a training, if anything can."""
    if read_choice(models).previous:
        typer.echo(f"{TAKES_OVER} Kembali ke model sebelumnya: tanggap nlu rollback", err=True)


def _table(models: Path) -> Table:
    choice = read_choice(models)
    states = {**dict.fromkeys(choice.previous[:1], "sebelumnya"), choice.model: "dipakai"}
    table = Table("model", "dilatih", "macro_f1", "accuracy_lenient", "")
    for each in stored_models(models):
        name = each.folder.name
        state = states.get(name, "") + (" rusak" if each.manifest is None else "")
        when = f"{each.trained_at.astimezone():%Y-%m-%d %H:%M}"
        table.add_row(name, when, *_figures(each.manifest or {}), state)
    return table


def _figures(manifest: dict[str, Any]) -> tuple[str, str]:
    """Read the figures on held-out topics, with the second opinion where the model has one."""
    figures = manifest.get("figures", {})
    topics = figures.get("topics_pooled") or figures.get("topics") or {}
    measured = topics.get("held_out") or topics.get("unseen") or {}
    return str(measured.get("macro_f1", "–")), str(measured.get("accuracy_lenient", "–"))
