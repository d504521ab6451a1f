"""What a command does to a case: the inbox's own verbs, within the officer's scope, keyed by the message."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot import officer_words as words
from bot.officer_commands import Command, Verb
from storage import UnitOfWork
from storage.audit import AuditAction
from storage.case_filter import CaseFilter
from storage.case_lists import CaseList, Viewer
from storage.cases import Cases
from storage.conversations import OFFICER as HELD_BY_OFFICERS
from storage.counts import counts
from storage.desk import Desk
from storage.lists import Lists
from storage.reply_check import remarks
from storage.staff import Officer, Role
from tickets.errors import IllegalMove, TicketClosed
from tickets.keys import TurnKeys
from tickets.reply_lint import Severity
from tickets.service import TicketService
from tickets.status import EventKind, move
from tickets.ticket import Actor, ActorKind, Outcome, Ticket
from tickets.verbs.core import Files

WORKERS = frozenset({Role.OFFICER, Role.HEAD})
LONGEST_TEXT = 3000  #: characters, as in the inbox: with the frame around it one message on every channel
#: Keeps the photos as evidence; returns whether a person should look again.
Keep = Callable[[Ticket], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Deed:
    """One command with what it works with; `turn` keys its effects."""

    unit: UnitOfWork
    desk: Desk
    officer: Officer
    command: Command
    turn: str
    channel: str
    files: Files = ()

    @property
    def actor(self) -> Actor:
        """Who does it."""
        return Actor(ActorKind.OFFICER, self.officer.id)

    @property
    def titles(self) -> dict[str, str]:
        """Topics' names for the screen."""
        return {name: topic.title for name, topic in self.desk.rules.topics.items()}


async def do(deed: Deed, keep: Keep) -> str:
    """Do it and return what to answer. Raises TicketNotFound where the number is not in scope."""
    if deed.officer.role not in WORKERS:
        return words.NO_WORKER
    match deed.command.verb:
        case Verb.QUEUE:
            return await _queue(deed)
        case Verb.STATUS:
            return await _status(deed)
        case _:
            return await _change(deed, keep)


async def _queue(deed: Deed) -> str:
    calendar, now = await deed.desk.calendar(deed.unit), deed.desk.now()
    viewer = Viewer(deed.officer, now, calendar.local(now).date())
    part = await Lists(deed.unit, viewer).page(CaseList.AGENCY, CaseFilter())
    total = (await counts(deed.unit, viewer)).lists[CaseList.AGENCY]
    await deed.unit.audit.note(
        deed.officer.id, AuditAction.SEARCHED, deed.desk.now(), detail=f"antrean lewat {deed.channel}"
    )
    return words.queue_words(part.rows, total, deed.titles, calendar, now)


async def _status(deed: Deed) -> str:
    ticket = await Cases(deed.unit, deed.officer).ticket(deed.command.number)
    names = await deed.unit.staff.names({ticket.claimed_by} if ticket.claimed_by else set())
    owner, calendar = names.get(ticket.claimed_by or ""), await deed.desk.calendar(deed.unit)
    await _note(deed, ticket, AuditAction.CASE_OPENED)
    return words.status_words(ticket, deed.titles, owner, calendar, deed.desk.now())


async def _change(deed: Deed, keep: Keep) -> str:
    """Do what needs a locked ticket; what is wrong is said, and nothing is half done."""
    number = deed.command.number
    ticket = await Cases(deed.unit, deed.officer).ticket(number, lock=True)
    if wrong := await _wrong(deed, ticket):
        return wrong
    service = await deed.desk.service(deed.unit)
    try:
        answer = await _verb(deed, service, ticket, keep)
    except TicketClosed:
        return words.CLOSED.format(number=number)
    except IllegalMove:
        return words.WAITS.format(number=number)
    await _note(deed, ticket, AuditAction.CASE_CHANGED)
    return answer


async def _wrong(deed: Deed, ticket: Ticket) -> str:
    """Return why nothing is done, empty where nothing stands against it."""
    number, said = deed.command.number, deed.command.words
    if ticket.agency not in deed.officer.agencies:
        return words.ONLY_HELPS.format(number=number)
    if deed.command.verb is not Verb.CLAIM and not said:
        verb = deed.command.verb.value
        return words.NO_WORDS.format(number=number, verb=verb, example=words.EXAMPLES[verb])
    if len(said) > LONGEST_TEXT:
        return words.TOO_LONG.format(length=len(said), most=LONGEST_TEXT)
    private = await _gives_away(deed, ticket)
    return words.PRIVATE.format(number=number, remarks=private) if private else ""


async def _gives_away(deed: Deed, ticket: Ticket) -> str:
    """Return what gives somebody away in words for the reporter; only the inbox takes a yes to that."""
    found = await remarks(deed.unit, deed.officer, ticket, deed.command.words)
    return " ".join(dict.fromkeys(each.sentence for each in found if each.severity is Severity.PRIVACY))


async def _verb(deed: Deed, service: TicketService, ticket: Ticket, keep: Keep) -> str:
    keys, number, said = TurnKeys(deed.turn), ticket.number, deed.command.words
    photos = words.photos_words(len(deed.files))
    match deed.command.verb:
        case Verb.CLAIM:
            await service.claim(ticket, deed.officer.id, deed.actor, keys)
            return words.CLAIMED.format(number=number)
        case Verb.REPLY:
            await service.reply(ticket, said, deed.actor, keys, deed.files)
            await keep(ticket)
            return words.REPLIED.format(number=number, photos=photos)
        case _:
            move(ticket.status, EventKind.REPORTED_DONE)  # before anything is kept of what cannot be done
            doubtful = await keep(ticket)
            closed = await service.close(
                ticket, Outcome.DONE, said, deed.actor, keys, deed.files, needs_review=doubtful
            )
            await _give_back(deed, service, closed, keys)
            return words.DONE.format(number=number, photos=photos) + (words.REVIEW if doubtful else "")


async def _give_back(deed: Deed, service: TicketService, ticket: Ticket, keys: TurnKeys) -> None:
    """Let the bot speak again to whom officers spoke on this case, as in the inbox."""
    conversation = await deed.unit.conversations.get(ticket.conversation_id)
    if conversation.owner == HELD_BY_OFFICERS and conversation.owner_ticket_id == ticket.id:
        await service.hand_back(ticket, deed.actor, keys)


async def _note(deed: Deed, ticket: Ticket, action: AuditAction) -> None:
    detail = f"{deed.command.verb.value} lewat {deed.channel}"
    await deed.unit.audit.note(deed.officer.id, action, deed.desk.now(), ticket_id=ticket.id, detail=detail)
