"""What an officer does to a case: answer, pass on, close, take over, give back."""

from dataclasses import replace

from aiohttp import web

from inbox.carried import files_of, keep_evidence
from inbox.deed import Deed, Work, commit
from inbox.forms import FormError, words_of
from inbox.pages import redirect
from inbox.photo_forms import read_photo_form
from inbox.views.case import Refused, held, receivers, show
from inbox.words import OUTCOMES
from tickets.errors import TicketClosed

CLOSED = "Aduan ini sudah ditutup, jadi tidak ada yang dikirim. Tulisan Anda masih ada di sini."
ELSEWHERE = "Percakapan ini sedang dilayani petugas OPD lain. Balasan di bawah tetap dapat dikirim."


async def reply(request: web.Request) -> web.Response:
    """Answer the citizen in the same chat."""
    return await _do(request, "balas", "terkirim", _reply)


async def transfer(request: web.Request) -> web.Response:
    """Pass the case to another agency."""
    return await _do(request, "alihkan", "dialihkan", _transfer)


async def close(request: web.Request) -> web.Response:
    """Close the case with an outcome and words."""
    return await _do(request, "tutup", "ditutup", _close)


async def take(request: web.Request) -> web.Response:
    """Let officers speak with the citizen; the bot falls silent."""
    return await _do(request, "ambil", "diambil", _take)


async def give_back(request: web.Request) -> web.Response:
    """Let the bot answer again."""
    return await _do(request, "kembalikan", "dikembalikan", _give_back)


async def _reply(work: Work) -> None:
    words = words_of(work.form, "isi")
    await keep_evidence(work)
    await work.service.reply(work.ticket, words, work.actor, work.keys, files_of(work))


async def _transfer(work: Work) -> None:
    reason, to = words_of(work.form, "alasan"), work.form.get("opd", "")
    if to not in receivers(work.service.routing, work.ticket.agency):
        raise FormError("Pilih OPD yang menerima aduan ini.")
    moved = await work.service.transfer(work.ticket, to, reason, work.actor, work.keys)
    if await _held_here(work):
        # The citizen's next words go to whom the conversation belongs; it must not stay behind.
        await work.service.hand_off(moved, work.actor, work.keys)


async def _close(work: Work) -> None:
    words, outcome = words_of(work.form, "isi"), work.form.get("hasil", "")
    if outcome not in OUTCOMES:
        raise FormError("Pilih hasilnya.")
    doubts = await keep_evidence(work)
    closed = await work.service.close(
        work.ticket, outcome, words, work.actor, work.keys, files_of(work), needs_review=bool(doubts)
    )
    if await _held_here(work):
        # Otherwise the bot would stay silent on a citizen nobody looks after any more.
        await work.service.hand_back(closed, work.actor, work.keys)


async def _take(work: Work) -> None:
    conversation = await work.unit.conversations.get(work.ticket.conversation_id)
    if held(conversation) and conversation.owner_agency != work.ticket.agency:
        raise FormError(ELSEWHERE)
    await work.service.hand_off(work.ticket, work.actor, work.keys)


async def _give_back(work: Work) -> None:
    if await _held_here(work):
        await work.service.hand_back(work.ticket, work.actor, work.keys)


async def _held_here(work: Work) -> bool:
    conversation = await work.unit.conversations.get(work.ticket.conversation_id)
    return held(conversation) and conversation.owner_ticket_id == work.ticket.id


async def _do(request: web.Request, name: str, news: str, deed: Deed) -> web.Response:
    sent = await read_photo_form(request)
    form = sent.fields
    try:
        sent.check()
        still_ours = await commit(request, name, form, lambda work: deed(replace(work, photos=sent.photos)))
    except FormError as problem:
        return await show(request, Refused(name, str(problem), form), status=422)
    except TicketClosed:
        return await show(request, Refused(name, CLOSED, form), status=409)
    number = request.match_info["number"].upper()
    return redirect(f"/aduan/{number}?kabar={news}" if still_ours else f"/?kabar={news}")
