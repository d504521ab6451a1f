"""The first moment of a ticket: its first events and clocks are known before it is kept."""

from collections.abc import Mapping
from dataclasses import replace

from tickets.keys import TurnKeys
from tickets.status import EventKind, status_after
from tickets.ticket import Actor, Ticket, TicketEvent
from tickets.verbs.core import Core


class Beginning(Core):
    """What opening and splitting share."""

    async def begin(
        self, draft: Ticket, actor: Actor, keys: TurnKeys, payload: Mapping[str, object]
    ) -> Ticket:
        """Keep a new ticket, opened and with the agency that it names; triage, which looks first, is no owner yet.

        Where this part of its message has a ticket already, return that one.
        """
        happened: dict[EventKind, Mapping[str, object]] = {EventKind.OPENED: payload}
        if draft.agency != self.routing.triage:
            happened[EventKind.ASSIGNED] = {"agency": draft.agency}
        events = [
            TicketEvent(
                draft.id, *keys.next(), kind, actor, self.now(), payload=self.told(draft, kind) | dict(told)
            )
            for kind, told in happened.items()
        ]
        ticket = self.timed(replace(draft, status=status_after(happened)), events)
        kept = await self.store.add(ticket, events)
        if kept.id == ticket.id:
            self.bell.ring(ticket.agency)
        return kept
