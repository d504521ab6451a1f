"""One deed on every ticked row; each case in a transaction of its own, under a key of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from inbox.choices import inside, leads
from inbox.deed import Deed, Reach, Work, commit
from inbox.doing import held_here
from inbox.forms import FormError, read_form, words_of
from inbox.keys import DATABASE, DESK, OFFICER
from inbox.list_query import read_address, ticked
from inbox.pages import page, redirect
from inbox.words import URGENCY
from storage import UnitOfWork
from storage.cases import Cases
from storage.corrections import What
from storage.lists import PAGE
from storage.staff import Officer, Role
from tickets.errors import IllegalMove, PassedTooOften, StillSpeaking, TicketClosed, TicketNotFound
from tickets.ticket import Ticket, TicketUrgency

#: What may be done to many at once; closing needs a look at each.
DEEDS = {"ambil": "Ambil", "lepas": "Lepaskan", "alihkan": "Alihkan ke OPD lain", "urgensi": "Ubah urgensi"}
WHY: Mapping[type[Exception], str] = {
    TicketNotFound: "tidak ada, atau bukan bagian OPD Anda",
    TicketClosed: "sudah ditutup",
    StillSpeaking: "kata terakhir bot sedang dikirim; coba lagi sebentar",
    PassedTooOften: "sudah dua kali dialihkan; alihkan ke petugas penerima, yang memutuskan pemiliknya",
    IllegalMove: "statusnya tidak mengizinkan ini",
}


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one case; `why` is empty where it was done."""

    number: str
    why: str


async def bulk(request: web.Request) -> web.Response:
    """Do it; where all went well lead back to the list, else say which did not and why, ready to try again."""
    officer, form = request[OFFICER], await read_form(request)
    numbers = ticked([str(value) for value in (await request.post()).getall("pilih", [])], PAGE)
    back = read_address(form.get("saring", ""), officer).address
    try:
        name, deed = _deed(request, form, numbers)
    except FormError as problem:
        return await _show(request, form, [], numbers, back, str(problem))
    results = [await _one(request, number, name, form, deed) for number in numbers]
    failed = tuple(one.number for one in results if one.why)
    if not failed:
        return redirect(f"/?{back}&kabar=massal")
    return await _show(request, form, results, failed, back)


def _deed(request: web.Request, form: Mapping[str, str], numbers: tuple[str, ...]) -> tuple[str, Deed]:
    """Return what to do and under which name it is keyed and noted. Raises FormError."""
    if not numbers:
        raise FormError("Belum ada aduan yang ditandai. Kembali ke daftar dan tandai dahulu.")
    officer: Officer = request[OFFICER]
    match form.get("aksi", ""):
        case "ambil":
            return "massal-ambil", _claim
        case "lepas":
            return "massal-lepas", _release
        case "alihkan":
            words_of(form, "alasan")
            if not form.get("opd"):
                raise FormError("Pilih OPD yang menerima aduan ini.")
            return "massal-alihkan", _transfer(decides=officer.role is Role.TRIAGE)
        case "urgensi":
            if form.get("urgensi", "") not in list(TicketUrgency):
                raise FormError("Pilih urgensinya.")
            return f"massal-urgensi-{form['urgensi']}", _urgency
        case _:
            raise FormError("Pilih apa yang akan dilakukan pada aduan yang ditandai.")


async def _one(request: web.Request, number: str, name: str, form: Mapping[str, str], deed: Deed) -> Result:
    try:
        await commit(request, name, {**form, "nomor": number}, _led(deed), _reach(number))
    except FormError as problem:
        return Result(number, str(problem))
    except tuple(WHY) as error:
        return Result(number, next(why for kind, why in WHY.items() if isinstance(error, kind)))
    return Result(number, "")


def _reach(number: str) -> Reach:
    async def reach(unit: UnitOfWork, request: web.Request, *, lock: bool) -> Ticket:
        return await Cases(unit, request[OFFICER]).ticket(number.upper(), lock=lock)

    return reach


def _led(deed: Deed) -> Deed:
    async def checked(work: Work) -> None:
        if not leads(work.officer, work.ticket):
            raise FormError("OPD Anda hanya mendukung; yang memutuskan OPD pemiliknya")
        await deed(work)

    return checked


async def _claim(work: Work) -> None:
    ticket, me = work.ticket, work.actor.id
    if ticket.claimed_by == me:
        return
    if ticket.claimed_by:
        name = (await work.unit.staff.names({ticket.claimed_by})).get(ticket.claimed_by, "petugas lain")
        raise FormError(f"sudah dipegang {name}; buka aduannya bila memang harus pindah tangan")
    await work.service.claim(ticket, me, work.actor, work.keys)


async def _release(work: Work) -> None:
    if work.ticket.claimed_by is None:
        return
    if work.ticket.claimed_by != work.actor.id:
        raise FormError("bukan Anda yang memegang")
    await work.service.release(work.ticket, work.actor, work.keys)


def _transfer(*, decides: bool) -> Deed:
    async def transfer(work: Work) -> None:
        to = work.form.get("opd", "")
        allowed = {agency.code for agency in inside(work.service.routing)}
        if to not in allowed or to == work.ticket.agency:
            raise FormError("sudah berada di OPD itu, atau OPD itu tidak menerima aduan")
        holding = await held_here(work)
        words = words_of(work.form, "alasan")
        moved = await work.service.transfer(work.ticket, to, words, work.actor, work.keys, decides=decides)
        now, before = work.service.now(), work.ticket.agency
        await work.unit.corrections.note(work.ticket, What.AGENCY, before, to, work.officer.id, now)
        if holding:
            # The citizen's next words go to whom the conversation belongs; it must not stay behind.
            await work.service.hand_off(moved, work.actor, work.keys)

    return transfer


async def _urgency(work: Work) -> None:
    urgency = TicketUrgency(work.form["urgensi"])
    if work.ticket.urgency is not urgency:
        await work.service.change_urgency(work.ticket, urgency, work.actor, work.keys)


async def _show(
    request: web.Request,
    form: Mapping[str, str],
    results: list[Result],
    numbers: tuple[str, ...],
    back: str,
    error: str = "",
) -> web.Response:
    async with request.app[DATABASE].read() as unit:
        routing = await request.app[DESK].routing(unit)
        alarm = await Cases(unit, request[OFFICER]).counts()
    return await page(
        request,
        "bulk.html",
        status=422 if error else 200,
        done=[one for one in results if not one.why],
        failed=[one for one in results if one.why],
        numbers=numbers,
        typed=form,
        error=error,
        back=back,
        counts=alarm,
        deeds=DEEDS,
        urgencies=URGENCY,
        receivers={agency.code: agency.name for agency in inside(routing)},
    )
