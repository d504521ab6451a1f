"""`tanggap doctor`: what is wrong, in plain words, and what to do; beside a running product or without one."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from app.finding import Finding, Grade
from settings import Settings, read_settings

MARKS = {
    Grade.WELL: "[green]baik  [/green]",
    Grade.ATTENTION: "[yellow]awas  [/yellow]",
    Grade.BROKEN: "[red]rusak [/red]",
}
LAST = {
    Grade.WELL: "Semuanya baik.",
    Grade.ATTENTION: "Ada yang perlu diperhatikan.",
    Grade.BROKEN: "Ada yang rusak.",
}

console = Console(soft_wrap=True, highlight=False)

Quiet = Annotated[bool, typer.Option("--quiet", help="Hanya yang tidak beres.")]
Offline = Annotated[
    bool, typer.Option("--offline", help="Jangan bertanya kepada Telegram, Meta, dan alamat publik.")
]


def doctor(*, quiet: Quiet = False, offline: Offline = False, demo: bool = False) -> None:
    """Periksa semuanya: apa yang salah dan apa yang harus dilakukan. Keluar dengan 0 baik, 1 awas, 2 rusak."""
    from app.start import demo_settings

    settings = demo_settings() if demo else read_settings()
    findings = asyncio.run(examine(settings, offline=offline))
    for finding in findings:
        if finding.grade or not quiet:
            _say(finding)
    worst = max((finding.grade for finding in findings), default=Grade.WELL)
    if worst or not quiet:
        console.print(LAST[worst])
    raise typer.Exit(int(worst))


async def examine(settings: Settings, *, offline: bool = False) -> list[Finding]:
    """Look at everything; nothing is written and nothing is sent."""
    from app.doctor_channels import examine_address, examine_channels
    from app.doctor_database import examine_database
    from app.doctor_house import examine_house
    from storage.house import utc_now

    now = utc_now()
    findings = [*examine_house(settings), *await examine_database(settings, now)]
    if not offline:
        findings += [*await examine_address(settings), *await examine_channels(settings, now)]
    return findings


def _say(finding: Finding) -> None:
    console.print(f"{MARKS[finding.grade]} {finding.subject}: {escape(finding.words)}")
    if finding.remedy:
        console.print(f"       → {escape(finding.remedy)}")
