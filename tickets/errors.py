"""What cannot be done to a ticket; the docstring is the message."""


class TicketError(Exception):
    """The ticket does not allow this."""

    def __str__(self) -> str:
        """Return the given text, else the docstring: one sentence serves the code and the log."""
        return super().__str__() or (type(self).__doc__ or "")


class TicketNotFound(TicketError):
    """No such ticket, or not one of yours."""


class IllegalMove(TicketError):
    """The ticket's status does not allow this step."""


class TicketClosed(IllegalMove):
    """A closed ticket takes no reply until it is opened again."""


class UnknownAgency(TicketError):
    """No such agency in the current routing."""


class NothingSaid(TicketError):
    """A reply, a transfer and a closure each need words."""


class TooLate(TicketError):
    """The reply is already on its way."""


class StillSpeaking(TicketError):
    """The bot's last words are just being sent; try again in a moment."""


class PassedTooOften(TicketError):
    """Agencies have passed it on twice; triage decides whose it is."""


class NotExtendable(TicketError):
    """Only an unanswered request for information takes longer, once, and before its day is over."""


class NotAlike(TicketError):
    """Only an open ticket can be joined, to another open one that stands alone; a secret one never."""


class RoutingError(Exception):
    """The agencies file cannot be used; the message names file and line (Indonesian)."""
