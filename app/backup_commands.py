"""`tanggap backup`, `restore` and `drill`: what is kept, brought back, and proved beforehand."""

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from settings import Settings, check_contact_key, read_settings
from storage.cipher import Cipher
from storage.house import house_rules, utc_now

if TYPE_CHECKING:
    from storage.backups.backup import House
    from storage.backups.restore import Restored

Folder = Annotated[Path | None, typer.Argument(help="Folder cadangan; kosong = VAR_DIR/cadangan.")]
One = Annotated[Path, typer.Argument(help="Satu cadangan (…/20261122T105300Z), atau folder: yang terbaru.")]
Keep = Annotated[int, typer.Option(min=1, help="Banyaknya cadangan yang disimpan.")]
Verify = Annotated[bool, typer.Option("--verify", help="Lalu coba pulihkan ke basis data percobaan.")]
Replace = Annotated[bool, typer.Option("--replace", help="Ganti isi basis data yang ada.")]
KEY = "CONTACT_KEY tidak ikut: simpan di tempat lain. Tanpa kunci itu pelapor tidak dapat dikenali lagi."

console = Console()


def backup(folder: Folder = None, *, keep: Keep = 14, verify: Verify = False) -> None:
    """Cadangkan basis data dan lampiran, sambil layanan berjalan."""
    from storage.backups.backup import back_up

    settings = read_settings()
    made = back_up(_house(settings), folder or _usual(settings), keep, utc_now)
    rows, found = made.manifest.contents.rows, made.manifest
    _say(
        f"Cadangan {made.folder} selesai dalam {made.seconds:.0f} detik: {rows.get('tickets', 0)} tiket, "
        f"{rows.get('inbound_messages', 0)} pesan, {found.files} lampiran; {made.removed} cadangan lama dihapus."
    )
    _say(KEY)
    if verify:
        _drill(settings, made.folder)


def restore(folder: One, *, replace: Replace = False) -> None:
    """Pulihkan cadangan ke DATABASE_URL dan VAR_DIR. Hentikan layanan dulu."""
    from storage.backups.restore import restore as bring_back
    from storage.desk import Desk

    settings = read_settings()
    desk = Desk(house_rules(settings), utc_now)
    done = bring_back(_house(settings), _one(folder), desk, utc_now, replace=replace)
    _tell(done, "Dipulihkan")
    _say(
        "Balasan yang belum terkirim saat dicadangkan tidak dikirim lagi; petugas melihatnya pada aduannya. "
        "Semua petugas masuk lagi, dan undangan yang belum dipakai dibuat ulang."
    )


def drill(folder: Folder = None) -> None:
    """Buktikan cadangan terbaru dapat dipulihkan, di basis data percobaan yang lalu dihapus."""
    settings = read_settings()
    _drill(settings, _one(folder or _usual(settings)))


def _drill(settings: Settings, one: Path) -> None:
    from storage.backups.restore import drill as rehearse
    from storage.desk import Desk

    _tell(rehearse(_house(settings), one, Desk(house_rules(settings), utc_now), utc_now), "Latihan berhasil")


def _tell(done: "Restored", what: str) -> None:
    rows = done.manifest.contents.rows
    _say(
        f"{what}: {done.folder} dalam {done.seconds:.0f} detik. {rows.get('tickets', 0)} tiket sama persis "
        f"(checksum), {rows.get('inbound_messages', 0)} pesan, {done.files} lampiran; "
        f"{done.settled.held} balasan ditahan, {done.settled.erased} pelapor dihapus lagi."
    )
    if done.missing:
        _say(f"[yellow]{done.missing} lampiran tidak ada di cadangan.[/yellow]")


def _house(settings: Settings) -> "House":
    from storage.backups.backup import House

    return House(
        settings.database,
        settings.media_dir,
        settings.erased_log,
        Cipher(check_contact_key(settings)),
        version("tanggap"),
    )


def _one(folder: Path) -> Path:
    """Return the backup itself, or the latest whole one of a folder of backups."""
    from storage.backups.manifest import NAME
    from storage.backups.stock import Stock

    return folder if (folder / NAME).exists() else Stock(folder).newest()


def _usual(settings: Settings) -> Path:
    return settings.var_dir / "cadangan"


def _say(words: str) -> None:
    console.print(words, highlight=False, soft_wrap=True)
