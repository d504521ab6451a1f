"""Several cases on one matter, and several matters in one case."""

from inbox.choices import leads
from inbox.deed import Form, Work
from inbox.doing import posts
from inbox.forms import FormError, NotNow, choice_of, words_of
from storage.cases import Cases
from storage.corrections import What
from tickets.errors import TicketNotFound
from tickets.number import find_number
from tickets.status import TicketStatus
from tickets.ticket import Ticket, Visibility

TICKED = "pesan-"  #: begins the name of a message's box, before its id
SECRET = "Aduan rahasia tidak dapat digabung: isinya hanya untuk OPD penjaganya."  # noqa: S105 - a sentence


async def _join(work: Work) -> None:
    """Join the case to another that is about the same thing."""
    if Visibility.SECRET is work.ticket.visibility:
        raise NotNow(SECRET)
    await work.service.join(work.ticket, await _meant(work), work.actor, work.keys)


async def _part(work: Work) -> None:
    """Let a joined case go its own way again."""
    reason = words_of(work.form, "alasan")
    if work.ticket.status is not TicketStatus.MERGED:
        raise NotNow("Aduan ini tidak sedang digabung.")
    await work.service.part(work.ticket, reason, work.actor, work.keys)


async def _meant(work: Work) -> Ticket:
    """Return the case whose number was typed, within what this officer sees. Raises FormError."""
    typed = work.form.get("nomor", "")
    number = find_number(typed, work.service.prefix)
    if number is None:
        raise FormError(f"Tulis nomor aduan tujuan, misalnya {work.service.prefix}-3W7QHD-5.")
    if number == work.ticket.number:
        raise FormError("Itu nomor aduan ini sendiri. Tulis nomor aduan yang lain.")
    cases = Cases(work.unit, work.officer)
    try:
        found = await cases.ticket(number, lock=True)
        if found.parent_id:
            found = await cases.ticket((await work.unit.tickets.get(found.parent_id)).number, lock=True)
    except TicketNotFound:
        raise FormError(f"Tidak ada aduan {number} di antrean Anda. Periksa lagi nomornya.") from None
    if not leads(work.officer, found):
        raise FormError(
            f"Aduan {number} dipegang OPD lain. Alihkan aduan ini ke sana, mereka yang menggabungkan."
        )
    return found


async def _split(work: Work) -> None:
    """Make a case of its own of some messages."""
    topic = choice_of(work.form, "topik", work.topics, "Pilih topik untuk aduan yang baru.")
    own = set(await work.unit.tickets.message_ids(work.ticket.id))
    ticked = sorted(own.intersection(_ticked(work.form)))
    if not ticked:
        raise FormError("Centang pesan yang ikut ke aduan baru, paling sedikit satu.")
    await work.service.split(work.ticket, topic, work.topics[topic], ticked, work.actor, work.keys)


async def _change_topic(work: Work) -> None:
    """Correct the topic; the case goes to that topic's owner."""
    topic = choice_of(work.form, "topik", work.topics, "Pilih topiknya.")
    if topic == work.ticket.topic:
        raise FormError("Topiknya sudah itu. Pilih yang lain bila memang keliru.")
    await work.service.change_topic(work.ticket, topic, work.actor, work.keys)
    now, before = work.service.now(), work.ticket.topic
    await work.unit.corrections.note(work.ticket, What.TOPIC, before, topic, work.officer.id, now)


def _ticked(form: Form) -> set[int]:
    """Return the ids of the messages whose boxes are ticked."""
    ids = {field.removeprefix(TICKED) for field in form if field.startswith(TICKED)}
    return {int(i) for i in ids if i.isascii() and i.isdigit()}


join = posts("gabung", "digabung", _join)
part = posts("pisah", "dipisah", _part)
split = posts("pecah", "dipecah", _split)
change_topic = posts("topik", "topik_diubah", _change_topic)
