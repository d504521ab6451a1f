"""What is counted of each agency, and the tickets behind each figure."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import fmean, median

from tickets.ticket import Outcome


class Figure(StrEnum):
    """What is counted; `docs/glossary.md` says how, the screen's words are in inbox/report_words.py."""

    RECEIVED = "received"
    MOVED_IN = "moved_in"
    MOVED_OUT = "moved_out"
    ANSWERED = "answered"
    ANSWERED_IN_TIME = "answered_in_time"
    PROMISE_BROKEN = "promise_broken"
    COMPLETED = "completed"
    COMPLETED_IN_TIME = "completed_in_time"
    CLOSED_DONE = "closed_done"
    CLOSED_ANSWERED = "closed_answered"
    CLOSED_CANNOT = "closed_cannot"
    CLOSED_NOT_OURS = "closed_not_ours"
    CLOSED_SPAM = "closed_spam"
    CLOSED_NO_DATA = "closed_no_data"
    CLOSED_WITHDRAWN = "closed_withdrawn"
    CLOSED_MERGED = "closed_merged"
    REOPENED = "reopened"
    VOTED_YES = "voted_yes"
    VOTED_NO = "voted_no"
    PRESUMED_DONE = "presumed_done"
    RATED = "rated"
    OPEN = "open"
    LATE = "late"


F = Figure
#: Ends that are the agency's own word, each within or beyond its topic's time.
COMPLETING = {F.CLOSED_DONE, F.CLOSED_ANSWERED, F.CLOSED_CANNOT, F.CLOSED_NOT_OURS}
ENDED = {str(outcome): Figure(f"closed_{outcome}") for outcome in Outcome} | {"merged": F.CLOSED_MERGED}


@dataclass(frozen=True, slots=True)
class Scores:
    """One agency's figures: counts (0 where a figure is missing), median office hours to the first answer, stars."""

    counts: Mapping[Figure, int]
    median_hours: float | None = None
    mean_stars: float | None = None

    def of(self, figure: Figure) -> int:
        """Return one count."""
        return self.counts.get(figure, 0)


@dataclass(slots=True)
class Sheet:
    """One agency's part of a report: the numbers of the tickets behind each figure, a ticket once each time."""

    tickets: dict[Figure, list[str]] = field(default_factory=lambda: defaultdict(list))
    hours: list[float] = field(default_factory=list)
    stars: list[int] = field(default_factory=list)

    def add(self, figure: Figure, number: str) -> None:
        """Count a ticket."""
        self.tickets[figure].append(number)

    @property
    def scores(self) -> Scores:
        """What is printed of it; two decimals."""
        counts = {figure: len(numbers) for figure, numbers in self.tickets.items()}
        return Scores(
            counts,
            round(median(self.hours), 2) if self.hours else None,
            round(fmean(self.stars), 2) if self.stars else None,
        )


Report = dict[str, Sheet]  #: agency's code -> its sheet
