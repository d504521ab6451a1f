"""`tanggap backup`, `drill` and `restore`, as an administrator types them."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.start import new_key
from tests.conftest import ROOT

Tanggap = Callable[..., str]


@pytest.fixture
def tanggap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tanggap:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv("CONTACT_KEY", new_key())

    def run(*arguments: str) -> str:
        command = [sys.executable, "-c", "from app.cli import main; main()", *arguments]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        return f"{done.stdout} [{done.returncode}]"

    return run


def test_a_backup_is_made_tried_and_brought_back(tanggap: Tanggap, tmp_path: Path) -> None:
    assert "versi 1" in tanggap("agencies", "import")
    said = tanggap("backup", "--verify")
    assert "0 tiket" in said
    assert "CONTACT_KEY tidak ikut" in said
    assert "Latihan berhasil" in said
    [mine] = (tmp_path / "cadangan").glob("*T*Z")
    assert "--replace" in tanggap("restore", str(mine))
    (tmp_path / "tanggap.db").unlink()
    assert "Dipulihkan" in tanggap("restore", str(tmp_path / "cadangan"))
    assert "DPUPR" in tanggap("agencies", "export")


def test_what_is_wrong_is_said_in_one_sentence(tanggap: Tanggap, tmp_path: Path) -> None:
    assert "belum ada" in tanggap("backup")
    assert "Tidak ada cadangan yang selesai" in tanggap("drill", str(tmp_path))
    assert "[2]" in tanggap("restore", str(tmp_path))
