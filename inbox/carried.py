"""An officer's photos go along with what is said, and are kept as evidence."""

from inbox.deed import Work
from messages import OutboundFile
from tickets.evidence import Doubt


def files_of(work: Work) -> tuple[OutboundFile, ...]:
    """Return the photos' copies as the citizen gets them."""
    return tuple(photo.outbound(number) for number, photo in enumerate(work.photos, start=1))


async def keep_evidence(work: Work) -> list[Doubt]:
    """Keep the form's photos as evidence; returns why a person should look at them again."""
    now = work.service.now()
    doubts: list[Doubt] = []
    for photo in work.photos:
        doubts += await work.unit.evidence.add_evidence(
            work.ticket, photo, work.actor.id, now, work.keys.turn
        )
    return doubts
