"""The end of the work and what undoes it: outcome, review, opening again, no complaint at all."""

from inbox.carried import files_of, keep_evidence
from inbox.deed import Work
from inbox.doing import held_here, posts
from inbox.forms import FormError, NotNow, choice_of, words_of
from inbox.speaking import speaks
from inbox.words import OUTCOMES
from tickets.status import SAID_DONE, EventKind, TicketStatus
from tickets.ticket import Outcome, Ticket

SAID_ALREADY = (
    "Aduan ini sudah dinyatakan selesai dan menunggu penilaian pelapor. Bila ternyata belum, buka kembali."
)
ENDED_BY = frozenset({EventKind.REPORTED_DONE, EventKind.CLOSED, EventKind.NOT_OURS})


async def _close(work: Work) -> None:
    """End the work with an outcome and words."""
    words = words_of(work.form, "isi")
    outcome = choice_of(work.form, "hasil", OUTCOMES, "Pilih hasilnya.")
    if work.ticket.status is TicketStatus.AWAITING_REPORTER:
        raise NotNow(SAID_ALREADY)
    await speaks(work, words)
    doubts = await keep_evidence(work)
    closed = await work.service.close(
        work.ticket, outcome, words, work.actor, work.keys, files_of(work), needs_review=bool(doubts)
    )
    await _speak_no_more(work, closed)


async def _reopen(work: Work) -> None:
    """Open the case again, one level higher."""
    reason = words_of(work.form, "alasan")
    if work.ticket.status not in SAID_DONE:
        raise NotNow("Aduan ini masih terbuka.")
    if work.ticket.outcome is Outcome.SPAM:
        raise NotNow("Aduan ini ditandai bukan aduan. Pakai “Proses lagi”.")
    await speaks(work, reason)
    await work.service.reopen(work.ticket, reason, work.actor, work.keys)


async def _review(work: Work) -> None:
    """Say, as somebody else, that one has looked at how it was closed."""
    if not work.ticket.needs_review:
        raise NotNow("Tidak ada penutupan yang menunggu diperiksa pada aduan ini.")
    events = await work.unit.tickets.events(work.ticket.id)
    ended = next((event for event in reversed(events) if event.kind in ENDED_BY), None)
    if ended is not None and ended.actor == work.actor:
        raise NotNow("Anda sendiri yang menutup aduan ini. Minta orang lain memeriksanya.")
    await work.service.review(work.ticket, work.form.get("alasan", ""), work.actor, work.keys)


async def _mark_spam(work: Work) -> None:
    """Put it aside as no complaint; the reporter hears why and may object."""
    reason = words_of(work.form, "alasan")
    await speaks(work, reason)
    await _speak_no_more(work, await work.service.mark_spam(work.ticket, reason, work.actor, work.keys))


async def _clear_spam(work: Work) -> None:
    """Take up again what was put aside."""
    if work.ticket.outcome is not Outcome.SPAM:
        raise FormError("Aduan ini tidak sedang ditandai bukan aduan.")
    await work.service.clear_spam(work.ticket, work.form.get("alasan", ""), work.actor, work.keys)


async def _speak_no_more(work: Work, ended: Ticket) -> None:
    if await held_here(work):
        # Otherwise the bot would stay silent on a citizen nobody looks after any more.
        await work.service.hand_back(ended, work.actor, work.keys)


close = posts("tutup", "ditutup", _close)
reopen = posts("buka", "dibuka", _reopen)
review = posts("periksa", "diperiksa", _review)
mark_spam = posts("bukan", "ditandai", _mark_spam)
clear_spam = posts("proses", "diproses", _clear_spam)
