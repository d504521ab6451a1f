"""`tanggap dialogue`: the dialogue's files checked, and drawn as they are."""

import re
import shutil
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.dialogue_commands import Format, picture
from app.dialogue_lanes import Box, Kind, Lane, lanes
from app.dialogue_svg import draw
from bot.dialogue.domain import load_domain
from bot.dialogue.rules import load_rules
from bot.dialogue.source import DialogueFileError
from tests.bot.dialogue.chat import domain_file, rules_file
from tests.bot.dialogue.complaint import DOMAIN, RULES
from tests.conftest import ROOT

DATA = ROOT / "data"
SVG = "{http://www.w3.org/2000/svg}"


def drawn(folder: Path, domain: str = DOMAIN, rules: str = RULES) -> dict[str, list[tuple[str, str]]]:
    """Return the lanes of these files, each box as its text and what must be known before it."""
    read = load_domain(domain_file(folder, domain))
    found = lanes(read, load_rules(rules_file(folder, rules), read))
    return {lane.title: [(box.text, box.known) for box in lane.boxes] for lane in found}


def test_a_rule_is_drawn_step_by_step_with_what_must_be_known(tmp_path: Path) -> None:
    found = drawn(tmp_path)
    assert found["lapor, lokasi belum ada"] == [
        ("lapor", ""),
        ("action_submit_complaint", ""),
        ("form_lokasi", "butuh_lokasi = ya"),
        ("menunggu", "mulai bertanya"),
    ]
    assert found["lokasi terisi"] == [
        ("form_lokasi", ""),
        ("utter_terima_kasih", "formulir selesai"),
        ("menunggu", ""),
    ]
    assert found["batal di tengah form"] == [
        ("batal", ""),
        ("hentikan formulir", "saat form_lokasi"),
        ("utter_batal", ""),
        ("menunggu", ""),
    ]


def test_a_form_is_drawn_with_what_it_asks_and_how(tmp_path: Path) -> None:
    assert drawn(tmp_path)["Formulir form_lokasi"] == [
        ("form_lokasi", ""),
        ("lokasi", "action_ask_lokasi"),
        ("validate_form_lokasi", ""),
        ("selesai", "semua terisi"),
    ]


def test_a_rule_that_looks_back_waits_in_the_middle(tmp_path: Path) -> None:
    rules = "rules:\n- {rule: a, steps: [{action: utter_petugas}, {intent: batal}, {action: utter_batal}]}"
    assert drawn(tmp_path, rules=rules)["a"] == [
        ("utter_petugas", ""),
        ("menunggu", ""),
        ("batal", ""),
        ("utter_batal", ""),
        ("menunggu", ""),
    ]


def test_the_picture_holds_every_rule_within_its_frame() -> None:
    root = fromstring(picture(DATA, Format.SVG))  # noqa: S314 - our own picture
    texts = {each.text for each in root.iter(f"{SVG}text")}
    domain = load_domain(DATA / "domain.yml")
    rules = load_rules(DATA / "rules.yml", domain)
    assert {rule.name for rule in rules} | {"Formulir form_lokasi"} <= texts
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    for each in root.iter(f"{SVG}rect"):
        left, top = float(each.get("x", 0)), float(each.get("y", 0))
        assert left + float(each.attrib["width"]) <= width
        assert top + float(each.attrib["height"]) <= height


def test_words_are_drawn_as_words_and_never_as_markup() -> None:
    lane = Lane("<b>", (Box(Kind.INTENT, "a & b", note="<i>"), Box(Kind.END, "c", known="x < y")))
    root = fromstring(draw([lane]))  # noqa: S314 - our own picture
    assert {"<b>", "a & b", "x < y"} <= {each.text for each in root.iter(f"{SVG}text")}


def test_mermaid_names_each_lane_and_quotes_its_words(tmp_path: Path) -> None:
    domain_file(tmp_path, DOMAIN)
    rules_file(tmp_path, RULES.replace("cek status", "cek 'status'").replace("'status'", '"status"'))
    written = picture(tmp_path, Format.MERMAID)
    assert written.startswith("flowchart LR\n")
    assert '["cek #quot;status#quot;"]' in written
    assert '-->|"butuh_lokasi = ya"| l1s2[["form_lokasi"]]' in written


def test_the_picture_in_the_docs_is_current() -> None:
    """Else: `tanggap dialogue graph --output docs/dialog.svg`."""
    assert (ROOT / "docs" / "dialog.svg").read_text(encoding="utf-8") == picture(DATA, Format.SVG)


def test_the_command_writes_the_picture_or_says_where_it_cannot(tmp_path: Path) -> None:
    runner, file = CliRunner(), tmp_path / "dialog.svg"
    assert runner.invoke(cli, ["dialogue", "graph", "--output", str(file)]).exit_code == 0
    assert file.read_text(encoding="utf-8") == picture(DATA, Format.SVG)
    refused = runner.invoke(cli, ["dialogue", "graph", "--output", str(tmp_path / "tidak" / "ada.svg")])
    assert refused.exit_code == 1
    assert "tidak dapat ditulis" in refused.output
    assert runner.invoke(cli, ["dialogue", "graph", "--format", "mermaid"]).output.startswith("flowchart")


def test_the_check_counts_what_is_good_and_names_what_is_not(tmp_path: Path) -> None:
    runner = CliRunner()
    assert re.search(r"baik: \d+ aturan, \d+ formulir", runner.invoke(cli, ["dialogue", "check"]).output)
    shutil.copy(DATA / "domain.yml", tmp_path)
    text = (DATA / "rules.yml").read_text(encoding="utf-8")
    text += "\n  - rule: Sapa lagi\n    steps:\n      - intent: sapa\n      - action: utter_pamit\n"
    (tmp_path / "rules.yml").write_text(text, encoding="utf-8")
    refused = runner.invoke(cli, ["dialogue", "check", "--data", str(tmp_path)])
    assert isinstance(refused.exception, DialogueFileError)
    assert "`Sapa lagi` bertentangan dengan `Salam`" in str(refused.exception)


@pytest.mark.parametrize("form", Format)
def test_the_same_files_are_always_drawn_the_same(form: Format) -> None:
    assert picture(DATA, form) == picture(DATA, form)
