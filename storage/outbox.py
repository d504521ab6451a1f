"""The outbox: what is to be sent, written with what it answers; `storage/sending.py` takes it to the channels."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from messages import Button, DeliveryReport, DeliveryStatus, OutboundFile, Rendered, Saying, Texts
from storage.cipher import Cipher
from storage.conversations import BOT
from storage.following import is_behind, promote
from storage.journal import storable
from storage.tables import contacts, conversations, outbox, tickets
from storage.wakeups import OUTBOUND, conversation_topic
from tickets.ticket import TicketUrgency

UNSENT = (DeliveryStatus.PENDING, DeliveryStatus.WAITING)
#: The channel took the message and could not deliver it: for good, not in this window, or not this time.
NOT_ARRIVED = (DeliveryStatus.FAILED, *UNSENT)
#: After so many tries a message that the channel takes and never delivers is given up.
MOST_ATTEMPTS = 20
#: How long a message waits that the channel asks to be sent again.
AGAIN_AFTER = timedelta(minutes=1)
#: Why the bot's last words were not sent: an officer took the conversation over.
TAKEN_OVER = "TakenOver"
#: Why words were not sent: the citizen had asked that the own data be erased.
ERASED_FIRST = "Erased"
RANK = {DeliveryStatus.SENT: 1, DeliveryStatus.DELIVERED: 2, DeliveryStatus.READ: 3}


@dataclass(frozen=True, slots=True)
class Queued:
    """One row of the outbox."""

    id: int
    conversation_id: str
    ticket_id: str | None
    author: str
    text: str
    buttons: tuple[Button, ...]
    state: DeliveryStatus
    attempts: int
    created_at: datetime
    error: str | None
    files: tuple[OutboundFile, ...] = ()
    response: str | None = None
    turn: str = ""  #: what caused it


@dataclass(frozen=True, slots=True)
class Said:
    """What was said last, by whom (`author` is "bot" or an officer's id), and on which ticket."""

    author: str
    response: str | None
    ticket_id: str | None
    created_at: datetime
    number: str | None
    topic: str | None


class SqlOutbox:
    """The outbox within one unit of work; implements messages.Outbox."""

    def __init__(
        self, connection: AsyncConnection, cipher: Cipher, texts: Texts | None, rings: list[str]
    ) -> None:
        """Work on this connection; `rings` collects what to ring after the commit."""
        self._db = connection
        self._cipher = cipher
        self._texts = texts
        self._rings = rings

    async def put(
        self,
        conversation_id: str,
        saying: Saying,
        *,
        turn: str,
        n: int,
        author: str = "bot",
        ticket_id: str | None = None,
        not_before: datetime | None = None,
    ) -> None:
        """Render for the conversation's channel and keep; putting the same (turn, n) again changes nothing."""
        if (
            await self._db.execute(select(outbox.c.id).where(outbox.c.turn == turn, outbox.c.n == n))
        ).first():
            return
        now = datetime.now(UTC)
        behind = await is_behind(self._db, conversation_id, now)
        channel, erased_at = await self._reader(conversation_id)
        rendered = self._render(channel, saying, f"{turn}/{n}")
        row = insert(outbox).values(
            turn=turn,
            n=n,
            conversation_id=conversation_id,
            channel=channel,
            behind=behind,
            ticket_id=ticket_id,
            author=author,
            response=saying.response,
            params=dict(saying.params),
            locale=saying.locale,
            text=storable(rendered.text),
            buttons=[[b.title, b.payload] for b in rendered.buttons],
            files=[[f.path.as_posix(), f.mime, f.name] for f in saying.files],
            state=DeliveryStatus.FAILED if erased_at else DeliveryStatus.PENDING,
            error=ERASED_FIRST if erased_at else None,
            not_before=not_before or now,
            created_at=now,
        )
        await self._db.execute(row)
        self._rings += [OUTBOUND, conversation_topic(conversation_id)]

    async def waits(self, ticket_id: str, since: datetime) -> bool:
        """Whether something said on this ticket waits for the citizen to write, or said before `since` came after it.

        A closed reply window holds words back for days; who hears them only now still needs time to answer.
        """
        c = outbox.c
        late = (c.created_at < since) & ((c.state == DeliveryStatus.PENDING) | (c.sent_at >= since))
        waiting = (c.state == DeliveryStatus.WAITING) | late
        query = select(c.id).where(c.ticket_id == ticket_id, waiting)
        return (await self._db.execute(query.limit(1))).first() is not None

    async def take_back(self, turn: str) -> bool:
        """Take out what this turn put and nobody has begun to send; False where it is too late."""
        c = outbox.c
        query = select(c.id, c.conversation_id, c.state, c.attempts).where(c.turn == turn).with_for_update()
        rows = (await self._db.execute(query)).all()
        if not rows or any(r.attempts or r.state != DeliveryStatus.PENDING for r in rows):
            return False
        await self._db.execute(delete(outbox).where(c.turn == turn, c.attempts == 0))
        await promote(self._db, rows[0].conversation_id)
        return True

    async def silence(self, conversation_id: str, now: datetime) -> bool:
        """Give up what the bot has said and not sent, but for emergencies; False where some is being sent.

        The rows stay, as failed: officers see which words the citizen never got.
        """
        c, t = outbox.c, tickets.c
        in_danger = exists().where(t.id == c.ticket_id, t.urgency == TicketUrgency.EMERGENCY)
        query = select(c.id, c.leased_until).where(
            c.conversation_id == conversation_id, c.author == BOT, c.state.in_(UNSENT), ~in_danger
        )
        rows = (await self._db.execute(query.with_for_update(of=outbox))).all()
        if any(row.leased_until is not None and row.leased_until > now for row in rows):
            return False
        unsent = update(outbox).where(c.id.in_([row.id for row in rows]))
        await self._db.execute(unsent.values(state=DeliveryStatus.FAILED, error=TAKEN_OVER))
        await promote(self._db, conversation_id)
        return True

    async def citizen_wrote(self, conversation_id: str) -> None:
        """Send what waited for the citizen to write."""
        query = update(outbox).where(
            outbox.c.conversation_id == conversation_id, outbox.c.state == DeliveryStatus.WAITING
        )
        result = await self._db.execute(query.values(state=DeliveryStatus.PENDING, error=None))
        if result.rowcount:
            self._rings.append(OUTBOUND)

    async def report(self, report: DeliveryReport) -> None:
        """Take in how a message fared; a later stage is never taken back by an earlier one, failure is final."""
        c = outbox.c
        known = self._print(report.message_id)
        key = c.external_fingerprint == known
        if report.tracker and report.tracker.isdigit():
            key = key | (c.id == int(report.tracker))
        for row in (await self._db.execute(select(outbox).where(key))).all():
            status = _settled(report.status, row, known)
            if status is not None:
                await self._set(row.id, **_told(status, row, report), external_fingerprint=known)
                await promote(self._db, row.conversation_id)
                self._rings.append(conversation_topic(row.conversation_id))

    async def last(self, conversation_id: str) -> Said | None:
        """Return what was said last in a conversation."""
        c = outbox.c
        query = select(c.author, c.response, c.ticket_id, c.created_at, tickets.c.number, tickets.c.topic)
        query = query.outerjoin(tickets, tickets.c.id == c.ticket_id).where(
            c.conversation_id == conversation_id,
            c.state != DeliveryStatus.WAITING,  # what has not arrived is not answered
        )
        row = (await self._db.execute(query.order_by(c.id.desc()).limit(1))).one_or_none()
        return Said(*row) if row else None

    async def choices(self, conversation_id: str) -> tuple[Button, ...]:
        """Return the buttons under what was said last: of its turn's last message that has some.

        A question said after them is asked for itself, and leaves none.
        """
        c = outbox.c
        own = (c.conversation_id == conversation_id) & (c.state != DeliveryStatus.WAITING)
        latest = select(c.turn).where(own).order_by(c.id.desc()).limit(1).scalar_subquery()
        rows = await self._db.execute(
            select(c.text, c.buttons).where(own, c.turn == latest).order_by(c.id.desc())
        )
        for text, buttons in rows.all():
            if buttons or "?" in text:
                return tuple(Button(title, payload) for title, payload in buttons)
        return ()

    async def of_conversation(self, conversation_id: str, after: int = 0, limit: int = 200) -> list[Queued]:
        """Return the last rows of a conversation with an id above `after`, oldest first."""
        c = outbox.c
        query = select(outbox).where(c.conversation_id == conversation_id, c.id > after)
        rows = (await self._db.execute(query.order_by(c.id.desc()).limit(limit))).all()
        return [queued(row) for row in reversed(rows)]

    async def of_ticket(self, ticket_id: str) -> list[Queued]:
        """Return what was said on a ticket, oldest first."""
        query = select(outbox).where(outbox.c.ticket_id == ticket_id).order_by(outbox.c.id)
        return [queued(row) for row in (await self._db.execute(query)).all()]

    async def counts(self) -> dict[str, int]:
        """Return how many rows stand where."""
        query = select(outbox.c.state, func.count()).group_by(outbox.c.state)
        return {row[0]: int(row[1]) for row in (await self._db.execute(query)).all()}

    def _print(self, external_id: str) -> str:
        return self._cipher.fingerprint("outbound", external_id)

    async def _reader(self, conversation_id: str) -> tuple[str, datetime | None]:
        """Return the conversation's channel, and since when its citizen is erased."""
        query = select(conversations.c.channel, contacts.c.erased_at)
        query = query.join(contacts, contacts.c.id == conversations.c.contact_id)
        row = (await self._db.execute(query.where(conversations.c.id == conversation_id))).one()
        return row.channel, row.erased_at

    def _render(self, channel: str, saying: Saying, seed: str) -> Rendered:
        if saying.text is not None:
            return Rendered(saying.text, saying.buttons)
        if self._texts is None or saying.response is None:
            raise ValueError("nothing to say, or no texts to say it with")
        rendered = self._texts.render(saying.response, saying.params, saying.params, channel, seed)
        return Rendered(rendered.text, rendered.buttons + saying.buttons)

    async def _set(self, row_id: int, **values: object) -> None:
        await self._db.execute(update(outbox).where(outbox.c.id == row_id).values(**values))


def _settled(status: DeliveryStatus, row: Any, known: str) -> DeliveryStatus | None:
    """Return the state a report gives a row, None where it changes nothing."""
    if not _outranks(status, DeliveryStatus(row.state)):
        return None
    if status in NOT_ARRIVED and row.external_fingerprint not in {None, known}:
        return None  # an earlier try of a message that was sent again since
    if status is DeliveryStatus.PENDING and row.attempts >= MOST_ATTEMPTS:
        return DeliveryStatus.FAILED
    return status


def _told(status: DeliveryStatus, row: Any, report: DeliveryReport) -> dict[str, Any]:
    """Return what a report changes in a row beside what it knows it by."""
    values: dict[str, Any] = {"state": status, "error": report.code, "leased_until": None}
    if status is DeliveryStatus.PENDING:
        values["not_before"] = report.at + AGAIN_AFTER
    if status in RANK:
        values["sent_at"] = row.sent_at or report.at
    return values


def _outranks(new: DeliveryStatus, old: DeliveryStatus) -> bool:
    if old is DeliveryStatus.FAILED:
        return False
    if new in NOT_ARRIVED:
        return RANK.get(old, 0) <= RANK[DeliveryStatus.SENT]
    return RANK.get(new, 0) > RANK.get(old, 0)


def queued(row: Any) -> Queued:
    """Read one row."""
    buttons = tuple(Button(title, payload) for title, payload in row.buttons)
    derived: dict[str, Any] = {"buttons": buttons, "state": DeliveryStatus(row.state)}
    derived["files"] = files_of(row.files)
    return Queued(**{n: getattr(row, n) for n in Queued.__slots__ if n not in derived}, **derived)


def files_of(kept: list[list[str]]) -> tuple[OutboundFile, ...]:
    """Return a row's files, their paths still relative to the media folder."""
    return tuple(OutboundFile(Path(path), mime, name) for path, mime, name in kept)
