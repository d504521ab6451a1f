"""Whose case it is: passing on, help of others, bodies outside, one level higher, more time, urgency."""

from inbox.choices import helpers, receivers
from inbox.deed import Work
from inbox.doing import held_here, posts
from inbox.forms import FormError, NotNow, choice_of, day_of, number_between, words_of
from inbox.speaking import speaks
from inbox.words import MATTERS, URGENCY
from storage.corrections import What
from storage.staff import Role
from tickets.help import HelpKind
from tickets.terms import TOP_LEVEL
from tickets.ticket import TicketUrgency, Visibility

MOST_DAYS = 30  #: working days that another agency may be given
LONGEST_NAME = 120  #: characters of a body's name
NO_SUCH_RECEIVER = "Pilih OPD yang menerima aduan ini."
ONLY_TRIAGE = (
    "Aduan ini sudah dua kali dialihkan antar-OPD. Sekarang hanya dapat dikembalikan ke petugas penerima, "
    "yang memutuskan siapa pemiliknya."
)
KEPT = (
    "Aduan rahasia hanya dilihat OPD penjaganya, jadi tidak dapat dibagi ke OPD lain. Bila bukan urusan "
    "OPD Anda, alihkan dengan alasan."
)

JOINED = "Ada aduan lain yang digabung ke sini. Pisahkan dulu, lalu jadikan rahasia yang memang rahasia."


async def _verify(work: Work) -> None:
    """Say, as triage, that it is a complaint with all it needs."""
    await work.service.verify(work.ticket, work.actor, work.keys)


async def _transfer(work: Work) -> None:
    """Pass the case to another agency."""
    reason, service = words_of(work.form, "alasan"), work.service
    events = await work.unit.tickets.events(work.ticket.id)
    allowed = receivers(work.officer, work.ticket, events, service.routing, service.terms)
    to = choice_of(work.form, "opd", allowed, ONLY_TRIAGE if allowed.only_triage else NO_SUCH_RECEIVER)
    await speaks(work, reason)
    decides = work.officer.role is Role.TRIAGE
    moved = await service.transfer(work.ticket, to, reason, work.actor, work.keys, decides=decides)
    now, before = service.now(), work.ticket.agency
    await work.unit.corrections.note(work.ticket, What.AGENCY, before, to, work.officer.id, now)
    if await held_here(work):
        # The citizen's next words go to whom the conversation belongs; it must not stay behind.
        await service.hand_off(moved, work.actor, work.keys)


async def _ask_help(work: Work) -> None:
    """Ask another agency for its part of the work, or for an answer."""
    kind = HelpKind(choice_of(work.form, "jenis", set(HelpKind), "Pilih: minta dukungan atau bertanya."))
    asked = choice_of(work.form, "opd", helpers(work.ticket, work.service.routing), "Pilih OPD yang diminta.")
    words = words_of(work.form, "isi")
    days = number_between(work.form, "hari", 1, MOST_DAYS)
    if work.ticket.visibility is Visibility.SECRET:
        raise NotNow(KEPT)
    await work.service.ask_help(work.ticket, kind, asked, words, days, work.actor, work.keys)


async def _pass_outside(work: Work) -> None:
    """Ask a body outside, and watch it until a day."""
    body, contact = work.form.get("lembaga", ""), work.form.get("kontak", "")
    if not body or len(body) > LONGEST_NAME:
        raise FormError(f"Tulis nama lembaganya, paling panjang {LONGEST_NAME} huruf.")
    words = words_of(work.form, "isi")
    again = day_of(work.form, "tanggal", work.service.calendar.local(work.service.now()).date())
    await speaks(work, words)
    known = next((a.contact for a in work.service.routing.agencies.values() if body in {a.name, a.short}), "")
    await work.service.pass_outside(work.ticket, body, contact or known, words, again, work.actor, work.keys)


async def _escalate(work: Work) -> None:
    """Lift the case one level, by hand and with a reason."""
    reason = words_of(work.form, "alasan")
    if work.ticket.level >= TOP_LEVEL:
        raise NotNow("Aduan ini sudah berada di tingkat tertinggi.")
    await work.service.escalate(work.ticket, reason, work.actor, work.keys)


async def _extend(work: Work) -> None:
    """Take more time for a request for information, once and with the reason."""
    reason = words_of(work.form, "alasan")
    await speaks(work, reason)
    await work.service.extend(work.ticket, reason, work.actor, work.keys)


async def _change_urgency(work: Work) -> None:
    """Correct how soon a person must look at it."""
    urgency = TicketUrgency(choice_of(work.form, "urgensi", URGENCY, "Pilih urgensinya."))
    if urgency is work.ticket.urgency:
        raise FormError("Urgensinya sudah itu. Pilih yang lain bila memang keliru.")
    await work.service.change_urgency(work.ticket, urgency, work.actor, work.keys)


async def _make_secret(work: Work) -> None:
    """Give a case about a sensitive matter to its keeper; nobody else sees it any more."""
    matter = choice_of(work.form, "perkara", MATTERS, "Pilih perkaranya.")
    if work.ticket.visibility is Visibility.SECRET:
        raise NotNow("Aduan ini sudah rahasia.")
    if await work.unit.tickets.joined_to(work.ticket.id):
        raise NotNow(JOINED)
    hidden = await work.service.make_secret(work.ticket, matter, work.actor, work.keys)
    if await held_here(work):
        await work.service.hand_off(hidden, work.actor, work.keys)


verify = posts("verifikasi", "diverifikasi", _verify)
transfer = posts("alihkan", "dialihkan", _transfer)
ask_help = posts("minta", "diminta", _ask_help)
pass_outside = posts("luar", "diteruskan", _pass_outside)
escalate = posts("naikkan", "dinaikkan", _escalate)
extend = posts("perpanjang", "diperpanjang", _extend)
change_urgency = posts("urgensi", "urgensi_diubah", _change_urgency)
make_secret = posts("rahasiakan", "dirahasiakan", _make_secret)
