"""`tanggap chat` and `tanggap replay`: the real product in a terminal, and nothing left of it afterwards."""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from app import rehearsal_talk
from app.rehearsal_citizen import Citizen, DeedError
from app.rehearsal_judge import filled, judge
from app.rehearsal_script import Bubble, passed, read_line, read_script
from bot.dialogue.source import DialogueFileError
from messages import Button, DeliveryStatus, MessageKind
from storage.outbox import Queued
from tests.conftest import ROOT
from tests.fakes import Clock

Tanggap = Callable[..., subprocess.CompletedProcess[str]]
SCRIPTS = ROOT / "tests" / "conversations"


@pytest.fixture
def tanggap(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> Tanggap:
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    def run(command: str, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        start = [sys.executable, "-c", "from app.cli import main; main()", command, "--demo"]
        return subprocess.run(
            [*start, "--models", str(models), *arguments],
            cwd=ROOT,
            input=typed,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    return run


TYPED = """\
lampu jalan padam sudah lima malam, gelap sekali
/topik
sebelah masjid al huda
2
/slot
/kejadian
/tiket
/titik di sana
/terbang
/rinci
makasih
/keluar
ini tidak dibaca lagi
"""


@pytest.mark.timeout(300)
def test_a_conversation_in_the_terminal_shows_on_request_what_lies_behind_it(
    tanggap: Tanggap, tmp_path: Path
) -> None:
    talked = tanggap("chat", typed=TYPED)
    assert talked.returncode == 0, talked.stderr
    told = talked.stdout
    assert "maksud: lapor" in told
    assert "topik: listrik_pju" in told
    assert "  2. Kec. Randusari" in told
    assert "lokasi kami catat: sebelah masjid al huda, Kec. Randusari" in told
    assert "butuh_lokasi = False" in told
    assert "aksi action_save_place" in told
    assert "listrik_pju, DISHUB" in told
    assert "LINTANG,BUJUR, misalnya" in told
    assert "Perintah itu tidak ada" in told
    assert told.index("maksud: terima_kasih") < told.index("bot utter_sama_sama")
    assert "tidak dibaca" not in told
    assert talked.stderr == ""
    assert [path.name for path in tmp_path.iterdir()] == []


@pytest.mark.timeout(300)
def test_a_conversation_file_is_replayed_and_what_differs_is_told(tanggap: Tanggap, tmp_path: Path) -> None:
    script = (SCRIPTS / "6_02_tiga_masjid_lewat_tombol.yml").read_text(encoding="utf-8")
    other = tmp_path / "lain.yml"
    other.write_text(script.replace("utter_pilih_tempat", "utter_sapa").replace('Kec. Randusari"', 'Bulan"'))
    differing = tanggap("replay", str(other))
    assert differing.returncode == 1
    assert "baris 5: gelembung 1: seharusnya utter_sapa, ternyata utter_pilih_tempat" in differing.stdout
    assert "baris 7: gelembung 1: `sebelah masjid al huda, Bulan` tidak disebut" in differing.stdout
    assert "2 hal tidak seperti yang diharapkan" in differing.stderr


@pytest.mark.timeout(300)
async def test_a_plain_text_is_replayed_line_by_line(
    tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = StringIO()
    monkeypatch.setattr(rehearsal_talk, "console", Console(file=printed, width=400))
    lines = tmp_path / "warga.txt"
    lines.write_text("# dari buku harian\nlampu jalan mati di jl veteran\n/waktu +20d\nlaporan saya gimana\n")
    assert await rehearsal_talk.replay(read_script(lines), models, details=True, example=True) == 0
    played = printed.getvalue()
    assert "buku harian" not in played
    assert played.count("Warga: ") == 3
    assert "terlewat" in played
    assert "topik: listrik_pju" in played


def test_an_officers_step_is_refused_at_its_line() -> None:
    with pytest.raises(DialogueFileError, match=r"6_18_diam.yml:\d+: langkah petugas"):
        read_script(SCRIPTS / "6_18_diam.yml")


def test_an_unknown_key_of_a_conversation_is_refused_at_its_line(tmp_path: Path) -> None:
    script = tmp_path / "a.yml"
    script.write_text("turns:\n  - citizen: halo\n    bott: []\n")
    with pytest.raises(DialogueFileError, match=r"a.yml:3: `bott`"):
        read_script(script)


def test_conversation_files_without_officers_can_be_read() -> None:
    scripts = [path for path in SCRIPTS.glob("*.yml") if "officer:" not in path.read_text(encoding="utf-8")]
    assert len(scripts) > 40
    assert all(read_script(path).steps for path in scripts)


def test_a_line_is_the_citizens_words_unless_it_begins_as_a_command() -> None:
    assert (read_line("foto saya").deed, read_line("foto saya").value) == ("citizen", "foto saya")
    assert (read_line("/foto got mampet").deed, read_line("/foto got mampet").value) == (
        "photo",
        "got mampet",
    )
    assert read_line("/waktu +3d").deed == "time"


def test_time_passes_or_becomes() -> None:
    now = Clock()()
    later = [(passed(now, each) or now) - now for each in ("+2m", "+3h", "+1d")]
    assert later == [timedelta(minutes=2), timedelta(hours=3), timedelta(days=1)]
    assert str(passed(now, "2025-11-04 09:00")).startswith("2025-11-04 09:00")
    assert passed(now, "besok") is None


def said(text: str, *titles: str, response: str = "utter_a") -> Queued:
    buttons = tuple(Button(title, f"/{n}") for n, title in enumerate(titles))
    moment = Clock()()
    return Queued(1, "c", None, "bot", text, buttons, DeliveryStatus.PENDING, 0, moment, None, (), response)


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        (Bubble("utter_a", ("<tiket1>", "di"), ("tak",), ("Ya", "Tidak")), []),
        (Bubble("utter_b"), ["gelembung 1: seharusnya utter_b, ternyata utter_a"]),
        (Bubble(contains=("<tiket2>",)), ["gelembung 1: `<tiket2>` tidak disebut"]),
        (Bubble(lacks=("<tiket1 salah>", "<nomor lain>")), []),
        (Bubble(contains=("ke",)), ["gelembung 1: `ke` tidak disebut"]),
        (Bubble(lacks=("<tiket1>",)), ["gelembung 1: `KLT-3W7QHD-5` tidak boleh disebut"]),
        (Bubble(buttons=("Ya",)), ["gelembung 1: tombol seharusnya ['Ya'], ternyata ['Ya', 'Tidak']"]),
    ],
)
def test_what_differs_from_the_expected_is_told(expected: Bubble, told: list[str]) -> None:
    assert list(judge([expected], [said("KLT-3W7QHD-5 di sini", "Ya", "Tidak")], ["KLT-3W7QHD-5"])) == told


def test_a_mistyped_number_differs_in_one_symbol_and_anothers_in_all() -> None:
    assert filled("cek <tiket1 salah>", ["KLT-3W7QHD-5"]) == "cek KLT-3W8QHD-5"
    assert re.fullmatch(r"SMR-\w{6}-\w", filled("<nomor lain>", ["SMR-3W7QHD-5"]))


def test_an_album_is_one_group_with_the_words_on_its_first_photo() -> None:
    album = Citizen("warga", Clock()).write("album", {"photos": 2, "caption": "got"}, {})
    assert [(each.kind, each.text) for each in album] == [(MessageKind.PHOTO, "got"), (MessageKind.PHOTO, "")]
    assert len({each.group_id for each in album}) == 1
    assert album[0].group_id


SHOWN = {"Ya": "/0", "Tidak": "/1"}


def test_a_pressed_button_sends_what_it_was_last_shown_with() -> None:
    pressed = Citizen("warga", Clock()).write("button", "Tidak", SHOWN)
    assert [(each.kind, each.payload) for each in pressed] == [(MessageKind.BUTTON, "/1")]
    with pytest.raises(DeedError, match=r"\[Mungkin\] belum pernah ditampilkan. Yang ada: Ya, Tidak"):
        Citizen("warga", Clock()).write("button", "Mungkin", SHOWN)
