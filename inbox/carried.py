"""An officer's photos go along with what is said, and are kept as evidence."""

from dataclasses import dataclass, replace
from datetime import datetime

from inbox.deed import Work
from messages import OutboundFile, Outbox, Saying
from tickets.service import TicketService


@dataclass(frozen=True, slots=True)
class _Carrying:
    """An outbox that gives the photos to whatever is put into it."""

    outbox: Outbox
    files: tuple[OutboundFile, ...]

    async def put(
        self,
        conversation_id: str,
        saying: Saying,
        *,
        turn: str,
        n: int,
        author: str = "bot",
        ticket_id: str | None = None,
        not_before: datetime | None = None,
    ) -> None:
        """Put one saying with the photos."""
        keyed = {"turn": turn, "n": n, "author": author, "ticket_id": ticket_id, "not_before": not_before}
        await self.outbox.put(conversation_id, replace(saying, files=self.files), **keyed)  # type: ignore[arg-type]


def files_of(work: Work) -> tuple[OutboundFile, ...]:
    """Return the photos' copies as the citizen gets them."""
    return tuple(photo.outbound(number) for number, photo in enumerate(work.photos, start=1))


def carrying(work: Work) -> TicketService:
    """Return the verbs, for one that says one thing, with the form's photos beside it."""
    if not work.photos:
        return work.service
    return replace(work.service, outbox=_Carrying(work.service.outbox, files_of(work)))


async def keep_evidence(work: Work) -> None:
    """Keep the form's photos as evidence; the doubts show on the case."""
    now = work.service.now()
    for photo in work.photos:
        await work.unit.evidence.add_evidence(work.ticket, photo, work.actor.id, now)
