"""The page of promises: made from what was measured, and honest about what was not."""

import pytest

from chaos import page
from chaos.fleet import ROOT
from chaos.record import Figure, keep, read


@pytest.mark.parametrize("name", ["keandalan.md", "reliability.md"])
def test_the_page_is_current(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == page.pages()[name], "python -m chaos.page"


def figure(command: str, shown: str) -> Figure:
    return Figure(
        "G1", "kills", shown, "all 0", met=True, seed=1, commit="abc", date="2026-11-22", command=command
    )


def test_a_run_replaces_what_the_same_command_measured(
    tmp_path: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chaos.record.MEASURED", tmp_path)
    keep("chaos.json", [figure("make chaos-ci", "lost 1"), figure("make chaos-long", "lost 0")])
    path = keep("chaos.json", [figure("make chaos-ci", "lost 0")])
    assert [(f.command, f.figure) for f in read(path)] == [
        ("make chaos-long", "lost 0"),
        ("make chaos-ci", "lost 0"),
    ]


def test_what_was_not_measured_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pytest.TempPathFactory
) -> None:
    monkeypatch.setattr("chaos.page.MEASURED", tmp_path)
    pages = page.pages()
    assert pages["keandalan.md"].count("belum diukur") >= 20
    assert "not measured yet" in pages["reliability.md"]
