"""From an officer's form to a page: a deed is done once, or refused beside its form with every word kept."""

import asyncio
from dataclasses import replace
from functools import partial

from aiohttp import web

from inbox.choices import leads
from inbox.deed import Deed, Form, Reach, Work, case_in_scope, commit, number_of
from inbox.forms import FormError, NotYours
from inbox.pages import page, redirect
from inbox.photo_forms import read_photo_form
from inbox.refusals import refusal
from inbox.sessions import Handler
from inbox.views.case import Refused, show
from storage.conversations import OFFICER as HELD_BY_OFFICERS
from storage.conversations import Conversation
from storage.officer_photos import KeptPhoto
from tickets.errors import StillSpeaking, TicketError, TicketNotFound

Photos = tuple[KeptPhoto, ...]

#: How long a deed waits for the bot's last words to be out, in tries and seconds between them.
PATIENCE, PAUSE = 40, 0.05
SUPPORTS = (
    "Aduan ini dipegang {opd}; OPD Anda hanya mendukung. Jawab bagian OPD Anda lewat permintaan dukungan, "
    "atau beri tahu {opd} lewat catatan internal."
)


def posts(name: str, news: str, deed: Deed) -> Handler:
    """Make the handler of a case's form: only who leads the case (or triage) may do it."""

    async def led(photos: Photos, work: Work) -> None:
        if not leads(work.officer, work.ticket):
            raise NotYours(SUPPORTS.format(opd=work.service.short(work.ticket.agency)))
        await deed(replace(work, photos=photos))

    async def handler(request: web.Request) -> web.StreamResponse:
        sent = await read_photo_form(request)
        form = sent.fields
        try:
            sent.check()
            still_ours = await done(request, name, form, partial(led, sent.photos))
        except TicketNotFound:
            return await gone(request, form)
        except FormError as problem:
            refused = Refused(name, str(problem), form, again=problem.again, private=problem.private)
            return await show(request, refused, status=problem.status)
        except TicketError as error:
            return await show(request, Refused(name, refusal(error), form), status=409)
        return redirect(f"/aduan/{number_of(request)}?kabar={news}" if still_ours else f"/?kabar={news}")

    handler.__doc__ = deed.__doc__
    return handler


async def done(request: web.Request, name: str, form: Form, deed: Deed, reach: Reach = case_in_scope) -> bool:
    """Do it, after the bot's last words are out; returns whether the case is still in reach."""
    for _ in range(PATIENCE):
        try:
            return await commit(request, name, form, deed, reach)
        except StillSpeaking:
            await asyncio.sleep(PAUSE)
    return await commit(request, name, form, deed, reach)


async def gone(request: web.Request, form: Form) -> web.Response:
    """Say that the case went elsewhere meanwhile; what was typed can be copied."""
    typed = [words for name, words in form.items() if name in WRITTEN and words]
    return await page(request, "case/gone.html", status=404, typed=typed)


#: The fields in which an officer writes sentences.
WRITTEN = ("isi", "alasan", "kontak")


def held(conversation: Conversation) -> bool:
    """Whether officers, of any agency, have the conversation."""
    return conversation.owner == HELD_BY_OFFICERS


async def held_here(work: Work) -> bool:
    """Whether officers have the conversation for this very ticket."""
    conversation = await work.unit.conversations.get(work.ticket.conversation_id)
    return held(conversation) and conversation.owner_ticket_id == work.ticket.id
