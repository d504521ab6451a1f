"""Several tickets on one matter, and several matters in one ticket."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from messages import Saying
from tickets.errors import NotAlike
from tickets.keys import TurnKeys
from tickets.number import new_number
from tickets.status import UNDONE, EventKind
from tickets.ticket import Actor, Ticket, Visibility
from tickets.verbs.beginning import Beginning
from tickets.verbs.core import must_say


class Joining(Beginning):
    """Joining, parting, splitting."""

    async def join(self, ticket: Ticket, to: Ticket, actor: Actor, keys: TurnKeys) -> Ticket:
        """Join a ticket to another; it keeps its number, and its reporter hears all that happens and votes.

        What was joined to it comes along. Raises TicketClosed, NotAlike.
        """
        to = await self.store.get(to.parent_id, lock=True) if to.parent_id else to
        if not may_join(ticket, to):
            raise NotAlike
        await self.store.rejoin(ticket.id, to.id)
        joined = replace(ticket, parent_id=to.id)
        payload = {"to": to.number, "agency": ticket.agency}
        ticket = await self.happen(joined, EventKind.MERGED, actor, keys, payload=payload)
        to = await self.happen(to, EventKind.JOINED, actor, keys, payload={"from": ticket.number})
        await self.conversations.let_go(ticket.id)
        day = to.completion_due or to.first_answer_due
        params = {"opd": self.short(to.agency), "tanggal": self.day(day)}
        await self._tell_one(ticket, Saying("utter_digabung", params), actor, keys)
        return ticket

    async def part(self, ticket: Ticket, reason: str, actor: Actor, keys: TurnKeys) -> Ticket:
        """Let a joined ticket go its own way again. Raises IllegalMove where it was not joined, NothingSaid."""
        words = must_say(reason)
        case = await self.store.get(ticket.parent_id or ticket.id, lock=True)
        alone = replace(ticket, parent_id=None, claimed_by=None, vote=None)
        ticket = await self.happen(alone, EventKind.UNMERGED, actor, keys, reason=words)
        await self.happen(case, EventKind.PARTED, actor, keys, payload={"from": ticket.number})
        params = {"opd": self.short(ticket.agency), "tanggal": self.day(ticket.first_answer_due)}
        await self._tell_one(ticket, Saying("utter_dipisah_kembali", params), actor, keys)
        return ticket

    async def split(
        self,
        ticket: Ticket,
        topic: str,
        title: str,
        message_ids: Sequence[int],
        actor: Actor,
        keys: TurnKeys,
    ) -> Ticket:
        """Make a second ticket of a part of this one: another topic, with those messages. Returns the new one.

        `title` is the topic's for the reporter. Raises TicketClosed.
        """
        agency = self.routing.responsible_agency(
            topic, sure=True, sensitivity=ticket.sensitivity, area=ticket.area_code
        )
        new_id = uuid.uuid5(uuid.NAMESPACE_OID, f"{keys.turn}:{ticket.id}:split").hex
        done = await self.store.has_event(keys.turn, 0)
        payload = {"ticket": new_id, "topic": topic}
        await self.happen(ticket, EventKind.SPLIT, actor, keys, payload=payload)
        if done:
            return await self.store.get(new_id)
        opened = {"message_id": ticket.source_message_id, "topic": topic, "from": ticket.number}
        half = await self._half(ticket, new_id, topic, agency.code)
        new = await self.begin(half, actor, keys, opened)
        for message_id in message_ids:
            await self.store.link_message(new.id, message_id)
        params = {
            "asal": ticket.number,
            "nama_topik": title,
            "opd": agency.short,
            "tanggal": self.day(new.first_answer_due),
        }
        await self._tell_one(new, Saying("utter_dipecah", params), actor, keys)
        await self.wake(new, keys)
        return new

    async def _half(self, ticket: Ticket, new_id: str, topic: str, agency: str) -> Ticket:
        moment = self.now()
        return Ticket(
            id=new_id,
            number=new_number(self.prefix),
            source_message_id=ticket.source_message_id,
            part=await self.store.next_part(ticket.source_message_id),
            reporter_id=ticket.reporter_id,
            conversation_id=ticket.conversation_id,
            topic=topic,
            topic_confidence=1.0,
            agency=agency,
            opened_at=moment,
            first_answer_due=self.first_answer_due(moment, ticket.kind),
            kind=ticket.kind,
            visibility=ticket.visibility,
            urgency=ticket.urgency,
            sensitivity=ticket.sensitivity,
            place=ticket.place,
            point=ticket.point,
            area_code=ticket.area_code,
        )

    async def _tell_one(self, ticket: Ticket, saying: Saying, actor: Actor, keys: TurnKeys) -> None:
        turn, n = keys.next()
        own = replace(saying, params={**saying.params, "nomor": ticket.number})
        author = actor.id or actor.kind
        await self.outbox.put(ticket.conversation_id, own, turn=turn, n=n, author=author, ticket_id=ticket.id)


def may_join(ticket: Ticket, to: Ticket) -> bool:
    """Whether one may be joined to the other: two open cases, neither secret; who is secret stays alone."""
    return (
        ticket.id != to.id
        and ticket.status in UNDONE
        and to.status in UNDONE
        and Visibility.SECRET not in {ticket.visibility, to.visibility}
    )
