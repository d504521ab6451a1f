"""Canned replies: fields are filled, left to be seen, or refused with their sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.canned_file import read_canned
from tests.conftest import ROOT
from tickets.canned import FIELDS, LONGEST_TEXT, CannedReplyError, check, fill
from tickets.errors import RoutingError
from tickets.reply_lint import Facts, Fault, lint


def test_fields_are_filled_and_what_is_missing_stays_to_be_seen() -> None:
    text = "Aduan {nomor} di { tempat } dikerjakan {tanggal} oleh {opd}, {opd}."
    assert check(text) == ("nomor", "tempat", "tanggal", "opd")
    filled = fill(text, {"nomor": "KLT-3W7QHD-5", "tempat": "Pasar {legi}", "opd": "DLH", "tanggal": " "})
    assert filled == "Aduan KLT-3W7QHD-5 di Pasar {legi} dikerjakan ‹tanggal› oleh DLH, DLH."
    assert Fault.UNFILLED in {remark.fault for remark in lint(filled, Facts())}


def test_an_unknown_field_is_refused_with_its_sentence_and_what_was_meant() -> None:
    with pytest.raises(CannedReplyError) as refused:
        check("Halo. Selesai pada {tangal} oleh tim. Salam.")
    assert "{tangal}" in str(refused.value)
    assert "“Selesai pada {tangal} oleh tim”" in str(refused.value)
    assert "maksud Anda {tanggal}" in str(refused.value)


@pytest.mark.parametrize(
    "text", ["", "  ", "a" * (LONGEST_TEXT + 1), "satu { dua", "satu } dua", "{{nomor}}", "{}"]
)
def test_what_cannot_be_filled_is_refused(text: str) -> None:
    with pytest.raises(CannedReplyError):
        check(text)


@given(st.text(max_size=80), st.dictionaries(st.sampled_from(sorted(FIELDS)), st.text(max_size=20)))
def test_any_text_is_filled_or_refused_and_never_half(text: str, values: dict[str, str]) -> None:
    try:
        fields = check(text)
    except CannedReplyError:
        return
    filled = fill(text, values)
    assert all(values.get(name, "").strip() in filled or f"‹{name}›" in filled for name in fields)


def test_the_twelve_common_replies_are_ones_a_colleague_would_send() -> None:
    replies = read_canned(ROOT / "data" / "balasan_siap.yml")
    assert len(replies) == 12
    values = {name: "Dinas PU" if name == "opd" else f"Pasar {name.title()}" for name in FIELDS}
    values["tanggal"] = "Kamis, 26 November 2026"
    facts = Facts(place=False)
    remarks = {title: {r.fault.value for r in lint(fill(text, values), facts)} for title, text in replies}
    assert {title: found for title, found in remarks.items() if found} == {
        "Syarat dan tempat layanan": {"no_date"}  # it asks the citizen to come, when they like
    }


def test_a_broken_file_is_named_with_its_line(tmp_path) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    path = tmp_path / "balasan_siap.yml"
    path.write_text("balasan:\n  - title: Satu\n    text: Isi\n  - title: Dua\n    text: Isi {salah}\n")
    with pytest.raises(RoutingError, match=r"balasan_siap\.yml:4: Isian \{salah\}"):
        read_canned(path)
