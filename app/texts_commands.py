"""`tanggap texts check`: what a set of texts lacks or says otherwise than the domain."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

texts = typer.Typer(help="Teks untuk warga dalam bahasa lain.", no_args_is_help=True)
console = Console()


@texts.callback()
def _group() -> None:
    """Keep `check` a command of its own while it is the only one."""


@texts.command()
def check(
    names: Annotated[list[str] | None, typer.Argument(help="Nama berkas di texts; kosong = semua.")] = None,
    *,
    data: Annotated[Path, typer.Option(help="Folder data.")] = Path("data"),
) -> None:
    """Bandingkan berkas teks dengan data/domain.yml: yang kurang, berlebih, atau tidak muat."""
    from bot.dialogue.domain import load_domain
    from bot.dialogue.text_set import faults, missing, responses_of
    from storage.texts_file import untitled
    from storage.topics_file import read_topics

    domain, topics = load_domain(data / "domain.yml"), read_topics(data / "topics.yml")
    lines = {name: node.line for name, node in responses_of(data / "domain.yml").items()}
    found = 0
    for path in _paths(data / "texts", names or []):
        told = [str(fault) for fault in faults(path, domain)]
        if not told:
            lack = missing(path, domain)
            told += [f"{path}:1: balasan `{name}` belum ada (domain.yml:{lines[name]})." for name in lack]
            told += [f"{path}:1: topik `{name}` belum bernama." for name in untitled(path, topics)]
        for line in told:
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        found += len(told)
        console.print(f"{path.stem}: {len(told)} kekurangan.", highlight=False)
    if found:
        raise typer.Exit(1)


def _paths(folder: Path, names: list[str]) -> list[Path]:
    paths = [folder / f"{name}.yml" for name in names] or sorted(folder.glob("*.yml"))
    for path in paths:
        if not path.is_file():
            console.print(f"{path} tidak ada. Lihat isi folder {folder}.", highlight=False, soft_wrap=True)
            raise typer.Exit(2)
    return paths
