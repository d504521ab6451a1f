"""What other agencies and bodies outside do for a ticket."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class HelpKind(StrEnum):
    """What another agency is asked for."""

    PART = "part"  #: to do its own part of the work; it sees the case
    QUESTION = "question"  #: to answer a question; it sees the question, not the case


@dataclass(frozen=True, slots=True)
class HelpRequest:
    """One agency's part in another's ticket, or a question to it, due on its own working day."""

    id: str
    ticket_id: str
    kind: HelpKind
    from_agency: str
    agency: str
    text: str
    asked_by: str
    asked_at: datetime
    due: date
    answer: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A body outside has it: whom we asked there, and when we ask again."""

    ticket_id: str
    body: str
    contact: str
    note: str
    ask_again_on: date
    asked_by: str
    asked_at: datetime
