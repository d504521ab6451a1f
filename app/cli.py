"""The `tanggap` command."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.backup_commands import backup, drill, restore
from app.chat_commands import chat, replay
from app.dialogue_commands import dialogue
from app.nlu_commands import nlu as nlu_app
from app.texts_commands import texts as texts_app
from settings import Settings, SettingsError, describe, read_settings
from storage.errors import DatabaseProblem
from storage.preset_file import PresetError
from tickets.errors import RoutingError

cli = typer.Typer(
    help="Tanggap: meja depan aduan pemerintah daerah.", no_args_is_help=True, pretty_exceptions_enable=False
)
agencies = typer.Typer(help="Tabel rute: OPD dan topiknya.", no_args_is_help=True)
parked = typer.Typer(help="Pesan yang terus gagal diproses.", no_args_is_help=True)
holidays = typer.Typer(help="Hari libur tambahan atau yang dipindah.", no_args_is_help=True)
region = typer.Typer(help="Berkas wilayah: batas dan patokan.", no_args_is_help=True)
cli.add_typer(nlu_app, name="nlu")
cli.add_typer(dialogue, name="dialogue")
cli.add_typer(agencies, name="agencies")
cli.add_typer(parked, name="parked")
cli.add_typer(holidays, name="holidays")
cli.add_typer(region, name="region")
cli.add_typer(texts_app, name="texts")
contacts = typer.Typer(help="Identitas pelapor, tetap tersandi.", no_args_is_help=True)
cli.add_typer(contacts, name="contacts")

console = Console()


def main() -> None:
    """Run the command; what is wrong is said in one sentence, with exit code 2."""
    try:
        cli()
    except (SettingsError, DatabaseProblem, RoutingError, PresetError, _file_errors()) as error:
        console.print(f"[red]Tidak dapat dijalankan.[/red] {error}", highlight=False, soft_wrap=True)
        sys.exit(2)


def _file_errors() -> type[Exception]:
    from bot.dialogue.source import DialogueFileError

    return DialogueFileError


@cli.command()
def run(
    *, demo: Annotated[bool, typer.Option(help="Coba tanpa apa pun: SQLite, hanya di komputer ini.")] = False
) -> None:
    """Jalankan seluruh layanan dalam satu proses."""
    from app.logs import set_up_logs
    from app.start import demo_settings
    from app.start import run as start

    set_up_logs()
    settings = demo_settings() if demo else read_settings()
    asyncio.run(start(settings, demo=demo))


def _role(name: str, explanation: str) -> None:
    """Add the command of one role."""

    def start() -> None:
        from app.logs import set_up_logs
        from app.roles import Role
        from app.start import run_role

        set_up_logs()
        asyncio.run(run_role(Role(name), read_settings()))

    cli.command(name, help=explanation)(start)


for _name, _explanation in (
    ("gateway", "Satu proses saja: pintu warga (webhook, obrolan web) dan pengambil pesan Telegram."),
    ("worker", "Satu proses saja: mengerjakan pesan, dengan model bahasa dan pembaca pesan suara."),
    ("sender", "Satu proses saja: mengirim jawaban dan mengambil lampiran."),
    ("actions", "Satu proses saja: peladen aksi untuk ACTION_ENDPOINT."),
    ("inbox", "Satu proses saja: kotak masuk petugas."),
    ("scheduler", "Satu proses saja: yang jatuh tempo, panggilan, rapor, dan pembersihan."),
):
    _role(_name, _explanation)


@cli.command()
def settings() -> None:
    """Tampilkan setiap pengaturan, artinya, dan nilai bawaannya."""
    table = Table("Variabel", "Nilai", "Bawaan", "Arti")
    for row in describe(read_settings()):
        table.add_row(*row)
    console.print(table)


@cli.command()
def key() -> None:
    """Buat kunci baru untuk CONTACT_KEY."""
    from app.start import new_key

    print(new_key())  # noqa: T201 - the command's own output, fit for a pipe


@cli.command()
def migrate() -> None:
    """Siapkan basis data: skema terbaru, tabel rute awal, dan tautan administrator pertama."""
    from app.start import migrate as prepare

    for line in asyncio.run(prepare(read_settings())):
        console.print(line, highlight=False, soft_wrap=True)
    console.print("Basis data siap.")


@cli.command()
def sop(
    *,
    preset: Annotated[str, typer.Option(help="Aturan preset ini, bukan yang berlaku.")] = "",
    out: Annotated[Path | None, typer.Option(help="Berkas HTML; kosong = ke layar.")] = None,
    demo: bool = False,
) -> None:
    """Buat SOP siap cetak dari aturan yang berlaku."""
    from app.sop import make_sop

    page = asyncio.run(make_sop(_settings(demo=demo), preset))
    if out is None:
        print(page, end="")  # noqa: T201 - fit for a pipe
        return
    try:
        out.write_text(page, encoding="utf-8")
    except OSError:
        raise SettingsError(f"{out} tidak dapat ditulis. Periksa foldernya.") from None
    console.print(f"SOP ditulis ke {out}. Buka di peramban, lalu cetak.", highlight=False)


cli.command()(chat)
cli.command()(replay)
cli.command()(backup)
cli.command()(restore)
cli.command()(drill)


@agencies.command("import")
def agencies_import(
    file: Annotated[Path, typer.Argument()] = Path("data/agencies.yml"), *, demo: bool = False
) -> None:
    """Muat berkas rute sebagai versi baru."""
    from app.tools import import_agencies

    console.print(asyncio.run(import_agencies(_settings(demo=demo), file)))


@agencies.command("export")
def agencies_export(*, demo: bool = False) -> None:
    """Tulis rute yang berlaku sebagai YAML."""
    from app.tools import export_agencies

    print(asyncio.run(export_agencies(_settings(demo=demo))), end="")  # noqa: T201 - fit for a pipe


@parked.command("list")
def parked_list(*, demo: bool = False) -> None:
    """Daftar pesan yang diparkir (tanpa isinya)."""
    from app.tools import list_parked

    table = Table("Pesan", "Diterima", "Percobaan", "Kesalahan")
    for row in asyncio.run(list_parked(_settings(demo=demo))):
        table.add_row(*row)
    console.print(table)


@parked.command("replay")
def parked_replay(
    messages: Annotated[list[int] | None, typer.Argument()] = None, *, demo: bool = False
) -> None:
    """Kerjakan lagi pesan yang diparkir; tanpa nomor berarti semuanya."""
    from app.tools import replay_parked

    console.print(
        f"{asyncio.run(replay_parked(_settings(demo=demo), messages or []))} pesan dikerjakan lagi."
    )


@holidays.command("set")
def holidays_set(day: str, name: str, *, working: bool = False, demo: bool = False) -> None:
    """Jadikan sebuah tanggal (2026-12-24) libur, atau hari kerja dengan --working."""
    from app.tools import set_holiday

    asyncio.run(set_holiday(_settings(demo=demo), day, name, off=not working))
    console.print("Tersimpan.")


@contacts.command("index")
def contacts_index(*, demo: bool = False) -> None:
    """Buat nama yang tersimpan sebelum versi ini dapat dicari (lewat sidik berkunci)."""
    from app.tools import index_names

    console.print(f"{asyncio.run(index_names(_settings(demo=demo)))} nama dapat dicari.")


@contacts.command("erase")
def contacts_erase(number: str, *, demo: bool = False) -> None:
    """Catat permintaan tertulis: hapus data pelapor tiket ini, sesudah laporannya selesai (UU 27/2022)."""
    from app.tools import ask_erasure

    console.print(asyncio.run(ask_erasure(_settings(demo=demo), number)))


@region.command("check")
def region_check(folder: Annotated[Path, typer.Argument()] = Path("data/region")) -> None:
    """Periksa berkas wilayah."""
    from storage.region_files import check_region

    for line in check_region(folder):
        console.print(line, highlight=False)


def _settings(*, demo: bool) -> Settings:
    from app.start import demo_settings

    return demo_settings() if demo else read_settings()
