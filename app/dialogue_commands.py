"""`tanggap dialogue …`: checking and drawing the dialogue files."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.nlu_options import DATA, Data, stop

dialogue = typer.Typer(help="Alur percakapan: domain dan aturannya.", no_args_is_help=True)


class Format(StrEnum):
    """What a graph may be written as."""

    SVG = "svg"
    MERMAID = "mermaid"


@dialogue.command()
def check(data: Data = DATA) -> None:
    """Periksa domain.yml dan rules.yml: bentuk, nama, dan aturan yang bertentangan."""
    from bot.dialogue.domain import load_domain
    from bot.dialogue.rules import load_rules

    domain = load_domain(data / "domain.yml")
    rules = load_rules(data / "rules.yml", domain)
    counts = f"{len(rules)} aturan, {len(domain.forms)} formulir, {len(domain.responses)} balasan"
    typer.echo(f"Alur percakapan baik: {counts}.")


@dialogue.command()
def graph(
    data: Data = DATA,
    output: Annotated[Path | None, typer.Option("--output", help="Berkas hasil; kosong = ke layar.")] = None,
    form: Annotated[Format, typer.Option("--format", help="Gambar, atau teks Mermaid.")] = Format.SVG,
) -> None:
    """Gambar aturan dan formulir, satu jalur untuk tiap aturan."""
    drawn = picture(data, form)
    if output is None:
        typer.echo(drawn, nl=False)
        return
    try:
        output.write_text(drawn, encoding="utf-8")
    except OSError:
        raise stop(f"{output} tidak dapat ditulis. Periksa foldernya.") from None
    typer.echo(f"Ditulis ke {output}.")


def picture(data: Path, form: Format) -> str:
    """Draw the dialogue files of a folder. Raises DialogueFileError."""
    from app.dialogue_lanes import lanes
    from app.dialogue_mermaid import write
    from app.dialogue_svg import draw
    from bot.dialogue.domain import load_domain
    from bot.dialogue.rules import load_rules

    domain = load_domain(data / "domain.yml")
    found = lanes(domain, load_rules(data / "rules.yml", domain))
    return draw(found) if form is Format.SVG else write(found)
