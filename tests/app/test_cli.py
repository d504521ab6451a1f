"""The `tanggap` command: what an administrator types, and what is wrong said in one sentence."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.start import new_key

Tanggap = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def tanggap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tanggap:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv("CONTACT_KEY", new_key())

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from app.cli import main; main()", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    return run


def test_settings_are_listed(tanggap: Tanggap) -> None:
    shown = tanggap("settings").stdout
    assert "TELEGRAM_TOKEN" in shown.replace("\n", "")
    assert "CONTACT_KEY" in shown


def test_agencies_go_out_and_come_back(tanggap: Tanggap, tmp_path: Path) -> None:
    assert tanggap("agencies", "export").returncode == 2
    assert "versi 1" in tanggap("agencies", "import").stdout
    exported = tanggap("agencies", "export").stdout
    (tmp_path / "agencies.yml").write_text(exported.replace("short: DPUPR", "short: PUPR"))
    assert "versi 2" in tanggap("agencies", "import", str(tmp_path / "agencies.yml")).stdout
    assert "short: PUPR" in tanggap("agencies", "export").stdout


def test_an_agencies_file_with_a_topic_nobody_owns_is_refused(tanggap: Tanggap, tmp_path: Path) -> None:
    text = (ROOT / "data" / "agencies.yml").read_text().replace("topics: [kesehatan]", "topics: []")
    (tmp_path / "agencies.yml").write_text(text)
    refused = tanggap("agencies", "import", str(tmp_path / "agencies.yml"))
    assert refused.returncode == 2
    assert "kesehatan" in refused.stdout


def test_nothing_is_parked_on_a_fresh_database(tanggap: Tanggap) -> None:
    assert tanggap("parked", "list").returncode == 0
    assert "0 pesan" in tanggap("parked", "replay").stdout


def test_a_holiday_is_kept_and_nonsense_is_refused(tanggap: Tanggap) -> None:
    assert tanggap("holidays", "set", "2026-12-24", "Cuti daerah").returncode == 0
    refused = tanggap("holidays", "set", "24 Desember", "Cuti daerah")
    assert refused.returncode == 2
    assert "2026-12-24" in refused.stdout


def test_a_half_configured_channel_stops_the_start(tanggap: Tanggap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHATSAPP_TOKEN", "t")
    refused = tanggap("run")
    assert refused.returncode == 2
    assert "WHATSAPP_APP_SECRET" in refused.stdout


def test_a_single_role_on_sqlite_is_refused_in_one_sentence(tanggap: Tanggap) -> None:
    refused = tanggap("gateway")
    assert refused.returncode == 2
    assert "`tanggap gateway` membutuhkan PostgreSQL" in refused.stdout


def test_a_start_without_a_key_names_the_variable(tanggap: Tanggap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONTACT_KEY")
    refused = tanggap("parked", "list")
    assert refused.returncode == 2
    assert "CONTACT_KEY" in refused.stdout


def test_the_region_files_are_checked(tanggap: Tanggap) -> None:
    assert "Tanya jawab: 3." in tanggap("region", "check", "data/region_contoh").stdout


def test_an_answer_that_cannot_be_told_is_named_with_its_line(tanggap: Tanggap, tmp_path: Path) -> None:
    (tmp_path / "faq.yml").write_text("faq:\n  - {name: kk, topic: lupa}\n")
    refused = tanggap("region", "check", str(tmp_path))
    assert refused.returncode == 2
    assert "faq.yml:2" in refused.stdout


def test_corrections_are_written_once_there_are_some_and_over_no_file(
    tanggap: Tanggap, tmp_path: Path
) -> None:
    out = tmp_path / "koreksi.yml"
    assert tanggap("migrate").returncode == 0
    assert "Belum ada koreksi baru" in tanggap("nlu", "corrections", "--out", str(out)).stdout
    assert not out.exists()
    out.write_text("tulisan orang")
    assert tanggap("nlu", "corrections", "--out", str(out)).returncode == 1
    assert out.read_text() == "tulisan orang"


def test_the_sop_is_printed_from_what_is_in_force_or_from_another_preset(
    tanggap: Tanggap, tmp_path: Path
) -> None:
    assert tanggap("sop", "--out", str(tmp_path / "sop.html")).returncode == 0
    page = (tmp_path / "sop.html").read_text(encoding="utf-8")
    assert "5 (pendek), 14 (menengah), 60 (panjang) hari kerja" in page
    assert "@page { size: A4" in page
    assert "<link" not in page
    assert "<script" not in page
    assert "30 (menengah)" in tanggap("sop", "--preset", "lampung").stdout
    refused = tanggap("sop", "--preset", "bali")
    assert refused.returncode == 2
    assert "lampung, ntb_care, sp4n" in refused.stdout
    assert tanggap("sop", "--out", str(tmp_path / "tidak" / "ada.html")).returncode == 2


def test_names_of_before_are_made_to_be_found(tanggap: Tanggap) -> None:
    assert "0 nama dapat dicari" in tanggap("contacts", "index").stdout


def test_a_written_request_to_be_erased_names_a_ticket_that_exists(tanggap: Tanggap) -> None:
    assert tanggap("agencies", "import").returncode == 0
    refused = tanggap("contacts", "erase", "KLT-3W7QHD-5")
    assert refused.returncode == 2
    assert "Tidak ada tiket KLT-3W7QHD-5" in refused.stdout
