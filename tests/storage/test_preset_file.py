"""The presets we ship can be used, and one that cannot says where."""

import re
from pathlib import Path

import pytest

from storage.preset_file import PresetError, find_preset, read_preset
from storage.topics_file import read_topics
from tests.conftest import ROOT
from tickets import ladder, limits
from tickets.document import EVERY, DocumentKind
from tickets.limits import Limits
from tickets.preset import ReportPeriod, StepLimit
from tickets.status import TicketStatus
from tickets.ticket import TicketUrgency

FOLDER = ROOT / "data" / "presets"
SP4N = FOLDER / "sp4n.yml"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yml")), ids=lambda path: path.stem)
def test_a_shipped_preset_has_steps_a_signatory_and_somebody_at_every_level(path: Path) -> None:
    preset = read_preset(path)
    assert len(preset.sop.steps) >= 5
    assert preset.sop.signatory.position
    found = ladder.parse(preset.seeds[DocumentKind.LADDER])
    assert all(found.rung(EVERY, level) for level in (1, 2, 3))
    known = set(read_topics(ROOT / "data" / "topics.yml"))
    assert set(limits.parse(preset.seeds[DocumentKind.LIMITS]).topics) <= known


def test_the_default_preset_says_what_the_code_does_by_itself() -> None:
    assert limits.parse(read_preset(SP4N).seeds[DocumentKind.LIMITS]) == Limits()
    assert read_preset(SP4N).citizen_status == {}


def test_ntb_care_has_its_urgencies_its_names_and_its_report() -> None:
    preset = find_preset(FOLDER, "ntb_care")
    pickup = limits.parse(preset.seeds[DocumentKind.LIMITS]).pickup
    assert [pickup[urgency].hours for urgency in TicketUrgency] == [1, 24, 48]
    names = {
        preset.citizen_status[s] for s in (TicketStatus.NEW, TicketStatus.IN_PROGRESS, TicketStatus.RESOLVED)
    }
    assert names == {"Diterima", "Dalam tindak lanjut", "Selesai"}
    assert (preset.period, preset.report_title) == (ReportPeriod.MONTHLY, "Rapor SKPD")


def test_lampungs_sop_says_days_and_limits() -> None:
    steps = find_preset(FOLDER, "lampung").sop.steps
    assert any(step.days for step in steps)
    assert any(step.limit is StepLimit.COMPLETION for step in steps)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hours: 24", "hours: banyak"),
        ("level: 2", "level: 9"),
        ("period: monthly", "period: kadang"),
        ("limit: vote", "limit: voting"),
        ("limit: answer", "limit: answer\n    days: 3"),
        ("- {position: Sekretaris Daerah}", "- {posisi: Sekda}"),
        ("basis:", "dasar:"),
        ("level: 3, title", "level: 3, titel"),
        ("steps:\n", "steps: [\n"),
        ("level: 3", "level: 2"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(tmp_path: Path, old: str, new: str) -> None:
    text = SP4N.read_text(encoding="utf-8")
    assert old in text
    edited = tmp_path / "sp4n.yml"
    edited.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PresetError) as error:
        read_preset(edited)
    found = re.match(r".*sp4n\.yml:(\d+): .{10,}", str(error.value))
    assert found, str(error.value)
    line = text[: text.index(old)].count("\n") + 1
    assert abs(int(found[1]) - line) <= 2


def test_a_preset_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(PresetError, match="lampung, ntb_care, sp4n"):
        find_preset(FOLDER, "bali")
