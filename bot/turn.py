"""One turn of a conversation: from the citizen's messages to what is said, over one unit of work."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.dialogue.agent import Agent
from bot.dialogue.conversation import Say, Turn
from bot.dialogue.tracker import Tracker
from bot.doubt import EMERGENCY, resolve_doubt
from bot.noise import resolve_noise
from bot.remarks import resolve_remarks
from bot.sieve import Sieve
from messages import Forwarded, MessageKind, Saying
from nlu.interpreter import Interpreter
from storage import UnitOfWork
from storage.conversations import Conversation
from storage.current import current_unit
from storage.desk import Desk
from storage.journal import StoredMessage
from tickets.errors import TicketError
from tickets.keys import TurnKeys
from tickets.ticket import Actor, ActorKind, Ticket

#: What a message without words means to the dialogue; intents of data/domain.yml.
WORDLESS = {
    MessageKind.PHOTO: "/kirim_foto",
    MessageKind.VIDEO: "/kirim_foto",
    MessageKind.VOICE: "/kirim_suara",
}
WORDLESS_OTHER = "/kirim_lain"
#: What a button may set; a page could send any payload, and other slots name messages and tickets.
PAYLOAD_SLOTS = frozenset({"topik", "topik_baru"})
#: The commands every Telegram client offers.
COMMANDS = {"/start": "/sapa", "/help": "/tanya_bot", "/mulai": "/sapa", "/bantuan": "/tanya_bot"}
#: Said by the system, and yet it is an officer's question that waits.
OFFICERS_QUESTION = frozenset({"utter_ingatkan_pertanyaan", "utter_diarsipkan_tanpa_data"})
#: The slot by which an action says that officers have the conversation now.
HANDED_OFF = "diserahkan"


@dataclass(frozen=True, slots=True)
class Said:
    """What a turn came to: the dialogue's state after it and what is to be said."""

    tracker: Tracker
    sayings: tuple[Say, ...]
    handed_off: bool


@dataclass(frozen=True, slots=True)
class Speaker:
    """Understands and answers; `remote` says whether actions commit on their own, elsewhere."""

    interpreter: Interpreter
    agent: Agent
    desk: Desk
    sieve: Sieve
    remote: bool = False

    async def parse(self, text: str) -> dict[str, Any]:
        """Understand, off the event loop: a long letter must not hold up other citizens."""
        parsed = await asyncio.to_thread(self.interpreter.parse, text)
        chosen = {name: value for name, value in parsed.slots.items() if name in PAYLOAD_SLOTS}
        slots = {"topik": parsed.topic.name, **chosen}
        found = {**parsed.as_rasa(), "slots": slots}
        if self.sieve.is_danger_in_english(text):
            found["urgency"] = EMERGENCY
        return resolve_doubt(found)

    async def recall(self, unit: UnitOfWork, conversation: Conversation) -> dict[str, Any] | None:
        """Return what was said last before this turn: a citizen's next words often answer it."""
        last = await unit.outbox.last(conversation.id)
        if last is None:
            return None
        age = (self.desk.now() - last.created_at).total_seconds()
        # What the citizen's own deed or the passing of time caused no officer said; a reminder repeats a question.
        by_itself = last.author in {"bot", ActorKind.SYSTEM, conversation.contact_id}
        who = "bot" if by_itself and last.response not in OFFICERS_QUESTION else "officer"
        said = {"response": last.response, "ticket_id": last.ticket_id, "number": last.number}
        return {"author": who, "age_seconds": age, "topic": last.topic, **said}

    async def speak(
        self,
        conversation: Conversation,
        messages: Sequence[StoredMessage],
        parsed: dict[str, Any],
        last: dict[str, Any] | None,
        unit: UnitOfWork | None,
    ) -> Said:
        """Let the dialogue answer; with `unit`, in-process actions join its transaction."""
        parsed = resolve_noise(resolve_remarks(parsed, last), messages, self.sieve)
        tracker = _tracker(conversation)
        token = current_unit.set(unit)
        metadata = {**_metadata(conversation, messages, parsed), "last_outbound": last}
        try:
            turn: Turn = await self.agent.handle(tracker, parsed, metadata)
        finally:
            current_unit.reset(token)
        handed_off = any(
            e.get("event") == "slot" and e.get("name") == HANDED_OFF and e.get("value") for e in turn.events
        )
        return Said(tracker, turn.said, handed_off)

    async def keep(
        self, unit: UnitOfWork, conversation: Conversation, head: StoredMessage, said: Said
    ) -> None:
        """Write the dialogue's state and the answers."""
        await unit.conversations.remember(conversation.id, said.tracker.to_json())
        slots = {name: value for name, value in said.tracker.slots.items() if value is not None}
        for n, say in enumerate(said.sayings):
            params = {**slots, **say.slots, **say.params}
            ticket_id = params.pop("ticket_id", None)
            saying = Saying(say.response, params, say.text, say.buttons)
            await unit.outbox.put(conversation.id, saying, turn=turn_key(head), n=n, ticket_id=ticket_id)

    async def pass_on(
        self, unit: UnitOfWork, conversation: Conversation, messages: Sequence[StoredMessage]
    ) -> None:
        """Hand messages to the officers who own the conversation; the bot says nothing."""
        if conversation.owner_ticket_id is None:
            return
        ticket = await unit.tickets.get(conversation.owner_ticket_id, lock=True)
        actor = Actor(ActorKind.CITIZEN, conversation.contact_id)
        await self._add(unit, ticket, [m.id for m in messages], actor, f"{turn_key(messages[0])}/pass_on")

    async def note_edit(self, unit: UnitOfWork, edit: StoredMessage) -> bool:
        """Show a new version of a message wherever the first one is shown; never a second ticket.

        False where the first one is shown nowhere: the new one is then a message like any other.
        """
        original = await unit.journal.original_of(edit)
        tickets = await unit.tickets.of_message(original.id) if original else []
        for ticket in tickets:
            actor = Actor(ActorKind.CITIZEN, ticket.reporter_id)
            await self._add(unit, ticket, [edit.id], actor, f"{turn_key(edit)}/edit/{ticket.id}")
        return bool(tickets)

    async def _add(self, unit: UnitOfWork, ticket: Ticket, ids: list[int], actor: Actor, key: str) -> None:
        service = await self.desk.service(unit)
        try:
            await service.add_information(ticket, ids, actor, TurnKeys(key))
        except TicketError:
            # A closed ticket takes no more events, yet its officers still see what the citizen writes.
            for message_id in ids:
                await unit.tickets.link_message(ticket.id, message_id)
            unit.ring(ticket.agency)


def turn_key(head: StoredMessage) -> str:
    """Name the turn of a message; every effect of the turn is keyed by it."""
    return f"in:{head.id}"


def spoken_text(messages: Sequence[StoredMessage]) -> str:
    """Return what the dialogue hears: a button's payload, the words, or what a wordless message means."""
    head = messages[0]
    if head.payload:
        return head.payload
    words = "\n".join(m.text for m in messages if m.text.strip())
    if words:
        # Only a button may speak in payloads; a citizen's own slash is just a character.
        first, *rest = words.split(maxsplit=1)
        command = COMMANDS.get(first.lower())
        if command and not rest:
            return command
        return (rest[0] if command else words).lstrip("/ ") or WORDLESS_OTHER
    if head.point:
        return "/beri_lokasi" + json.dumps({"titik": f"{head.point.latitude:.6f},{head.point.longitude:.6f}"})
    return WORDLESS.get(head.kind, WORDLESS_OTHER)


def _tracker(conversation: Conversation) -> Tracker:
    if conversation.tracker:
        return Tracker.from_json(conversation.tracker)
    return Tracker(sender_id=conversation.id)


def _metadata(
    conversation: Conversation, messages: Sequence[StoredMessage], parsed: dict[str, Any]
) -> dict[str, Any]:
    head = messages[0]
    point = next((m.point for m in messages if m.point), None)
    return {
        "turn": turn_key(head),
        "message_id": head.id,
        "message_ids": [m.id for m in messages],
        "conversation_id": conversation.id,
        "contact_id": conversation.contact_id,
        "channel": conversation.channel,
        "kind": next((m.kind for m in messages if m.kind in WORDLESS), head.kind),
        "has_media": any(m.kind in {*WORDLESS, MessageKind.DOCUMENT} for m in messages),
        "point": [point.latitude, point.longitude] if point else None,
        "received_at": head.received_at.isoformat(),
        "topics": [[t["name"], t["confidence"]] for t in parsed["topics"][:3]],
        "topic_is_sure": parsed["topic_is_sure"],
        "urgency": parsed["urgency"],
        "sensitivity": sorted(parsed["sensitivity"]),
        "forwarded": max((m.forwarded for m in messages), key=list(Forwarded).index),
        "read_as": parsed.get("read_as", parsed["intent"]["name"]),
        "remarks": sorted(parsed.get("remarks", ())),
    }
