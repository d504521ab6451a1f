"""That the bot asked where it is: from then on the place is waited for."""

from tickets.keys import TurnKeys
from tickets.place_wait import may_wait, place_wait
from tickets.status import UNTOUCHED, EventKind
from tickets.ticket import BOT, Ticket
from tickets.timing import PICKED_UP, RESTARTS
from tickets.verbs.core import Core


class Placing(Core):
    """Waiting for a place."""

    async def ask_place(self, ticket: Ticket, keys: TurnKeys, *, later: bool = False) -> Ticket:
        """Note that the reporter was asked for the place, unless it waits already or somebody has it in hand.

        `later` says that this was no moment to ask: the reminder of the next day does.
        """
        events = await self.store.events(ticket.id)
        begun = max((i for i, event in enumerate(events) if event.kind in RESTARTS), default=0)
        in_hand = any(event.kind in PICKED_UP for event in events[begun:])
        if ticket.status not in UNTOUCHED or in_hand or place_wait(events) or not may_wait(ticket):
            return ticket
        payload = {"later": True} if later else {}
        return await self.happen(ticket, EventKind.PLACE_ASKED, BOT, keys, payload=payload)
