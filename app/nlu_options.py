"""What several `tanggap nlu` commands share: options, and how they stop."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[Path, typer.Option("--data", help="Folder data: nlu/, lexicon/, heldout/.")]
Models = Annotated[Path, typer.Option("--models", help="Folder model hasil latihan.")]
AsJson = Annotated[bool, typer.Option("--json", help="Keluarkan JSON.")]
ShowText = Annotated[bool, typer.Option("--show-text", help="Sertakan teks pesan; ditolak di CI.")]
# What CI runs is kept and read by many. Asked through the option, since only settings/ reads the environment.
InCi = Annotated[str, typer.Option("--ci", envvar="CI", hidden=True)]

DATA, MODELS = Path("data"), Path("var/models")


def stop(error: Exception | str) -> typer.Exit:
    """Say in red what is wrong and give the exit to raise."""
    typer.secho(str(error), err=True, fg=typer.colors.RED)
    return typer.Exit(1)


def refuse_texts_in_ci(*, show_text: bool, in_ci: str) -> None:
    """End the command where texts would land in a log of CI."""
    if show_text and in_ci:
        raise stop(
            "--show-text ditolak: variabel CI terpasang, dan catatan CI dibaca serta disimpan orang lain."
        )
