"""The service verbs: everything that can be done to a ticket, each keyed and each one event or more.

One file a subject in `tickets/verbs/`; here they are one service.
"""

from tickets.verbs.answering import Answering
from tickets.verbs.closing import Closing, is_closed, may_tell_strangers
from tickets.verbs.duties import Duties
from tickets.verbs.intake import Intake
from tickets.verbs.joining import Joining
from tickets.verbs.placing import Placing
from tickets.verbs.requests import Requests


class TicketService(Intake, Placing, Answering, Requests, Duties, Closing, Joining):
    """The verbs over one unit of work; the caller commits."""


__all__ = ["TicketService", "is_closed", "may_tell_strangers"]
