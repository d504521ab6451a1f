"""The officers' words to the reporter: a reply, taking it back, a question, a plan; and the talk itself."""

from dataclasses import replace
from datetime import date

from messages import Saying
from tickets.errors import StillSpeaking, TooLate
from tickets.keys import TurnKeys
from tickets.status import EventKind
from tickets.ticket import Actor, ActorKind, Ticket
from tickets.verbs.core import Core, Files, must_say


class Answering(Core):
    """What officers say, and who holds the conversation."""

    async def claim(self, ticket: Ticket, officer_id: str, actor: Actor, keys: TurnKeys) -> Ticket:
        """Let one officer look after it, in place of whoever did. Raises TicketClosed."""
        changed = replace(ticket, claimed_by=officer_id)
        payload = {"officer": officer_id}
        return await self.happen(changed, EventKind.CLAIMED, actor, keys, payload=payload)

    async def release(self, ticket: Ticket, actor: Actor, keys: TurnKeys) -> Ticket:
        """Give it back to the agency's queue. Raises TicketClosed."""
        return await self.happen(replace(ticket, claimed_by=None), EventKind.RELEASED, actor, keys)

    async def reply(
        self, ticket: Ticket, text: str, actor: Actor, keys: TurnKeys, files: Files = ()
    ) -> Ticket:
        """Answer the reporter in the same chat; for some seconds it can be taken back.

        Raises TicketClosed, NothingSaid.
        """
        words = must_say(text)
        turn = keys.turn
        payload = {"text": words, "turn": turn}
        ticket = await self.happen(ticket, EventKind.REPLIED, actor, keys, payload=payload)
        saying = Saying(
            "utter_balasan_petugas", {"opd": self.short(ticket.agency), "isi": words}, files=files
        )
        await self.tell(ticket, saying, actor, keys, not_before=self.now() + self.terms.undo)
        return ticket

    async def take_back(self, ticket: Ticket, turn: str, actor: Actor, keys: TurnKeys) -> Ticket:
        """Stop the reply of that turn before it is sent. Raises TooLate where it is on its way, IllegalMove."""
        if not await self.outbox.take_back(turn):
            raise TooLate
        payload = {"turn": turn}
        return await self.happen(ticket, EventKind.TAKEN_BACK, actor, keys, payload=payload)

    async def ask(self, ticket: Ticket, text: str, actor: Actor, keys: TurnKeys) -> Ticket:
        """Ask the reporter for what is missing; the clocks stand still until then. Raises TicketClosed, NothingSaid."""
        words = must_say(text)
        payload = {"text": words}
        ticket = await self.happen(ticket, EventKind.ASKED, actor, keys, payload=payload)
        until = self.calendar.local(self.schedule.question_end(self.now())).date()
        params = {"opd": self.short(ticket.agency), "isi": words, "tanggal": self.day(until)}
        await self.tell(ticket, Saying("utter_tanya_pelapor", params), actor, keys)
        return ticket

    async def start(
        self, ticket: Ticket, text: str, planned: date | None, actor: Actor, keys: TurnKeys
    ) -> Ticket:
        """Say that the work has begun, or for which day it is planned. Raises TicketClosed, NothingSaid."""
        words = must_say(text)
        payload = {"text": words, "planned": planned and planned.isoformat()}
        ticket = await self.happen(ticket, EventKind.STARTED, actor, keys, payload=payload)
        params = {"opd": self.short(ticket.agency), "isi": words}
        if planned is None:
            saying = Saying("utter_mulai_dikerjakan", params)
        else:
            saying = Saying("utter_dijadwalkan", params | {"tanggal": self.day(planned)})
        await self.tell(ticket, saying, actor, keys)
        return ticket

    async def hand_off(self, ticket: Ticket, actor: Actor, keys: TurnKeys) -> Ticket:
        """Let the ticket's officers speak with the reporter; the bot falls silent.

        Where an officer takes it, what the bot has not sent yet is never sent. Raises StillSpeaking.
        """
        ticket = await self.happen(ticket, EventKind.HAND_OFF_STARTED, actor, keys)
        # First the conversation: a turn that holds it ends before we look at what it said.
        await self.conversations.take_over(ticket.conversation_id, ticket.agency, ticket.id)
        by_officer = actor.kind is ActorKind.OFFICER
        if by_officer and not await self.outbox.silence(ticket.conversation_id, self.now()):
            raise StillSpeaking
        return ticket

    async def hand_back(self, ticket: Ticket, actor: Actor, keys: TurnKeys) -> Ticket:
        """End the officers' conversation; the reporter is told and the bot answers again."""
        ticket = await self.happen(ticket, EventKind.HAND_OFF_ENDED, actor, keys)
        await self.conversations.hand_back(ticket.conversation_id)
        turn, n = keys.next()
        params = {"nomor": ticket.number, "opd": self.short(ticket.agency)}
        saying = Saying("utter_percakapan_selesai", params)
        author = actor.id or actor.kind
        await self.outbox.put(
            ticket.conversation_id, saying, turn=turn, n=n, author=author, ticket_id=ticket.id
        )
        return ticket
