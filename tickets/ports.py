"""What the tickets need from elsewhere."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from tickets.help import FollowUp, HelpRequest
from tickets.ticket import Ticket, TicketEvent, Vote


class TicketStore(Protocol):
    """Keeps tickets and their history within one unit of work."""

    async def add(self, ticket: Ticket, events: Sequence[TicketEvent] = ()) -> Ticket:
        """Keep a new ticket and its first events; where (source message, part) is there, return the one that is."""
        ...

    async def get(self, ticket_id: str, *, lock: bool = False) -> Ticket:
        """Return one ticket, `lock`ed until the unit of work ends where asked. Raises TicketNotFound."""
        ...

    async def save(self, ticket: Ticket) -> None:
        """Keep the ticket's new values."""
        ...

    async def append(self, event: TicketEvent) -> bool:
        """Add one event; False where its (turn, n) is there already, and nothing changes."""
        ...

    async def has_event(self, turn: str, n: int) -> bool:
        """Whether the event of this key is already there."""
        ...

    async def events(self, ticket_id: str) -> Sequence[TicketEvent]:
        """Return the history in order."""
        ...

    async def link_message(self, ticket_id: str, message_id: int) -> None:
        """Let the ticket's officers see this message; again changes nothing."""
        ...

    async def joined_to(self, ticket_id: str) -> Sequence[Ticket]:
        """Return the tickets that were joined to this one, the oldest first."""
        ...

    async def set_votes(self, case_id: str, vote: Vote | None, *, but: Vote | None = None) -> None:
        """Put this vote for all who joined a case, except where they gave the vote `but`."""
        ...

    async def rejoin(self, case_id: str, to_id: str) -> None:
        """Join to another case what was joined to this one."""
        ...

    async def next_part(self, source_message_id: int) -> int:
        """Return the next free part of a message that holds several matters."""
        ...

    async def ask(self, request: HelpRequest) -> None:
        """Keep what another agency is asked."""
        ...

    async def help_request(self, request_id: str) -> HelpRequest:
        """Return one of them. Raises TicketNotFound."""
        ...

    async def answer_help(self, request_id: str, answer: str, by: str, at: datetime) -> None:
        """Keep the answer to it."""
        ...

    async def pass_outside(self, followup: FollowUp) -> None:
        """Keep that a body outside has it, in place of what was kept before."""
        ...


class Pager(Protocol):
    """Calls people to a ticket: whoever stands on that level of its agency's ladder."""

    async def page(self, ticket: Ticket, level: int, why: str, key: str) -> None:
        """Call them once per key; who is called when and over what is the ladder's and the rota's matter."""
        ...


class QueueBell(Protocol):
    """Wakes whoever watches an agency's queue, after the commit; losing a ring loses only time."""

    def ring(self, agency: str) -> None:
        """Ring for one agency."""
        ...


class Clock(Protocol):
    """Tells the time, aware, UTC."""

    def __call__(self) -> datetime:
        """Return now."""
        ...


class ConversationStore(Protocol):
    """Who owns a conversation: the bot, or an agency's officers."""

    async def take_over(self, conversation_id: str, agency: str, ticket_id: str) -> None:
        """Silence the bot; what the citizen writes belongs to this ticket. Who took over last has it."""
        ...

    async def let_go(self, ticket_id: str) -> None:
        """Let the bot speak again wherever officers held a conversation for this ticket."""
        ...

    async def hand_back(self, conversation_id: str) -> None:
        """Let the bot speak again."""
        ...
