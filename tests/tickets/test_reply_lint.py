"""Remarks on replies: what a reply lacks, whom it gives away, and the many things that only look so."""

import pytest

from tests.tickets.replies import REPLIES, Reply
from tickets.reply_lint import SENTENCES, Facts, Fault, Severity, lint, needs_confirmation

FACTS = Facts(names=("Bu Sekar Wulandari",))


def faults(text: str, facts: Facts = FACTS) -> set[str]:
    return {remark.fault.value for remark in lint(text, facts)}


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply.text[:60])
def test_a_reply_gets_the_remarks_a_colleague_would_make(reply: Reply) -> None:
    assert faults(reply.text) == set(reply.faults.split())


def test_there_are_enough_replies_to_mean_something() -> None:
    assert len({reply.text for reply in REPLIES}) >= 60
    assert {fault for reply in REPLIES for fault in reply.faults.split()} == set(Fault)
    assert set(SENTENCES) == set(Fault)


def test_only_what_gives_somebody_away_needs_a_confirmation() -> None:
    assert needs_confirmation(lint("Tim menemui Pak Parjo di Pasar Legi kemarin.", FACTS))
    assert not needs_confirmation(lint("Akan kami tindaklanjuti.", FACTS))


def test_a_remark_marks_the_words_it_means() -> None:
    text = "Silakan hubungi 0812-3456-7890 besok."
    phone = next(remark for remark in lint(text, FACTS) if remark.fault is Fault.PHONE)
    assert text[phone.start : phone.end] == "0812-3456-7890"
    assert phone.severity is Severity.PRIVACY
    assert "0812-3456-7890" in phone.sentence


def test_the_office_and_the_officer_may_be_named() -> None:
    facts = Facts(public=("(0272) 321321", "Joko Susilo", "aduan@contoh.go.id"))
    text = "Bapak Joko Susilo menambal Jl. Melati besok; telepon 0272-321321, aduan@contoh.go.id."
    assert faults(text, facts) == set()
    assert faults(text) == {"name", "phone", "email", "no_owner"}


def test_a_topic_without_a_place_needs_none() -> None:
    text = "Berkas Anda diverifikasi petugas loket besok."
    assert faults("Berkas diverifikasi tim besok.", Facts(place=False)) == set()
    assert faults("Berkas diverifikasi tim besok.") == {"no_place"}
    assert faults(text) == set()


def test_the_same_number_twice_is_one_remark() -> None:
    text = "Tim datang ke Gang Mawar besok, WA 081234567890 atau 081234567890."
    assert [remark.fault for remark in lint(text, FACTS)] == [Fault.PHONE]


@pytest.mark.parametrize(
    "text", ["", " \n", "\0", "‹", "{", "🙏" * 50, "a" * 3000, "1 " * 1500, "Pak " * 750]
)
def test_any_text_at_all_is_read(text: str) -> None:
    lint(text, FACTS)
