"""What the region promises and orders about time; the defaults are SP4N-LAPOR!'s."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from tickets.budget import COMPLETION, PICKUP, Budget, CompletionClass, WorkingDays
from tickets.roads import Road
from tickets.ticket import TicketKind, TicketUrgency

#: Above the officers: head of section, head of the agency, the regional secretary or Diskominfo.
TOP_LEVEL = 3
REQUEST = TicketKind.INFORMATION_REQUEST
#: Working days after "done" till it is asked about once more.
VOTE_REMINDER_DAYS = 3


def _medium(topic: str) -> Budget:  # noqa: ARG001 - the desk knows each topic's class
    return COMPLETION[CompletionClass.MEDIUM]


def _nobody(agency: str, level: int) -> str | None:  # noqa: ARG001 - the ladder knows them
    return None


def _unlisted(words: str, area: str | None) -> Road | None:  # noqa: ARG001 - the region's table knows them
    return None


@dataclass(frozen=True, slots=True)
class Terms:
    """Working days, except `question_days` and `place_days`, which are days of the calendar.

    `completion` gives a topic's time until it is done; `superior` names who stands on a rung of an agency's ladder,
    None where the ladder ends.
    """

    first_answer_days: int = 3
    pickup: Mapping[TicketUrgency, Budget] = field(default_factory=lambda: dict(PICKUP))
    completion: Callable[[str], Budget] = _medium
    superior: Callable[[str, int], str | None] = _nobody
    #: Whose road the words for a place name, as the region's table has it.
    road: Callable[[str, str | None], Road | None] = _unlisted
    #: A new promise after a missed one (conversation 6.17: Thursday's becomes Monday's).
    late_days: int = 2
    #: Silence after "done" (LAPOR! closes after ten).
    vote_days: int = 10
    vote_reminder_days: int = VOTE_REMINDER_DAYS
    #: For the answer to an officer's question (Lapor Ajib Pekalongan gives ten days).
    question_days: int = 10
    #: Hours after the bot's question for the place till it is asked once more, and days till it waits no longer.
    place_hours: int = 24
    place_days: int = 10
    #: For the answer to a request for information, and once more (UU 14/2008 art. 22: ten and seven).
    information_days: int = 10
    extension_days: int = 7
    #: Transfers between agencies before triage decides.
    most_transfers: int = 2

    #: Open cases of one officer; more are not given to anybody.
    load: int = 30
    #: How long an officer may take a reply back before it is sent.
    undo: timedelta = timedelta(seconds=10)

    @property
    def first_answer(self) -> Budget:
        """The promised first answer."""
        return WorkingDays(self.first_answer_days)

    def first_answer_to(self, kind: TicketKind) -> Budget:
        """Return the promised first answer; a request for information has its own by law."""
        return WorkingDays(self.information_days) if kind is REQUEST else self.first_answer

    def completion_of(self, kind: TicketKind, topic: str) -> Budget:
        """Return the time until it is done: a request for information is done with its answer."""
        return WorkingDays(self.information_days) if kind is REQUEST else self.completion(topic)
