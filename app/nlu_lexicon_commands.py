"""`tanggap nlu lexicon`: what the word lists on disk change in the model in use, without training."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table

from app.nlu_options import DATA, MODELS, Data, Models, stop
from nlu.errors import NluError
from nlu.lexicon import Lexicon, read_lexicon
from nlu.model_folder import current_model, opened
from nlu.samples import read_held_out
from nlu.snapshot import read_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from nlu.interpreter import Interpreter
    from nlu.lexicon_changes import Change, HeldOutEffect

MEASURED = 30  #: lines measured one by one; together they always are


def lexicon(data: Data = DATA, models: Models = MODELS) -> None:
    """Tunjukkan baris daftar kata yang berubah sejak model dilatih, dan pengaruhnya pada kalimat uji."""
    from nlu.classifier import LinearModel
    from nlu.lexicon_changes import HeldOutEffect, changes, warnings

    try:
        folder = current_model(models)
        opened(folder)
        before, after = read_snapshot(folder)[0], read_lexicon(data / "lexicon")
        held_out = read_held_out(data / "heldout").topics
    except NluError as error:
        raise stop(error) from error
    found = changes(before, after)
    if not found:
        typer.echo(f"Daftar kata sama dengan saat model {folder.name} dilatih.")
        return
    effect = HeldOutEffect(held_out, before, partial(_load, folder)) if held_out else None
    console = Console()
    console.print(_table(found, effect))
    model = LinearModel.load(folder)
    for each in found:
        for warning in warnings(each, after.slang, model):
            console.print(
                f"{each.file}, {each.form}: {warning}.", highlight=False, markup=False, soft_wrap=True
            )
    if effect:
        whole = effect.of(after)
        console.print(
            f"Topik kalimat uji, accuracy_lenient: {effect.accuracy:.4f} sebelum, "
            f"{effect.accuracy_after(whole):.4f} dengan semua perubahan ({whole.touched} dari "
            f"{len(held_out)} kalimat terbaca lain).",
            highlight=False,
            soft_wrap=True,
        )
    typer.echo("Sudah berlaku di program yang berjalan; `tanggap nlu train` mengajarkannya ke model.")


def _table(found: list[Change], effect: HeldOutEffect | None) -> Table:
    from nlu.lexicon_changes import SLANG, Kind

    table = Table("", "berkas", "baris", "kalimat uji", "benar sebelum", "sesudah")
    measured = 0
    for each in found:
        figures = ["", "", ""]
        if effect and each.file == SLANG and each.kind != Kind.REMOVED and measured < MEASURED:
            alone = effect.of_line(each)
            figures = [str(alone.touched), str(alone.right_before), str(alone.right_after)]
            measured += 1
        line = f"{each.form}: {each.meaning}" if each.meaning else each.form
        table.add_row(each.kind, each.file, line, *figures)
    return table


def _load(folder: Path, lists: Lexicon) -> Interpreter:
    # Imported here because spaCy takes a second that unchanged lists do not need.
    from nlu.pipeline import load_interpreter

    return load_interpreter(folder, lexicon=lists)
