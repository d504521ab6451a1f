"""What `tanggap doctor` looks at without a database: settings, disk, model, the region's and the texts' files."""

import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from app.finding import Finding, attention, broken, well
from app.texts import read_dialogue_texts
from bot.dialogue.rules import load_rules
from bot.dialogue.source import DialogueFileError
from nlu.errors import NluError
from nlu.model_folder import current_model, opened
from settings import Settings, SettingsError, check_contact_key
from storage.faq_file import read_faq
from storage.house import house_rules
from storage.preset_file import PresetError
from storage.region_files import RegionFileError, check_region
from storage.topics_file import read_topics
from tickets.errors import RoutingError

LITTLE, TOO_LITTLE = 0.1, 500_000_000  #: share of the disk; bytes
HEED = "Perhatian: "  #: how `check_region` begins what looks wrong
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
#: What reading the trainers' and the region's files may raise; each says in Indonesian what to do.
FILE_ERRORS = (DialogueFileError, RoutingError, PresetError, RegionFileError, SettingsError)


def examine_house(settings: Settings) -> Iterator[Finding]:
    """Look at everything; nothing is written."""
    yield from _key(settings)
    yield from _addresses(settings)
    yield from _disk(settings)
    yield from _model(settings)
    yield from _file("Berkas percakapan", lambda: _dialogue(settings))
    yield from _file("Aturan daerah", lambda: _rules(settings))
    yield from _file("Wilayah", lambda: check_region(settings.region_dir))
    yield from _file("Tanya jawab", lambda: _faq(settings))


def _key(settings: Settings) -> Iterator[Finding]:
    try:
        check_contact_key(settings)
    except SettingsError as error:
        yield broken(
            "CONTACT_KEY", str(error), "Isi CONTACT_KEY; jangan pernah menggantinya sesudah dipakai."
        )


def _addresses(settings: Settings) -> Iterator[Finding]:
    has_webhook = settings.telegram_mode == "webhook" and settings.telegram_token.get_secret_value()
    of_meta = settings.whatsapp_token.get_secret_value() or settings.messenger_token.get_secret_value()
    needs_public = bool(of_meta or has_webhook)
    if needs_public and not _is_https(settings.public_url):
        yield broken(
            "PUBLIC_URL",
            f"webhook membutuhkan alamat https publik, yang terisi: {settings.public_url or '(kosong)'}.",
            "Isi PUBLIC_URL dengan alamat https yang dilihat warga; pasang TLS di proxy.",
        )
    elif not _is_https(settings.public_url):
        yield attention(
            "PUBLIC_URL",
            "kosong atau bukan https: obrolan web hanya untuk dicoba.",
            "Isi PUBLIC_URL dengan alamat https yang dilihat warga.",
        )
    if not _is_https(settings.inbox_url) and (settings.inbox_url or settings.host not in LOOPBACK):
        yield attention(
            "INBOX_URL",
            "kotak masuk tidak lewat https: kata sandi petugas dapat disadap.",
            "Pasang TLS di proxy dan isi INBOX_URL dengan alamat https itu.",
        )


def _is_https(address: str) -> bool:
    return urlsplit(address).scheme == "https"


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = settings.var_dir
    if not folder.is_dir():
        yield attention(
            "Disk", f"folder {folder} belum ada.", "Jalankan program sekali; folder itu dibuatnya."
        )
        return
    disk = shutil.disk_usage(folder)
    words = f"sisa {disk.free / 1e9:.1f} dari {disk.total / 1e9:.0f} GB di {folder}."
    remedy = "Hapus cadangan dan model lama, atau perbesar disk; jangan menghapus isi media."
    if disk.free < TOO_LITTLE:
        yield broken("Disk", words, remedy)
    elif disk.free < LITTLE * disk.total:
        yield attention("Disk", words, remedy)
    else:
        yield well("Disk", words)


def _model(settings: Settings) -> Iterator[Finding]:
    try:
        folder = current_model(settings.model_dir)
        opened(folder)
    except NluError as error:
        yield attention(
            "Model bahasa", str(error), "Jalankan `tanggap nlu train`, atau `tanggap nlu rollback`."
        )
    else:
        yield well("Model bahasa", f"{folder.name} utuh.")


def _file(subject: str, read: Callable[[], list[str]]) -> Iterator[Finding]:
    try:
        lines = read()
    except FILE_ERRORS as error:
        yield broken(subject, str(error), "Perbaiki berkas itu, lalu periksa lagi.")
        return
    for line in lines:
        words = line.removeprefix(HEED)
        # Without boundaries the product works as it says it does; a misplaced landmark is a mistake.
        if line.startswith(f"{HEED}titik"):
            yield attention(subject, words, "Lihat docs/wilayah.md.")
        else:
            yield well(subject, words)


def _dialogue(settings: Settings) -> list[str]:
    domain, _ = read_dialogue_texts(settings)
    load_rules(settings.data_dir / "rules.yml", domain)
    return ["alur dan teks terbaca."]


def _rules(settings: Settings) -> list[str]:
    house_rules(settings)
    return [f"preset {settings.preset} terbaca."]


def _faq(settings: Settings) -> list[str]:
    topics = read_topics(settings.data_dir / "topics.yml")
    return [f"{len(read_faq(settings.data_dir, settings.region_dir, topics))} jawaban terbaca."]
