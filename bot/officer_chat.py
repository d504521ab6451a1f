"""Officers in their own chat: linking it to their account, and commands on cases, handled before the dialogue."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from bot import officer_words as words
from bot.officer_commands import Command, Verb, read_command
from bot.officer_deeds import Deed, do
from messages import MessageKind, Saying
from storage import Database, UnitOfWork
from storage.audit import AuditAction
from storage.cases import Cases
from storage.chat_photos import ChatPhotos
from storage.conversations import Conversation
from storage.desk import Desk
from storage.journal import StoredMessage
from storage.media import STORED, WANTED
from storage.officer_links import ASKED_LASTS, OfficerLink
from storage.officer_photos import KeptPhoto
from storage.photos import UnreadablePhoto
from tickets.dates import long_date
from tickets.errors import TicketNotFound
from tickets.number import repair

TRIES_AN_HOUR = 5
TRY = "officer_link"
PHOTO_PATIENCE = timedelta(minutes=5)
TELEGRAM, WEB = "telegram", "web"
#: Said by citizens all day: read as a command only where we asked something.
ANSWERS = frozenset({Verb.YES, Verb.NO})
#: Answered without a look at any case.
PLAIN = {Verb.NO: words.NOT_DONE, Verb.HELP: words.HELP, Verb.UNKNOWN: words.UNKNOWN}


class PhotoOnItsWay(Exception):
    """The officer's photo is not fetched yet; the command waits for it."""

    retryable = True


class Journalled(Protocol):
    """One turn's messages, the first of which names it."""

    @property
    def conversation(self) -> Conversation:
        """The conversation they came by."""
        ...

    @property
    def messages(self) -> tuple[StoredMessage, ...]:
        """The messages, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Spoken:
    """A command with what it needs: who said it (None: nobody known), and the photos that came with it."""

    command: Command
    messages: tuple[StoredMessage, ...]
    link: OfficerLink | None
    photos: tuple[KeptPhoto, ...] = field(default=())
    photo_broken: bool = False

    @property
    def head(self) -> StoredMessage:
        """The message by which the deed is keyed."""
        return self.messages[0]


class OfficerChat:
    """Reads commands, and does them within the worker's transaction."""

    def __init__(self, database: Database, desk: Desk, photos: ChatPhotos) -> None:
        """Look at `database` before the transaction; do by `desk`."""
        self._database = database
        self._desk = desk
        self._photos = photos

    async def hear(self, claim: Journalled) -> Spoken | None:
        """Return the command, None where the words are a citizen's. Raises PhotoOnItsWay (retryable)."""
        command = read_command(_text(claim.messages), self._desk.rules.prefix)
        if command is None:
            return None
        async with self._database.read() as unit:
            link = await unit.officer_links.of_conversation(claim.conversation.id)
            if command.verb is Verb.LINK:
                return Spoken(command, claim.messages, link)
            if link is None:
                return None
            messages = claim.messages
            if command.verb in ANSWERS:
                return await self._answer_to_question(unit, command, link, messages)
        spoken = Spoken(command, messages, link)
        return await self._with_photos(spoken) if link.holds(self._desk.now()) else spoken

    async def obey(
        self, unit: UnitOfWork, conversation: Conversation, claim: Journalled, spoken: Spoken
    ) -> None:
        """Do it, once, and answer in the same chat."""
        answer = await self._obey(
            unit, conversation, spoken, edited=bool(claim.messages[0].edits_fingerprint)
        )
        turn = f"in:{claim.messages[0].id}"
        await unit.outbox.put(conversation.id, Saying(text=answer), turn=turn, n=0)

    async def _obey(
        self, unit: UnitOfWork, conversation: Conversation, spoken: Spoken, *, edited: bool
    ) -> str:
        command, now = spoken.command, self._desk.now()
        if command.verb is Verb.LINK:
            return words.EDITED if edited else await self._link(unit, conversation, command.words)
        link = await unit.officer_links.of_conversation(conversation.id)
        if link is None or not link.holds(now):
            return words.OVER
        if edited:
            return words.EDITED
        if link.asked_message_id is not None:
            await unit.officer_links.ask(link.officer_id, None, None, now)
        if command.verb is Verb.UNLINK:
            return await self._unlink(unit, link)
        if plain := PLAIN.get(command.verb):
            return plain.format(prefix=self._desk.rules.prefix)
        return await self._on_cases(unit, link, spoken)

    async def _on_cases(self, unit: UnitOfWork, link: OfficerLink, spoken: Spoken) -> str:
        officer = await unit.staff.get(link.officer_id)
        if officer is None:
            return words.OVER
        deed = Deed(
            unit=unit,
            desk=self._desk,
            officer=officer,
            command=spoken.command,
            turn=f"officer-chat:{spoken.head.id}",
            channel=link.channel,
            files=tuple(photo.outbound(n) for n, photo in enumerate(spoken.photos, 1)),
        )
        if spoken.photo_broken:
            return words.NO_PHOTO.format(number=spoken.command.number)
        try:
            return await do(
                deed,
                lambda ticket: self._photos.keep(
                    unit, ticket, officer.id, list(spoken.photos), self._desk.now(), deed.turn
                ),
            )
        except TicketNotFound:
            return await self._ask_back(deed, spoken)

    async def _ask_back(self, deed: Deed, spoken: Spoken) -> str:
        """Offer the one number in the officer's own queue that is near what was typed."""
        typed = spoken.command.number
        meant = repair(typed, await Cases(deed.unit, deed.officer).open_numbers())
        if meant is None or meant == typed:
            return words.NOT_YOURS
        await deed.unit.officer_links.ask(deed.officer.id, spoken.head.id, meant, self._desk.now())
        return words.DID_YOU_MEAN.format(typed=typed, meant=meant)

    async def _answer_to_question(
        self, unit: UnitOfWork, command: Command, link: OfficerLink, messages: tuple[StoredMessage, ...]
    ) -> Spoken | None:
        """Return the command that waited, on the number we offered; None where nothing was asked lately."""
        fresh = link.asked_at is not None and self._desk.now() - link.asked_at < ASKED_LASTS
        if link.asked_message_id is None or link.asked_number is None or not fresh:
            return None
        if command.verb is Verb.NO:
            return Spoken(command, messages, link)
        first = await unit.journal.with_album(link.asked_message_id)
        asked = read_command(_text(first), self._desk.rules.prefix)
        if asked is None:
            return None
        meant = Command(asked.verb, link.asked_number, asked.words)
        return await self._with_photos(Spoken(meant, tuple(first), link))

    async def _with_photos(self, spoken: Spoken) -> Spoken:
        """Add the photos, once they are fetched; after a while the officer hears that they are not to be had."""
        if spoken.command.verb not in {Verb.CLOSE, Verb.REPLY}:
            return spoken
        async with self._database.read() as unit:
            files = await unit.media.of_messages([m.id for m in spoken.messages])
        wanted = [file for file in files if file.kind in {MessageKind.PHOTO, MessageKind.DOCUMENT}]
        if any(file.state == WANTED for file in wanted):
            if self._desk.now() - spoken.head.received_at < PHOTO_PATIENCE:
                raise PhotoOnItsWay
            return _broken(spoken)
        if any(file.state != STORED for file in wanted):
            return _broken(spoken)
        try:
            photos = await self._photos.prepare([file.id for file in wanted])
        except (UnreadablePhoto, OSError):
            return _broken(spoken)
        return Spoken(spoken.command, spoken.messages, spoken.link, tuple(photos))

    async def _link(self, unit: UnitOfWork, conversation: Conversation, code: str) -> str:
        now = self._desk.now()
        if conversation.channel not in await self._channels(unit):
            return words.NOT_HERE
        who = unit.fingerprint(f"{TRY}\x1f{conversation.id}")
        if await unit.facts.lookups_since(who, TRY, now - timedelta(hours=1)) >= TRIES_AN_HOUR:
            return words.TOO_OFTEN
        await unit.facts.count_lookup(who, TRY, now)
        officer_id = await unit.officer_links.use_code(code, now)
        officer = await unit.staff.get(officer_id) if officer_id else None
        if officer is None:
            return words.WRONG_CODE
        await unit.officer_links.link(officer.id, conversation.id, now)
        note = {"subject": officer.username, "detail": f"chat {conversation.channel} terhubung"}
        await unit.audit.note(officer.id, AuditAction.ACCOUNT_CHANGED, now, **note)
        link = await unit.officer_links.of_officer(officer.id)
        day = (link.ends_at if link else now).astimezone(self._desk.rules.timezone).date()
        return words.LINKED.format(username=officer.username, name=officer.name, day=long_date(day))

    async def _unlink(self, unit: UnitOfWork, link: OfficerLink) -> str:
        await unit.officer_links.unlink(link.officer_id)
        officer = await unit.staff.get(link.officer_id)
        note = {"subject": officer.username if officer else "", "detail": "chat dilepas"}
        await unit.audit.note(link.officer_id, AuditAction.ACCOUNT_CHANGED, self._desk.now(), **note)
        return words.UNLINKED

    async def _channels(self, unit: UnitOfWork) -> frozenset[str]:
        """Return where officers may link themselves: the web chat knows its visitor by a cookie alone."""
        demo = await unit.facts.installation("mode") == "demo"
        return frozenset({TELEGRAM, WEB}) if demo else frozenset({TELEGRAM})


def _broken(spoken: Spoken) -> Spoken:
    return Spoken(spoken.command, spoken.messages, spoken.link, (), photo_broken=True)


def _text(messages: Sequence[StoredMessage]) -> str:
    return "\n".join(m.text for m in messages if m.text.strip())
