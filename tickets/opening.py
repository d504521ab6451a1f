"""What is needed to open a ticket."""

from dataclasses import dataclass

from messages import Point
from tickets.ticket import TicketKind, TicketUrgency, Visibility


@dataclass(frozen=True, slots=True)
class Opening:
    """A complaint as understood; `topic_is_sure` decides between the owner and triage, `nameless` hides the name."""

    source_message_id: int
    reporter_id: str
    conversation_id: str
    topic: str
    topic_confidence: float
    topic_is_sure: bool
    part: int = 0
    kind: TicketKind = TicketKind.COMPLAINT
    urgency: TicketUrgency = TicketUrgency.ORDINARY
    candidates: tuple[str, ...] = ()
    sensitivity: tuple[str, ...] = ()
    place: str | None = None
    point: Point | None = None
    area_code: str | None = None
    message_ids: tuple[int, ...] = ()
    nameless: bool = False

    @property
    def visibility(self) -> Visibility:
        """Secret where the matter is sensitive, whatever its topic; else anonymous where the reporter asks for it."""
        if self.sensitivity:
            return Visibility.SECRET
        return Visibility.ANONYMOUS if self.nameless else Visibility.ORDINARY
