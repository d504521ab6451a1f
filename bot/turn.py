"""One turn of a conversation: from the citizen's messages to what is said, over one unit of work."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.choices import chosen_payload
from bot.dialogue.conversation import Say, Turn
from bot.dialogue.engine import Engine
from bot.dialogue.tracker import Tracker
from bot.doubt import EMERGENCY, resolve_complaint, resolve_doubt
from bot.ear import LANGUAGE, Ear
from bot.noise import resolve_noise
from bot.numbered import resolve_numbered
from bot.parts import heard, parts_of
from bot.reading import entity
from bot.remarks import PLACE_QUESTIONS, resolve_remarks
from bot.sieve import Sieve
from bot.whereabouts import PLACE_WISHED, resolve_whereabouts
from messages import Forwarded, MessageKind, Saying
from nlu.interpreter import Interpreter
from storage import UnitOfWork, outbox
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
#: The entity by which the topic reaches the dialogue; one that a button names goes before it (data/domain.yml).
READ_TOPIC = "topik_terbaca"
#: The commands every Telegram client offers.
COMMANDS = {"/start": "/sapa", "/help": "/tanya_bot", "/mulai": "/sapa", "/bantuan": "/tanya_bot"}
#: Characters read on the event loop, for a thread costs more than it spares: 1 to 2 ms of processor, a list of six
#: matters 7 to 20. One that meets a letter waits for the thread's parse under way, some 20 ms for 4,000 characters.
SHORT = 200
#: Said by the system, and yet a question waits whose answer belongs to its ticket.
OFFICERS_QUESTION = frozenset({"utter_ingatkan_pertanyaan", "utter_diarsipkan_tanpa_data"}) | PLACE_QUESTIONS
#: The slot by which an action says that officers have the conversation now; its value names the turn.
HANDED_OFF = "diserahkan"


@dataclass(frozen=True, slots=True)
class Said:
    """What a turn came to: the dialogue's state after it and what is to be said."""

    tracker: Tracker
    sayings: tuple[Say, ...]
    handed_off: bool


@dataclass(frozen=True, slots=True)
class Speaker:
    """Understands and answers."""

    interpreter: Interpreter
    engine: Engine
    desk: Desk
    sieve: Sieve
    ear: Ear = field(default_factory=Ear)

    @property
    def remote(self) -> bool:
        """Whether actions commit on their own, elsewhere."""
        return self.engine.remote

    async def parse(self, text: str) -> dict[str, Any]:
        """Understand the words of a turn."""
        return await understand(self.interpreter, self.ear, self.sieve, text)

    async def recall(self, unit: UnitOfWork, conversation: Conversation) -> dict[str, Any] | None:
        """Return what was said last in a conversation, as `recall_all`."""
        return (await self.recall_all(unit, [conversation])).get(conversation.id)

    async def recall_all(
        self, unit: UnitOfWork, conversations: Sequence[Conversation]
    ) -> dict[str, dict[str, Any]]:
        """Return what was said last in each conversation, which a citizen's next words often answer.

        By whom, how long ago, about which ticket, and with which buttons; nothing of a conversation without words.
        """
        last = await unit.outbox.last([each.id for each in conversations])
        return {each.id: self._recalled(each, last[each.id]) for each in conversations if each.id in last}

    def _recalled(self, conversation: Conversation, last: outbox.Said) -> dict[str, Any]:
        age = (self.desk.now() - last.created_at).total_seconds()
        # What the citizen's own deed or the passing of time caused no officer said; a reminder repeats a question.
        by_itself = last.author in {"bot", ActorKind.SYSTEM, conversation.contact_id}
        who = "bot" if by_itself and last.response not in OFFICERS_QUESTION else "officer"
        said = {"response": last.response, "ticket_id": last.ticket_id, "number": last.number}
        choices = [[each.title, each.payload] for each in last.choices]
        return {"author": who, "age_seconds": age, "topic": last.topic, "choices": choices, **said}

    async def speak(
        self,
        conversation: Conversation,
        messages: Sequence[StoredMessage],
        parsed: dict[str, Any],
        last: dict[str, Any] | None,
        unit: UnitOfWork | None,
    ) -> Said:
        """Let the dialogue answer; with `unit`, in-process actions join its transaction."""
        typed = all(message.kind is MessageKind.TEXT for message in messages)
        chosen = chosen_payload(parsed["text"], last) if typed else None
        tracker = _tracker(conversation)
        asked = (last or {}).get("response")
        asked_where = tracker.loop is not None or asked in PLACE_QUESTIONS
        parsed = await self.parse(chosen) if chosen else parsed
        parsed = resolve_whereabouts(parsed, self.sieve, last, asked=asked_where or asked in PLACE_WISHED)
        parsed = resolve_remarks(parsed, last)
        has_ticket = bool(tracker.slots.get("tiket_aktif"))
        parsed = resolve_complaint(parsed, asked_where=asked_where, has_ticket=has_ticket)
        parsed = resolve_noise(parsed, messages, self.sieve)
        parsed = resolve_numbered(parsed, tracker.slots.get("bagian"), last)
        token = current_unit.set(unit)
        metadata = {**_metadata(conversation, messages, parsed), "last_outbound": last}
        if chosen:
            metadata["kind"] = MessageKind.BUTTON
        try:
            turn: Turn = await self.engine.handle(tracker, parsed, metadata)
        finally:
            current_unit.reset(token)
        return Said(tracker, turn.said, tracker.slots.get(HANDED_OFF) == metadata["turn"])

    async def keep(
        self, unit: UnitOfWork, conversation: Conversation, head: StoredMessage, said: Said
    ) -> dict[str, Any]:
        """Write the answers; returns the dialogue's state, which is kept as the conversation is given back."""
        slots = {name: value for name, value in said.tracker.slots.items() if value is not None}
        sayings = []
        for n, say in enumerate(said.sayings):
            params = {**slots, **say.slots, **say.params}
            ticket_id = params.pop("ticket_id", None)
            saying = Saying(say.response, params, say.text, say.buttons)
            sayings.append(outbox.Put(saying, n, ticket_id=ticket_id))
        if sayings:
            await unit.outbox.put_all(conversation.id, turn_key(head), sayings)
        return said.tracker.to_json()

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
        # Beside a secret matter the officers of the others read their own words only, so no new version either.
        kept = [ticket for ticket in tickets if ticket.sensitivity] or tickets
        for ticket in kept:
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


async def understand(interpreter: Interpreter, ear: Ear, sieve: Sieve, text: str) -> dict[str, Any]:
    """Understand a text by itself, a long one off the event loop: a letter must not hold up other citizens.

    What is no slot's own matter in the text (its topic, its language) reaches the dialogue as an entity, too.
    """
    read = (
        _read(interpreter, text) if len(text) <= SHORT else await asyncio.to_thread(_read, interpreter, text)
    )
    parsed = resolve_whereabouts(read, sieve)
    # A payload has no words to be about anything: what the conversation is about stays what it was.
    topic = None if text.startswith("/") else parsed["topic"]["name"]
    told = {READ_TOPIC: topic, LANGUAGE: ear.heard(text)}
    whole = [entity(name, value) for name, value in told.items() if value]
    danger = {"urgency": EMERGENCY} if sieve.is_danger_in_english(text) else {}
    return resolve_doubt({**parsed, **danger, "entities": [*parsed["entities"], *whole]})


def _read(interpreter: Interpreter, text: str) -> dict[str, Any]:
    parsed = interpreter.parse(text)
    return heard(parsed.as_rasa(), parts_of(interpreter, parsed))


def turn_key(head: StoredMessage) -> str:
    """Name the turn of a message; every effect of the turn is keyed by it."""
    return f"in:{head.id}"


def spoken_text(messages: Sequence[StoredMessage]) -> str:
    """Return what the dialogue hears: a button's payload, the words, or what a wordless message means."""
    head = messages[0]
    if head.payload:
        return head.payload
    words = "\n".join(m.text for m in messages if m.text.strip()).strip()
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
        "adds": parsed.get("adds", 0.0),
        "parts": parsed.get("parts", []),
        "forwarded": max((m.forwarded for m in messages), key=list(Forwarded).index),
        "read_as": parsed.get("read_as", parsed["intent"]["name"]),
        "remarks": sorted(parsed.get("remarks", ())),
    }
