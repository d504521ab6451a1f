"""`tanggap chat` and `tanggap replay`: a conversation in the terminal, on a database thrown away afterwards."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer

from app.nlu_options import MODELS, Models, stop
from nlu.errors import NluError

Details = Annotated[bool, typer.Option("--rinci", help="Tampilkan maksud, topik, slot, dan kejadian.")]
Example = Annotated[bool, typer.Option("--demo", help="Pakai wilayah contoh.")]
ONLY_CRITICAL = 50


def chat(*, details: Details = False, example: Example = False, models: Models = MODELS) -> None:
    """Bercakap di terminal seperti warga, tanpa jaringan; tidak ada yang tersimpan."""
    # Imported here because spaCy takes a second that other commands do not need.
    from app.rehearsal_talk import chat as talk

    _run(talk(models, details=details, example=example))


def replay(
    file: Annotated[Path, typer.Argument(help="Percakapan (*.yml) atau teks: satu baris satu pesan.")],
    *,
    details: Details = False,
    example: Example = False,
    models: Models = MODELS,
) -> None:
    """Mainkan sebuah berkas percakapan; keluar dengan kode 1 bila ada yang tidak seperti yang diharapkan."""
    from app.rehearsal_script import read_script
    from app.rehearsal_talk import replay as play

    if not file.is_file():
        raise stop(f"{file} tidak ada.")
    if faults := _run(play(read_script(file), models, details=details, example=example)):
        raise stop(f"{faults} hal tidak seperti yang diharapkan.")


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    from app.rehearsal_citizen import DeedError

    # What the product logs for operators would stand between the lines of the conversation.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(ONLY_CRITICAL))
    try:
        return asyncio.run(work)
    except (NluError, DeedError) as error:
        raise stop(error) from error
