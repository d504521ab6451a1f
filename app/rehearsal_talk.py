"""What is printed of a rehearsal in the terminal, and what is typed into it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from textwrap import indent

from rich.console import Console
from rich.text import Text

from app.rehearsal import Rehearsal, open_rehearsal
from app.rehearsal_citizen import DeedError
from app.rehearsal_details import happened, slots, understood
from app.rehearsal_judge import REFERENCE, filled, judge
from app.rehearsal_script import DUTIES, TIME, Script, Step, passed, read_line
from app.typed_lines import typed_lines
from bot.choices import numbered
from storage.conversations import Conversation
from storage.outbox import Queued

WARGA, PROMPT = "warga", "[bold]Warga:[/bold] "
NOBODY_SPOKE = frozenset({TIME, DUTIES})
LEAVE = frozenset({"/keluar", "/selesai"})
SHOWN: dict[str, Callable[[Conversation], Iterator[str]]] = {
    "/topik": understood,
    "/slot": slots,
    "/kejadian": happened,
}
HELP = """\
Tulis seperti warga. Tombol dipilih dengan nomornya atau judulnya. Perintah:
  /topik /slot /kejadian   apa yang dipahami, diingat, dan terjadi pada giliran terakhir
  /rinci                   tampilkan ketiganya sesudah setiap giliran (atau tidak lagi)
  /tiket                   laporan sampai di sini
  /foto [keterangan]       kirim foto; juga /suara, /stiker, /titik LINTANG,BUJUR, /sunting kata-kata
  /waktu +3d               waktu berlalu (m, h, d), dan yang jatuh tempo terjadi; juga /waktu "2025-11-04 09:00"
  /keluar                  selesai; basis datanya dihapus"""

console = Console(highlight=False, soft_wrap=True)


async def chat(models: Path, *, details: bool, example: bool) -> None:
    """Talk until the input ends. Raises NluError, SettingsError."""
    async with open_rehearsal(models, example=example) as rehearsal:
        console.print(HELP, style="dim", markup=False)
        console.print(PROMPT, end="")
        async for line in typed_lines():
            if line in LEAVE:
                return
            if line == "/rinci":
                details = not details
                console.print("Rincian ditampilkan." if details else "Rincian disembunyikan.", style="dim")
            elif line and not await _told(rehearsal, line):
                await _converse(rehearsal, line, details=details)
            console.print(PROMPT, end="")
        console.print()


async def _told(rehearsal: Rehearsal, line: str) -> bool:
    """Answer a command about the conversation; False where the line belongs to it."""
    if line in {"/bantuan", "/help"}:
        console.print(HELP, style="dim", markup=False)
        return True
    if line == "/tiket":
        _show(
            [
                f"{each.number}: {each.topic}, {each.agency}, {each.status}"
                for each in await rehearsal.tickets()
            ]
        )
        return True
    if line in SHOWN:
        conversation = await rehearsal.conversation(WARGA)
        _show(SHOWN[line](conversation) if conversation else ["belum ada percakapan"])
        return True
    return False


async def _converse(rehearsal: Rehearsal, line: str, *, details: bool) -> None:
    step = read_line(line)
    if step.deed == "citizen" and line.startswith("/"):
        console.print("Perintah itu tidak ada; lihat /bantuan.", style="dim")
        return
    try:
        said = await _play(rehearsal, step)
    except DeedError as error:
        console.print(Text(str(error), "red"))
        return
    await _answer(rehearsal, step.who, said, details=details and step.deed not in NOBODY_SPOKE)


async def replay(script: Script, models: Path, *, details: bool, example: bool) -> int:
    """Play every step and return how many expectations failed. Raises DeedError, NluError, SettingsError."""
    console.print(Text(script.title, "bold"))
    faults = 0
    opened = open_rehearsal(models, example=example, begin=script.begin, **script.settings)
    async with opened as rehearsal:
        for written in script.steps:
            step = await _filled(rehearsal, written)
            console.print(Text(f"{step.who.capitalize()}: {_written(step)}"))
            said = await _play(rehearsal, step)
            await _answer(rehearsal, step.who, said, details=details and step.deed not in NOBODY_SPOKE)
            found = await _faults(rehearsal, step, said)
            faults += len(found)
            for fault in found:
                console.print(Text(f"  baris {step.line}: {fault}", "red"))
    return faults


async def _filled(rehearsal: Rehearsal, step: Step) -> Step:
    """Put the tickets' numbers into what the citizen writes."""
    if not isinstance(step.value, str) or not REFERENCE.search(step.value):
        return step
    numbers = [each.number for each in await rehearsal.tickets()]
    return replace(step, value=filled(step.value, numbers))


async def _play(rehearsal: Rehearsal, step: Step) -> list[Queued]:
    if step.deed not in NOBODY_SPOKE:
        return await rehearsal.do(step.who, step.deed, step.value)
    now = rehearsal.clock().astimezone(rehearsal.house.desk.rules.timezone)
    until = now if step.deed == DUTIES else passed(now, str(step.value).strip('"'))
    if until is None:
        raise DeedError(f"waktu `{step.value}` tidak dikenal. Contoh: +3d, +2h, +30m, 2025-11-04 09:00.")
    said = await rehearsal.wait(until)
    return [each for answers in said.values() for each in answers]


async def _answer(rehearsal: Rehearsal, who: str, said: Sequence[Queued], *, details: bool) -> None:
    for each in said:
        console.print(Text(indent(numbered(each.text, each.buttons), "  "), "green"))
    for fault in await rehearsal.parked():
        console.print(Text(f"  pesan gagal diproses: {fault}", "red"))
    conversation = await rehearsal.conversation(who) if details else None
    for tell in SHOWN.values() if conversation else ():
        _show(tell(conversation))  # type: ignore[arg-type]


async def _faults(rehearsal: Rehearsal, step: Step, said: Sequence[Queued]) -> list[str]:
    tickets = await rehearsal.tickets()
    found = [] if step.bot is None else list(judge(step.bot, said, [each.number for each in tickets]))
    if step.tickets is not None and step.tickets != len(tickets):
        found.append(f"seharusnya {step.tickets} tiket, ada {len(tickets)}")
    return found


def _written(step: Step) -> str:
    return str(step.value) if step.deed == "citizen" else f"[{step.deed}] {step.value}"


def _show(lines: Iterable[str]) -> None:
    for line in lines:
        console.print(Text(f"  · {line}", "dim"))
