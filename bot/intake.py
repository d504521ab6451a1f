"""Journalling many parts in one unit of work, in few statements whatever their number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.settle import Place, Settling
from messages import AddressChanged, DeliveryReport, InboundEvent, InboundMessage, Unreadable
from storage import UnitOfWork
from storage.contacts import Known
from storage.conversations import CountedIn, Talk, Wanted
from storage.journal import Entry, OpenGroup, WorkState
from storage.wakeups import INBOUND, MEDIA, conversation_topic


class Part(NamedTuple):
    """An event with the bytes it was read from, and when those came in."""

    event: InboundEvent
    raw: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """A message of the batch with its raw bytes, and when those came in."""

    message: InboundMessage
    raw: bytes
    received_at: datetime

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same message when it comes again."""
        return self.message.address.channel, self.message.address.scope, self.message.external_id

    @property
    def ids(self) -> set[tuple[str, str, str]]:
        """Everything its citizen is known by."""
        address = self.message.address
        return {(address.channel, address.scope, one) for one in (address.id, *address.aliases)}


class Intake:
    """Takes parts into the journal. With `patient` it waits for conversations that somebody else holds."""

    def __init__(self, unit: UnitOfWork, settling: Settling, *, patient: bool) -> None:
        """Write within `unit`; the caller commits."""
        self._unit = unit
        self._settling = settling
        self._patient = patient
        self._left: list[InboundEvent] = []

    async def take(self, parts: Sequence[Part]) -> list[Part]:
        """Journal parts in their order; returns those that were left because somebody else holds the conversation."""
        reports = [part.event for part in parts if isinstance(part.event, DeliveryReport)]
        if reports:
            # Before the messages: what a report keeps waiting for the citizen, the message lets go.
            self._left += await self._unit.reports.take_in(reports, patient=self._patient)
        letters: list[Letter] = []
        for event, raw, received_at in parts:
            match event:
                case InboundMessage():
                    letters.append(Letter(event, raw, received_at))
                case AddressChanged():
                    await self._take_letters(letters)
                    letters = []
                    await self._readdress(event, received_at)
                case Unreadable():
                    await self._keep_unread(event, raw, received_at)
        await self._take_letters(letters)
        left = {id(event) for event in self._left}
        return [part for part in parts if id(part.event) in left]

    async def _keep_unread(self, event: Unreadable, raw: bytes, received_at: datetime) -> None:
        if not await self._unit.journal.has(event.channel, event.scope, event.external_id):
            await self._unit.journal.add_unreadable(event, raw, received_at)

    async def _readdress(self, event: AddressChanged, received_at: datetime) -> None:
        moved = await self._unit.contacts.move(event.old, event.new, received_at)
        if moved is not None:
            # What officers write from now on must not go to whoever has the old number.
            await self._unit.conversations.readdress_all(moved, event.new.channel, event.new.scope)

    async def _take_letters(self, letters: Sequence[Letter]) -> None:
        """Take messages in, wave by wave: no citizen twice in one, so that each sees what came before it."""
        while letters:
            wave, letters = _first_of_each(letters)
            known = await self._unit.journal.known([letter.message for letter in wave])
            fresh = [letter for letter in wave if letter.key not in known]
            if fresh:
                busy = await self._take_wave(fresh)
                self._left += [letter.message for letter in busy]
                letters = self._without(letters, busy)

    def _without(self, letters: Sequence[Letter], busy: Sequence[Letter]) -> list[Letter]:
        """Leave, with what was left, whatever the same citizens wrote after it."""
        ids = {one for letter in busy for one in letter.ids}
        self._left += [letter.message for letter in letters if letter.ids & ids]
        return [letter for letter in letters if not letter.ids & ids]

    async def _take_wave(self, wave: Sequence[Letter]) -> list[Letter]:
        """Take one message of each citizen in; returns those whose conversation is held."""
        unit = self._unit
        began = min(letter.received_at for letter in wave)
        people = [(letter.message.address, letter.message.sender_name) for letter in wave]
        known = await unit.contacts.remember_all(people, began)
        wanted = [self._wanted(letter, one) for letter, one in zip(wave, known, strict=True)]
        ids = await unit.conversations.find_or_open_all(wanted, began)
        talks = await unit.conversations.hold(ids, patient=self._patient)
        bursts = await unit.journal.open_groups(list(talks), began)
        entries: list[Entry] = []
        counted: list[CountedIn] = []
        busy: list[Letter] = []
        for letter, person, conversation_id in zip(wave, known, ids, strict=True):
            # Taken out: two names of one contact, met here for the first time, take turns.
            talk = talks.pop(conversation_id, None)
            if talk is None:
                busy.append(letter)
                continue
            entry = await self._entry(letter, talk, bursts.get(talk.id))
            entries.append(entry)
            counted.append(_counted(entry, person))
        await self._write(entries, counted)
        return busy

    def _wanted(self, letter: Letter, known: Known) -> Wanted:
        address, thread = letter.message.address, letter.message.thread
        return Wanted(known, address.channel, address.scope, thread and self._unit.fingerprint(thread))

    async def _entry(self, letter: Letter, talk: Talk, burst: OpenGroup | None) -> Entry:
        message, received_at = letter.message, letter.received_at
        if burst is not None and burst.ready_at <= received_at:
            burst = None  # it waited for others of the wave, which came before
        # A live location tells every step as an edit; the first point is what was reported.
        moving = message.edits is not None and message.point is not None
        state = WorkState.PENDING if message.direct and not moving else WorkState.SILENT
        place = Place(message.group_id, received_at)
        if state is WorkState.PENDING:
            place = await self._settling.settle(self._unit, message, talk, burst, received_at)
        return Entry(
            message,
            letter.raw,
            conversation_id=talk.id,
            sequence=talk.sequence + 1,
            state=state,
            received_at=received_at,
            ready_at=place.ready_at,
            group_id=place.group_id,
        )

    async def _write(self, entries: Sequence[Entry], counted: Sequence[CountedIn]) -> None:
        unit = self._unit
        if not entries:
            return
        await unit.journal.add_all(entries)
        await unit.conversations.count_in(counted)
        pending = [entry.conversation_id for entry in entries if entry.state is WorkState.PENDING]
        if pending:
            await unit.outbox.citizens_wrote(pending)
            unit.ring_topic(INBOUND)
        if any(entry.message.attachments for entry in entries):
            unit.ring_topic(MEDIA)
        for entry in entries:
            unit.ring_topic(conversation_topic(entry.conversation_id))


def wants_patience(parts: Sequence[Part]) -> bool:
    """Whether nothing may be left: what came before a change of address must not come after it."""
    return any(isinstance(part.event, AddressChanged) for part in parts)


def _first_of_each(letters: Sequence[Letter]) -> tuple[list[Letter], list[Letter]]:
    """Part the first message of each citizen from those that have to come after it."""
    wave: list[Letter] = []
    later: list[Letter] = []
    met: set[tuple[str, str, str]] = set()
    for letter in letters:
        (later if letter.ids & met else wave).append(letter)
        met |= letter.ids
    return wave, later


def _counted(entry: Entry, person: Known) -> CountedIn:
    at = entry.ready_at if entry.state is WorkState.PENDING else None
    return CountedIn(
        entry.conversation_id, entry.sequence, person.address_id, entry.message.provider_time, at
    )
