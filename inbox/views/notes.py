"""Internal notes: what officers tell each other beside a case."""

from collections.abc import Mapping

from aiohttp import web

from inbox import mentions
from inbox.deed import Work, commit, number_of
from inbox.doing import gone
from inbox.forms import FormError, read_form, words_of
from inbox.pages import redirect
from inbox.sessions import listeners
from inbox.views.case import Refused, show
from storage.wakeups import conversation_topic
from tickets.errors import TicketNotFound

NAME = "catatan"


async def write(request: web.Request) -> web.Response:
    """Add a note; whoever is mentioned finds it among the own mentions."""
    form = _whole(await read_form(request))
    try:
        await commit(request, NAME, form, _note)
    except TicketNotFound:
        return await gone(request, form)
    except FormError as problem:
        return await show(request, Refused(NAME, str(problem), form), status=422)
    return redirect(f"/aduan/{number_of(request)}?kabar=dicatat#catatan")


def _whole(form: Mapping[str, str]) -> Mapping[str, str]:
    """Put the colleague chosen from the list, where there was no script to do so, behind the words."""
    chosen, words = form.get("sebut", "").lstrip("@").lower(), form.get("isi", "")
    if not chosen or chosen in mentions.mentioned_in(words):
        return form
    return {**form, "isi": f"{words} @{chosen}".strip()}


async def _note(work: Work) -> None:
    words = words_of(work.form, "isi")
    people = await mentions.find(work.unit, work.ticket, words)
    ids, author, now = {one.id for one in people}, work.actor.id, work.service.now()
    if not await work.unit.notes.add(work.ticket.id, work.keys.turn, author, words, now, ids):
        return
    work.unit.ring_topic(conversation_topic(work.ticket.conversation_id))
    for one in ids - {author}:
        work.unit.ring_topic(listeners(one))
