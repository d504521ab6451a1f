"""A ticket's events as small lines of its story."""

from collections.abc import Callable

from inbox.words import OUTCOMES
from tickets.status import EventKind
from tickets.ticket import ActorKind, TicketEvent

Name = Callable[[str], str]

PLAIN = {
    EventKind.OPENED: "Aduan diterima",
    EventKind.HAND_OFF_STARTED: "Percakapan dilayani petugas",
    EventKind.HAND_OFF_ENDED: "Percakapan dikembalikan ke bot",
    EventKind.STARTED: "Mulai dikerjakan",
    EventKind.NOT_OURS: "Ditutup: bukan kewenangan",
    EventKind.REOPENED: "Dibuka kembali",
    EventKind.WITHDRAWN: "Ditarik oleh pelapor",
}
ASKED = "Pelapor minta dilayani petugas"
#: The message itself stands in the story.
SHOWN_AS_MESSAGES = frozenset({EventKind.REPLIED, EventKind.INFORMATION_ADDED})


def event_words(event: TicketEvent, agency: Name, topic: Name) -> str:
    """Return one line, empty where the story shows the event otherwise."""
    if event.kind in SHOWN_AS_MESSAGES:
        return ""
    asked = event.kind is EventKind.HAND_OFF_STARTED and event.actor.kind is not ActorKind.OFFICER
    words = ASKED if asked else PLAIN.get(event.kind) or _told(event, agency, topic)
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
        case EventKind.PLACE_SET:
            return f"Lokasi dicatat: {told.get('place', 'titik peta')}"
        case EventKind.CLOSED:
            return f"Ditutup: {OUTCOMES.get(told.get('outcome', ''), 'selesai').lower()}"
        case _:
            return str(event.kind)
