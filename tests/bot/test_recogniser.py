"""A recogniser is a program of its own: no shell, no secrets, no longer than its time."""

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest

from bot.recogniser import MOST_WORDS, NotHeard, Recogniser


def script(folder: Path, body: str) -> str:
    path = folder / "pembaca.py"
    path.write_text(body)
    return f"{sys.executable} '{path}'"


async def test_it_prints_what_is_said(tmp_path: Path) -> None:
    voice = tmp_path / "suara; rm -rf $HOME"
    voice.write_text("lampu jalan\nmati  di Jl. Veteran\n")
    command = script(tmp_path, "import sys; print(open(sys.argv[-1]).read())")
    assert await Recogniser(command, 20).hear(voice) == "lampu jalan mati di Jl. Veteran"


async def test_it_sees_none_of_our_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTACT_KEY", "rahasia")
    command = script(tmp_path, "import os; print(sorted(os.environ))")
    seen = await Recogniser(command, 20).hear(tmp_path)
    assert "CONTACT_KEY" not in seen
    assert "PATH" in seen


async def test_one_that_takes_too_long_is_ended_with_its_children(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    body = (
        "import subprocess, sys, time\n"
        f"p = subprocess.Popen(['sleep', '60']); open({str(note)!r}, 'w').write(str(p.pid))\n"
        "time.sleep(60)\n"
    )
    begun = time.monotonic()
    with pytest.raises(NotHeard, match="too slow"):
        await Recogniser(script(tmp_path, body), 5).hear(tmp_path)
    assert time.monotonic() - begun < 15
    await asyncio.sleep(0.2)
    assert not _lives(int(note.read_text()))


def _lives(pid: int) -> bool:
    """Whether it still runs; one that ended and was not reaped yet does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


async def test_one_that_fails_is_not_heard(tmp_path: Path) -> None:
    with pytest.raises(NotHeard, match="exit code 3"):
        await Recogniser(script(tmp_path, "print('setengah'); raise SystemExit(3)"), 20).hear(tmp_path)


async def test_one_that_is_not_there_is_not_heard(tmp_path: Path) -> None:
    with pytest.raises(NotHeard, match="not started"):
        await Recogniser(os.fspath(tmp_path / "tidak-ada"), 20).hear(tmp_path)


async def test_one_that_never_stops_talking_is_cut(tmp_path: Path) -> None:
    command = script(tmp_path, "print('kata ' * 1_000_000)")
    assert len(await Recogniser(command, 20).hear(tmp_path)) == MOST_WORDS


async def test_bytes_that_are_no_text_do_no_harm(tmp_path: Path) -> None:
    command = script(tmp_path, r"import sys; sys.stdout.buffer.write(b'a\xff\x00b')")
    assert (await Recogniser(command, 20).hear(tmp_path)).startswith("a")
