"""Every word to a citizen stands in data/domain.yml, and every response that Python names is there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.receipt import topic_buttons
from actions.registry import ACTIONS
from actions.status_text import TOLD
from actions.wiring import wire
from app.texts import NUMBERS, PAGE, WITHOUT_NUMBER, HouseTexts
from bot.dialogue.domain import load_domain
from bot.dialogue.renderer import Texts
from inbox.words import OUTCOMES
from settings import EmergencyNumbers, Settings
from storage import Cipher, Database
from storage.desk import Desk
from storage.house import house_rules, utc_now
from storage.topics_file import read_topics
from tests.conftest import KEY, ROOT
from tickets.clocks import ClockKind
from tickets.number import new_number
from tickets.status import EventKind, TicketStatus
from tickets.topics import OTHER

LONGEST_TITLE = 20  #: characters, WhatsApp's limit of a button's title

DATA = ROOT / "data"
SPEAKERS = ("actions", "app", "bot", "inbox", "storage", "tickets")
NAME = re.compile(r"(?:utter_[a-z]\w*)(?:/\w+)?")


def page_uses() -> set[str]:
    """Return every word that the web page or its back end names."""
    static = ROOT / "bot" / "channels" / "static"
    html, js = ((static / name).read_text(encoding="utf-8") for name in ("chat.html", "chat.js"))
    backend = (ROOT / "bot" / "web_chat.py").read_text(encoding="utf-8")
    found = {name.lower() for name in re.findall(r"__([A-Z_]+?)__", html)} - {
        "service",
        "demo",
        "words",
        "lang",
    }
    found |= set(re.findall(r"\bsay\.(\w+)", js))
    return found | set(re.findall(r'_(?:refuse\(|say\[)"(\w+)"', backend))


FAMILIES = {
    "utter_status_": {status.value for status in TicketStatus},
    "utter_status_resolved_": (set(OUTCOMES) - {"not_ours"}) | {"presumed"},
    "utter_riwayat_": {kind.value for kind in TOLD - {EventKind.CLOSED, EventKind.REPORTED_DONE}}
    | {"planned"},
    "utter_status_archived_": {"withdrawn", "no_data", "spam"},
    "utter_janji_": {"jawaban", "selesai", "jawaban_terlewat", "selesai_terlewat"},
    "utter_marah_terlambat_": {ClockKind.FIRST_ANSWER.value, ClockKind.COMPLETION.value},
    "utter_riwayat_closed_": set(OUTCOMES) - {"not_ours"},
    PAGE: page_uses(),
    "utter_tiket_ditutup_": set(OUTCOMES),
}
#: Asked for by the dialogue runtime only where a domain has them, as in Rasa.
OPTIONAL = {"utter_default", "utter_restart"}
RASA_METADATA = {"utter_action"}  #: looks like a response and is none
LONGEST_PAYLOAD = 64  #: bytes, Telegram's limit
#: What HouseTexts knows about the region for every response.
REGION_FACTS = {"daerah", "layanan", "salam", "nomor_polisi", "nomor_pln"}
#: The region's numbers, one by one and all of them.
NO_NUMBERS = EmergencyNumbers(general="", police="", fire="", ambulance="", electricity="")
#: What the action that says it leaves out altogether.
ONLY_WITH_A_NUMBER = {"utter_jika_terluka"}
SENTENCE_WORDS = 4
#: Faults of a trainer's file, and officers' chats.
NOT_TO_CITIZENS = ("bot/dialogue", "bot/officer_")
INDONESIAN = frozenset(
    ("anda", "kami", "laporan", "aduan", "sudah", "belum", "tidak", "dan", "yang", "untuk", "tiket", "maaf")
)


def sources(*packages: str) -> Iterator[tuple[Path, ast.Module]]:
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def named_in(*packages: str) -> dict[str, Path]:
    """Return every response a string constant names in full; the beginnings of families are left out."""
    constants = (
        (node.value, path)
        for path, tree in sources(*packages)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return {text: path for text, path in constants if NAME.fullmatch(text) and not text.endswith("_")}


def strings(tree: ast.Module) -> Iterator[str]:
    """Yield string constants, f-strings' parts too, that are no docstrings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts(load_domain(DATA / "domain.yml"))


def test_every_response_named_in_python_has_words(texts: Texts) -> None:
    known = texts.names() | {name.partition("/")[0] for name in texts.names()} | OPTIONAL | RASA_METADATA
    assert {name: path for name, path in named_in(*SPEAKERS).items() if name not in known} == {}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_member_of_a_family_of_responses_has_words(texts: Texts, family: str) -> None:
    assert {family + member for member in FAMILIES[family]} <= texts.names()


def test_every_response_with_words_is_said_somewhere(texts: Texts) -> None:
    rules = (DATA / "rules.yml").read_text(encoding="utf-8")
    said = set(named_in(*SPEAKERS)) | set(NAME.findall(rules))
    said |= {family + member for family, members in FAMILIES.items() for member in members}
    known = {name.removesuffix(WITHOUT_NUMBER).partition("/")[0] for name in texts.names()}
    assert known - said == set()


def test_every_placeholder_is_supplied_by_whoever_says_it(texts: Texts) -> None:
    """The table of who supplies what: a new placeholder must be added where it is said, and here."""
    about_ticket = {"nomor", "nama_topik", "opd", "tanggal", "tempat"}
    angry = {"nomor", "opd", "perkara", "fakta", "lain"}
    supplied = {
        "utter_status": {"nomor", "nama_topik", "tempat", "riwayat", "status", "janji"},
        "utter_status_ringkas": {"nomor", "status"},
        "utter_daftar_tiket": {"daftar"},
        "utter_tambahan_milik_mana": {"daftar"},
        "utter_baris_tiket": {"nomor", "nama_topik", "status"},
        "utter_maksudnya": {"nomor", "usul"},
        "utter_pilih_tempat": {"jumlah", "nama_tempat"},
        "utter_titik_tanpa_peta": {"titik"},
        "utter_titik_di_luar": {"tetangga", "kontak"},
        "utter_kontak_tetangga": {"kontak"},
        "utter_darurat": {"nomor_darurat"},
        "utter_dengan_foto": {"jumlah"},
        "utter_web_foto_petugas": {"urutan", "jumlah"},
        "utter_tiket_diterima": about_ticket | {"foto"},
        "utter_tiket_tanpa_tempat": about_ticket | {"foto"},
        "utter_tiket_perlu_lokasi": about_ticket | {"foto"},
        "utter_jika_terluka": {"nomor_darurat"},
        "utter_diserahkan": {"nomor", "opd", "buka", "tutup", "zona", "perkiraan"},
        "utter_diserahkan_tutup": {"nomor", "opd", "buka_lagi", "zona", "nomor_darurat"},
        "utter_hari_ini": {"jam"},
        "utter_hari_lain": {"tanggal", "jam"},
        "utter_balasan_petugas": {"nomor", "opd", "isi"},
        "utter_tiket_dialihkan": {"nomor", "opd", "alasan", "tanggal"},
        "utter_diteruskan_ke_luar": {"nomor", "lembaga", "isi", "tanggal"},
        "utter_mulai_dikerjakan": {"nomor", "opd", "isi"},
        "utter_dijadwalkan": {"nomor", "opd", "isi", "tanggal"},
        "utter_tanya_pelapor": {"nomor", "opd", "isi", "tanggal"},
        "utter_janji_jawaban_lewat": {"nomor", "lewat", "atasan", "tanggal"},
        "utter_janji_selesai_lewat": {"nomor", "lewat", "atasan", "tanggal"},
        "utter_dibuka_kembali": {"nomor", "opd", "pemeriksa", "tanggal"},
        "utter_dibuka_kembali_tanpa_catatan": {"nomor", "opd", "pemeriksa", "tanggal"},
        "utter_dibuka_kembali_triase": {"nomor", "opd", "tanggal"},
        "utter_status_di_luar": {"lembaga"},
        "utter_dibuka_kembali_petugas": {"nomor", "opd", "alasan", "pemeriksa", "tanggal"},
        "utter_dipecah": {"asal", "nomor", "nama_topik", "opd", "tanggal"},
        "utter_ditandai_bukan_aduan": {"nomor", "alasan"},
        "utter_status_dijadwalkan": {"rencana"},
        "utter_keadaan_sekarang": {"status"},
        "utter_tiket_informasi": about_ticket | {"hari"},
        "utter_permohonan_diperpanjang": {"nomor", "opd", "alasan", "tanggal", "hari"},
        "utter_jawaban_faq": {"jawaban", "sumber", "diperbarui", "opd", "tanggal"},
        "utter_ingatkan_lokasi": {"nomor", "opd", "tanggal"},
        "utter_diarsipkan_tanpa_lokasi": {"nomor"},
        "utter_tiket_dibuka_lagi": {"nomor"},
        "utter_belum_lihat": {"nomor", "janji"},
        "utter_nilai_dicatat": {"nomor", "nilai"},
        "utter_jawaban_diterima": about_ticket | {"janji"},
        "utter_jawaban_membuka_kembali": about_ticket | {"janji"},
        "utter_marah": angry | {"atasan", "kapan"},
        "utter_marah_sudah_naik": angry | {"atasan", "kapan"},
        "utter_marah_saat_ditanya": angry,
        "utter_marah_saat_dinilai": angry,
        "utter_marah_batas": {"tanggal"},
        "utter_marah_lain": {"daftar"},
        "utter_beberapa_tiket": {"jumlah", "daftar", "tanggal", "catatan"},
        "utter_baris_laporan": {"n", "perkara", "opd", "nomor"},
        "utter_baris_laporan_triase": {"n", "kutipan", "opd", "nomor"},
        "utter_catatan_darurat": {"daftar"},
        "utter_tombol_gabung": {"satu", "dua"},
        "utter_tombol_nomor": {"n"},
        "utter_maaf_terhenti": {"daftar"},
        "utter_terhenti_lainnya": {"jumlah"},
        "utter_hapus_data": {"kapan"},
        "utter_hapus_data_dicatat": {"kapan"},
        "utter_hapus_data_sudah_diminta": {"kapan"},
        "utter_hapus_kapan_tiket": {"daftar", "batas", "tanggal"},
        "utter_suara_didengar": {"nomor", "kata", "suara"},
    }
    families = {
        "utter_riwayat_": {"tanggal", "opd", "nama", "lembaga", "rencana"},
        "utter_tiket_ditutup_": {"nomor", "opd", "isi"},
        "utter_mungkin_": {"nomor", "lama", "opd", "perkara", "sejak", "jumlah", "status"},
        "utter_marah_terlambat_": {"jumlah", "tanggal"},
    }
    for name in texts.names():
        given = supplied.get(name.removesuffix(WITHOUT_NUMBER)) or next(
            (params for family, params in families.items() if name.startswith(family)), about_ticket
        )
        assert texts.parameters(name) - REGION_FACTS <= given, name


def test_the_region_is_known_to_every_response(texts: Texts) -> None:
    said_alone = [name for name in texts.names() if texts.parameters(name) <= REGION_FACTS]
    house = HouseTexts(texts, Settings(_env_file=None))
    assert all(house.render(name, {}, {}, "telegram", "1").text for name in said_alone)


def test_every_sentence_with_a_number_has_one_for_a_region_that_does_not_run_it(texts: Texts) -> None:
    numbered = {name for name in texts.names() if texts.parameters(name) & NUMBERS} - ONLY_WITH_A_NUMBER
    assert len(numbered) >= 5
    for name in numbered:
        bare = name + WITHOUT_NUMBER
        assert texts.parameters(bare) == texts.parameters(name) - NUMBERS, name
        own, other = ([b.payload for b in texts._variations(each)[0].buttons] for each in (name, bare))
        assert own == other, name


def test_a_number_that_the_region_does_not_run_is_never_said(texts: Texts) -> None:
    house = HouseTexts(texts, Settings(_env_file=None, emergency=NO_NUMBERS))
    slots = dict.fromkeys(("opd", "nomor", "buka_lagi", "zona"), "X") | {"nomor_darurat": ""}
    for name in {name for name in texts.names() if texts.parameters(name) & NUMBERS} - ONLY_WITH_A_NUMBER:
        said = house.render(name, slots, slots, "telegram", "1").text
        assert not re.search(r"\d|elepon|: ?\.|\bdi (atau|\.)", said), said
    kept = HouseTexts(texts, Settings(_env_file=None, emergency={"police": ""}))
    assert "112" in kept.render("utter_bukan_kewenangan/polisi", {}, {}, "telegram", "1").text


def test_the_region_chooses_its_name_and_its_greeting(texts: Texts) -> None:
    own = {"region_name": "Kota Baru", "service_name": "Lapor Baru", "greeting": "Sampurasun"}
    said = HouseTexts(texts, Settings(_env_file=None, **own)).render("utter_sapa", {}, {}, "web", "1")
    assert said.text.startswith("Sampurasun, ini Lapor Baru, layanan aduan Kota Baru.")
    usual = HouseTexts(texts, Settings(_env_file=None)).render("utter_sapa", {}, {}, "web", "1")
    assert usual.text.startswith("Halo, ini Tanggap,")


def test_buttons_fit_into_every_channel(texts: Texts) -> None:
    variations = [one for name in texts.names() for one in texts._variations(name)]
    for button in (button for variation in variations for button in variation.buttons):
        assert len(button.title) <= LONGEST_TITLE, button
        assert len(button.payload.encode()) <= LONGEST_PAYLOAD, button


def test_topic_buttons_fit_and_stay_legible(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=DATA, var_dir=tmp_path, region_dir=tmp_path)
    house = wire(settings, Database(settings.database, Cipher(KEY)), Desk(house_rules(settings), utc_now))
    for topic in read_topics(DATA / "topics.yml").keys() - {OTHER}:
        button, *_, other = topic_buttons(house, [topic])
        assert 4 <= len(button["title"]) <= LONGEST_TITLE
        assert len(button["payload"].encode()) <= LONGEST_PAYLOAD
        assert other["payload"] == '/pilih_topik{"topik_baru":"lainnya"}'


def test_payloads_with_a_ticket_number_fit() -> None:
    for template in ('/batalkan_tiket{"nomor_tiket":"%s"}', '/cek_status{"nomor_tiket":"%s"}'):
        assert len((template % new_number("ABCDE")).encode()) <= LONGEST_PAYLOAD


def test_no_sentence_for_citizens_stands_in_python() -> None:
    found = [
        (str(path), text)
        for path, tree in sources("actions", "bot")
        if not str(path).startswith(NOT_TO_CITIZENS)
        for text in strings(tree)
        if len(text.split()) >= SENTENCE_WORDS and INDONESIAN & set(re.findall(r"[a-z]+", text.lower()))
    ]
    assert found == []


def test_the_domain_and_the_registry_name_the_same_actions() -> None:
    listed = set(
        re.findall(
            r"^  - ((?:action|validate)_\w+)$",
            (DATA / "domain.yml").read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    )
    assert {action().name() for action in ACTIONS} == listed
