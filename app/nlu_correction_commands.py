"""`tanggap nlu corrections`: what officers corrected becomes training lines."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.nlu_options import stop
from settings import read_settings

Out = Annotated[
    Path | None, typer.Option("--out", help="Berkas latihan; bawaan data/nlu/koreksi_<tanggal>.yml.")
]


def corrections(*, out: Out = None, demo: bool = False) -> None:
    """Tulis koreksi topik oleh petugas sebagai kalimat latihan; data pribadi sudah diganti."""
    # Imported here because the database and its drivers take half a second that other commands do not need.
    from app.start import demo_settings
    from app.tools import export_corrections

    file = out or Path("data/nlu") / f"koreksi_{datetime.now(UTC):%Y%m%d}.yml"
    if file.exists():
        raise stop(f"{file} sudah ada, dan isinya tidak ditimpa. Pilih nama lain dengan --out.")
    settings = demo_settings() if demo else read_settings()
    written, waiting = asyncio.run(export_corrections(settings, file))
    if written:
        typer.echo(f"{written} kalimat ditulis ke {file}. Baca dulu, lalu `tanggap nlu validate`.")
    else:
        typer.echo("Belum ada koreksi baru; tidak ada yang ditulis.")
    if waiting:
        typer.echo(f"{waiting} koreksi belum berlabel. Pilih labelnya di halaman Koreksi.")
