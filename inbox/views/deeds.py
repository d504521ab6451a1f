"""What an officer does on a case day by day: look after it, answer, ask, begin, speak instead of the bot."""

from inbox.carried import files_of, keep_evidence
from inbox.deed import Work
from inbox.doing import held, held_here, posts
from inbox.forms import FormError, NotNow, choice_of, day_of, words_of
from inbox.speaking import speaks
from storage.workload import colleagues
from tickets.status import WAITING, EventKind

#: The field of the reply, as drafts name it.
BOX = "balas.isi"
ELSEWHERE = "Percakapan ini sedang dilayani petugas OPD lain. Balasan di bawah tetap dapat dikirim."
WAITS = (
    "Aduan ini sedang menunggu pelapor, jadi belum dapat dimulai. Tunggu jawabannya atau balas lebih dulu."
)


LADEN = "Pilih petugas lain; batas per petugas diatur administrator di halaman Aturan."


async def _claim(work: Work) -> None:
    """Look after the case oneself."""
    await work.service.claim(work.ticket, work.officer.id, work.actor, work.keys)


async def _release(work: Work) -> None:
    """Give the case back to the agency's queue."""
    await work.service.release(work.ticket, work.actor, work.keys)


async def _assign(work: Work) -> None:
    """Let a colleague look after the case."""
    known = {one.id: one for one in await colleagues(work.unit, work.ticket.agency)}
    officer_id = choice_of(work.form, "petugas", known, "Pilih petugas dari OPD ini.")
    if known[officer_id].open >= work.service.terms.load:
        raise FormError(
            f"{known[officer_id].name} sudah memegang {known[officer_id].open} aduan terbuka. {LADEN}"
        )
    await work.service.claim(work.ticket, officer_id, work.actor, work.keys)


async def _reply(work: Work) -> None:
    """Answer the reporter in the same chat."""
    words = words_of(work.form, "isi")
    await speaks(work, words)
    await keep_evidence(work)
    await work.service.reply(work.ticket, words, work.actor, work.keys, files_of(work))


async def _take_back(work: Work) -> None:
    """Stop a reply that is not sent yet."""
    turn = work.form.get("giliran", "")
    events = await work.unit.tickets.events(work.ticket.id)
    own = (e for e in events if e.kind is EventKind.REPLIED and e.actor == work.actor)
    if turn not in {event.turn for event in own}:
        raise FormError("Hanya balasan Anda sendiri yang dapat dibatalkan.")
    await work.service.take_back(work.ticket, turn, work.actor, work.keys)
    await work.unit.evidence.take_back(work.ticket.id, turn)
    await _write_on(work, next(str(e.payload["text"]) for e in events if e.turn == turn))


async def _write_on(work: Work, words: str) -> None:
    """Put the words into the box again, before what was typed there since."""
    since = (await work.unit.drafts.of(work.ticket.id, work.officer.id)).get(BOX)
    text = f"{words}\n{since.text}" if since else words
    await work.unit.drafts.put(work.ticket.id, work.officer.id, BOX, text, work.service.now())


async def _ask(work: Work) -> None:
    """Ask the reporter for what is missing; the clocks stand still."""
    words = words_of(work.form, "isi")
    await speaks(work, words)
    await work.service.ask(work.ticket, words, work.actor, work.keys)


async def _start(work: Work) -> None:
    """Say that the work has begun, or on which day it is planned."""
    if work.ticket.status in WAITING:
        raise NotNow(WAITS)
    words = words_of(work.form, "isi")
    today = work.service.calendar.local(work.service.now()).date()
    planned = day_of(work.form, "tanggal", today) if work.form.get("tanggal") else None
    await speaks(work, words)
    await work.service.start(work.ticket, words, planned, work.actor, work.keys)


async def _take(work: Work) -> None:
    """Let officers speak with the reporter; the bot falls silent."""
    conversation = await work.unit.conversations.get(work.ticket.conversation_id)
    if held(conversation) and conversation.owner_agency != work.ticket.agency:
        raise FormError(ELSEWHERE)
    await work.service.hand_off(work.ticket, work.actor, work.keys)


async def _give_back(work: Work) -> None:
    """Let the bot answer again."""
    if await held_here(work):
        await work.service.hand_back(work.ticket, work.actor, work.keys)


claim = posts("tangani", "ditangani", _claim)
release = posts("lepas", "dilepas", _release)
assign = posts("tugaskan", "ditugaskan", _assign)
reply = posts("balas", "terkirim", _reply)
take_back = posts("batalkan", "dibatalkan", _take_back)
ask = posts("tanya", "ditanyakan", _ask)
start = posts("mulai", "dimulai", _start)
take = posts("ambil", "diambil", _take)
give_back = posts("kembalikan", "dikembalikan", _give_back)
