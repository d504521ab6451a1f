"""Requests for information: more time for the answer, once (UU 14/2008 art. 22)."""

from messages import Saying
from tickets.errors import NotExtendable
from tickets.keys import TurnKeys
from tickets.status import WORKABLE, EventKind
from tickets.ticket import Actor, Ticket, TicketKind
from tickets.verbs.core import Core, must_say


class Requests(Core):
    """What only a request for information knows."""

    async def extend(self, ticket: Ticket, reason: str, actor: Actor, keys: TurnKeys) -> Ticket:
        """Take the law's further days for the answer; the reporter hears why, and the new date.

        Raises NotExtendable, NothingSaid.
        """
        words = must_say(reason)
        again = await self.store.has_event(keys.turn, 0)
        if not again and not await self.may_extend(ticket):
            raise NotExtendable
        days = self.terms.extension_days
        ticket = await self.happen(
            ticket, EventKind.EXTENDED, actor, keys, reason=words, payload={"days": days}
        )
        params = {
            "opd": self.short(ticket.agency),
            "alasan": words,
            "tanggal": self.day(ticket.first_answer_due),
            "hari": str(days),
        }
        await self.tell(ticket, Saying("utter_permohonan_diperpanjang", params), actor, keys)
        return ticket

    async def may_extend(self, ticket: Ticket) -> bool:
        """Whether it still may: an unanswered request in time, that was not extended before."""
        events = await self.store.events(ticket.id)
        extended = any(event.kind is EventKind.EXTENDED for event in events)
        asked = ticket.kind is TicketKind.INFORMATION_REQUEST and ticket.status in WORKABLE
        first_answer = (await self.clocks(ticket)).first_answer
        waits = first_answer.stopped is None and not first_answer.is_late(self.now())
        return asked and waits and not extended
