"""A ticket's events as small lines of its story."""

from collections.abc import Callable, Mapping
from datetime import date

from inbox.words import OUTCOMES, URGENCY, VOTES
from tickets.dates import long_date
from tickets.help import HelpKind
from tickets.status import EventKind
from tickets.ticket import ActorKind, TicketEvent, TicketUrgency

Name = Callable[[str], str]

PLAIN = {
    EventKind.OPENED: "Aduan diterima",
    EventKind.VERIFIED: "Diperiksa petugas penerima",
    EventKind.RELEASED: "Dilepas ke antrean OPD",
    EventKind.TAKEN_BACK: "Balasan dibatalkan sebelum terkirim",
    EventKind.HAND_OFF_STARTED: "Percakapan dilayani petugas",
    EventKind.HAND_OFF_ENDED: "Percakapan dikembalikan ke bot",
    EventKind.PLACE_ASKED: "Letak ditanyakan kepada pelapor",
    EventKind.REMINDED: "Pelapor diingatkan",
    EventKind.CONFIRMED: "Pelapor memastikan sudah beres",
    EventKind.PRESUMED_DONE: "Dianggap selesai: pelapor tidak menjawab",
    EventKind.NOT_OURS: "Ditutup: bukan kewenangan",
    EventKind.LAPSED: "Diarsipkan: data yang diminta tidak datang",
    EventKind.REOPENED: "Dibuka kembali",
    EventKind.WITHDRAWN: "Ditarik oleh pelapor",
    EventKind.SPAM_MARKED: "Ditandai bukan aduan",
    EventKind.SPAM_CLEARED: "Diproses lagi",
    EventKind.UNMERGED: "Dipisahkan lagi dari aduan bersama",
    EventKind.REVIEWED: "Penutupan sudah diperiksa",
    EventKind.DATA_ERASED: "Data pelapor dihapus atas permintaannya",
}
ASKED = "Pelapor minta dilayani petugas"
ASKED_LATER = "Letak belum ditanyakan; pelapor ditanya sehari kemudian"
VISIBILITY = {"ordinary": "biasa", "anonymous": "anonim", "secret": "rahasia"}
#: The message itself stands in the story.
SHOWN_AS_MESSAGES = frozenset({EventKind.REPLIED, EventKind.INFORMATION_ADDED})


def event_words(event: TicketEvent, agency: Name, topic: Name, person: Name) -> str:
    """Return one line, empty where the story shows the event otherwise; the names are given code or id."""
    if event.kind in SHOWN_AS_MESSAGES:
        return ""
    if event.kind is EventKind.CLAIMED and event.payload.get("officer", event.actor.id) != event.actor.id:
        return f"Ditugaskan kepada {person(str(event.payload['officer']))}"
    asked = event.kind is EventKind.HAND_OFF_STARTED and event.actor.kind is not ActorKind.OFFICER
    later = event.kind is EventKind.PLACE_ASKED and event.payload.get("later")
    words = ASKED if asked else ASKED_LATER if later else PLAIN.get(event.kind) or _told(event, agency, topic)
    return f"{words}. Alasan: {event.reason}" if event.reason else words


def _told(event: TicketEvent, agency: Name, topic: Name) -> str:
    told = {name: str(value) for name, value in event.payload.items() if value is not None}
    match event.kind:
        case EventKind.ASSIGNED:
            return f"Diteruskan ke {agency(told['agency'])}"
        case EventKind.TRANSFERRED:
            return f"Dialihkan dari {agency(told['from'])} ke {agency(told['to'])}"
        case EventKind.TOPIC_CHANGED:
            return f"Topik diubah dari {topic(told['from'])} ke {topic(told['to'])}"
        case EventKind.URGENCY_CHANGED:
            before, after = (URGENCY[TicketUrgency(told[key])].lower() for key in ("from", "to"))
            return f"Urgensi diubah dari {before} ke {after}"
        case EventKind.VISIBILITY_CHANGED:
            return f"Kerahasiaan diubah dari {VISIBILITY[told['from']]} ke {VISIBILITY[told['to']]}"
        case _:
            return _worked(event, told, agency)


#: What happened, with the words the event carries.
WORKED = {
    EventKind.PLACE_SET: "Lokasi dicatat: {place}",
    EventKind.CLAIMED: "Ditangani",
    EventKind.STARTED: "Mulai dikerjakan",
    EventKind.ASKED: "Bertanya kepada pelapor; batas waktu berhenti",
    EventKind.HELP_ASKED: "Meminta dukungan {opd}: {text}",
    EventKind.HELP_GIVEN: "Jawaban {opd}: {text}",
    EventKind.PASSED_OUTSIDE: "Diteruskan ke {body}, ditanyakan lagi {day}",
    EventKind.FOLLOW_UP_DUE: "Saatnya menanyakan lagi ke {body}",
    EventKind.ESCALATED: "Naik ke {name}",
    EventKind.EXTENDED: "Diperpanjang {days} hari kerja",
    EventKind.REPORTED_DONE: "Ditutup: {ending}",
    EventKind.CLOSED: "Ditutup: {ending}",
    EventKind.VOTED: "Penilaian pelapor: {voted}",
    EventKind.RATED: "Nilai dari pelapor: {stars} dari 5",
    EventKind.MERGED: "Digabung dengan {to}",
    EventKind.JOINED: "{from} digabung ke sini",
    EventKind.PARTED: "{from} dipisahkan lagi",
    EventKind.SPLIT: "Sebagian menjadi aduan tersendiri",
}


def _worked(event: TicketEvent, told: Mapping[str, str], agency: Name) -> str:
    if event.kind is EventKind.STARTED and "planned" in told:
        return f"Dijadwalkan {long_date(date.fromisoformat(told['planned']))}"
    if told.get("kind") == HelpKind.QUESTION and event.kind is EventKind.HELP_ASKED:
        return f"Bertanya kepada {agency(told['agency'])}: {told['text']}"
    words = {
        "opd": agency(told.get("agency", "")),
        "ending": OUTCOMES.get(told.get("outcome", ""), "selesai").lower(),
        "voted": VOTES.get(told.get("vote", ""), "").lower(),
        "day": long_date(date.fromisoformat(told["again"])) if "again" in told else "",
    }
    words.setdefault("place", told.get("place", "titik peta"))
    # The words of a citizen who was erased are empty.
    return WORKED[event.kind].format(**{**told, **words}).removesuffix(": ")
