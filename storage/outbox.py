"""The outbox: what is to be sent, written with what it answers; `storage/sending.py` takes it to the channels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, insert, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from messages import Button, DeliveryStatus, OutboundFile, Rendered, Saying, Texts
from storage.cipher import Cipher
from storage.conversations import BOT
from storage.following import ahead, promote
from storage.journal import storable
from storage.tables import contacts, conversations, outbox, tickets
from storage.wakeups import OUTBOUND, conversation_topic
from storage.wrong_clock import moments
from tickets.ticket import TicketUrgency

UNSENT = (DeliveryStatus.PENDING, DeliveryStatus.WAITING)
#: Why the bot's last words were not sent: an officer took the conversation over.
TAKEN_OVER = "TakenOver"
#: Why words were not sent: the citizen had asked that the own data be erased.
ERASED_FIRST = "Erased"


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
    """What was said last, by whom (`author` is "bot" or an officer's id), and on which ticket.

    `choices` are the buttons that the next words may answer: of its turn's last message that has some. A question said
    after them is asked for itself, and leaves none.
    """

    author: str
    response: str | None
    ticket_id: str | None
    created_at: datetime
    number: str | None
    topic: str | None
    choices: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Put:
    """One saying of a turn on its way into the outbox, its `n`th."""

    saying: Saying
    n: int
    author: str = BOT
    ticket_id: str | None = None
    not_before: datetime | None = None


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
        put = Put(saying, n, author, ticket_id, not_before)
        await self.put_all(conversation_id, turn, [put])

    async def put_all(self, conversation_id: str, turn: str, sayings: Sequence[Put]) -> None:
        """Do the same for all that a turn says in a conversation."""
        now = datetime.now(UTC)
        values = {"conversation": conversation_id, "turn": turn, **moments(now)}
        (channel, erased_at, ahead, _), *_ = before = (await self._db.execute(_before(), values)).all()
        there = {row.n for row in before}
        new = [put for put in sayings if put.n not in there]
        if not new:
            return
        fate: dict[str, Any] = {"state": DeliveryStatus.FAILED if erased_at else DeliveryStatus.PENDING}
        fate |= {"error": ERASED_FIRST if erased_at else None}
        fate |= {"turn": turn, "conversation_id": conversation_id, "channel": channel, "created_at": now}
        behind, rows = ahead is not None, []
        for put in new:
            rows.append(fate | self._row(put, channel, turn, now) | {"behind": behind})
            behind = behind or rows[-1]["not_before"] <= now
        await self._db.execute(insert(outbox), rows)
        self._rings += [OUTBOUND, conversation_topic(conversation_id)]

    def _row(self, put: Put, channel: str, turn: str, now: datetime) -> dict[str, Any]:
        saying = put.saying
        rendered = self._render(channel, saying, f"{turn}/{put.n}")
        return {
            "n": put.n,
            "ticket_id": put.ticket_id,
            "author": put.author,
            "response": saying.response,
            "params": dict(saying.params),
            "locale": saying.locale,
            "text": storable(rendered.text),
            "buttons": [[b.title, b.payload] for b in rendered.buttons],
            "files": [[f.path.as_posix(), f.mime, f.name] for f in saying.files],
            "not_before": put.not_before or now,
        }

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

    async def citizens_wrote(self, conversation_ids: Sequence[str]) -> None:
        """Send what waited for these citizens to write."""
        result = await self._db.execute(_wake(), {"conversations": conversation_ids})
        if result.rowcount:
            self._rings.append(OUTBOUND)

    async def last(self, conversation_ids: Sequence[str]) -> dict[str, Said]:
        """Return what was said last in each conversation in which anything was said."""
        rows = (await self._db.execute(_last_turns(), {"conversations": conversation_ids})).all()
        turns: dict[str, list[Any]] = {}
        for row in rows:
            turns.setdefault(row.conversation_id, []).append(row)
        return {conversation_id: _said(turn) for conversation_id, turn in turns.items()}

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

    def _render(self, channel: str, saying: Saying, seed: str) -> Rendered:
        if saying.text is not None:
            return Rendered(saying.text, saying.buttons)
        if self._texts is None or saying.response is None:
            raise ValueError("nothing to say, or no texts to say it with")
        rendered = self._texts.render(saying.response, saying.params, saying.params, channel, seed)
        return Rendered(rendered.text, rendered.buttons + saying.buttons)


# What every turn executes is built once: building a statement takes longer than executing it.


def _arrived(columns: Any) -> Any:
    """Return the condition of what was said in a conversation; what has not arrived is not answered."""
    return (columns.conversation_id == conversations.c.id) & (columns.state != DeliveryStatus.WAITING)


@cache
def _last_turns() -> Any:
    c, latest = outbox.c, outbox.alias("latest").c
    turn = select(latest.turn).where(_arrived(latest)).order_by(latest.id.desc()).limit(1)
    said = (c.author, c.response, c.ticket_id, c.created_at, tickets.c.number, tickets.c.topic)
    # By the turn first: a conversation may hold years.
    query = select(c.conversation_id, *said, c.text, c.buttons).select_from(conversations)
    query = query.join(outbox, (c.turn == turn.scalar_subquery()) & _arrived(c))
    query = query.outerjoin(tickets, tickets.c.id == c.ticket_id).order_by(c.id.desc())
    return query.where(conversations.c.id.in_(bindparam("conversations", expanding=True)))


@cache
def _before() -> Any:
    """Ask for a conversation's channel, since when its citizen is erased, what is ahead, what the turn has put."""
    c, first = conversations.c, ahead().subquery("ahead")
    query = select(c.channel, contacts.c.erased_at, first.c.id, outbox.c.n)
    query = query.join(contacts, contacts.c.id == c.contact_id).outerjoin(first, true())
    query = query.outerjoin(outbox, outbox.c.turn == bindparam("turn"))
    return query.where(c.id == bindparam("conversation"))


@cache
def _wake() -> Any:
    c = outbox.c
    theirs = c.conversation_id.in_(bindparam("conversations", expanding=True))
    query = update(outbox).where(theirs, c.state == DeliveryStatus.WAITING)
    return query.values(state=DeliveryStatus.PENDING, error=None)


def sent_fingerprint(cipher: Cipher, external_id: str) -> str:
    """Return the keyed hash by which a message that was sent is found."""
    return cipher.fingerprint("outbound", external_id)


def queued(row: Any) -> Queued:
    """Read one row."""
    derived: dict[str, Any] = {"buttons": _buttons(row.buttons), "state": DeliveryStatus(row.state)}
    derived["files"] = files_of(row.files)
    return Queued(**{n: getattr(row, n) for n in Queued.__slots__ if n not in derived}, **derived)


def _said(turn: Sequence[Any]) -> Said:
    """Read a turn's rows, the last one first."""
    asked = next((row for row in turn if row.buttons or "?" in row.text), None)
    plain = {name: getattr(turn[0], name) for name in Said.__slots__ if name != "choices"}
    return Said(choices=_buttons(asked.buttons) if asked else (), **plain)


def _buttons(kept: Iterable[tuple[str, str]]) -> tuple[Button, ...]:
    return tuple(Button(title, payload) for title, payload in kept)


def files_of(kept: list[list[str]]) -> tuple[OutboundFile, ...]:
    """Return a row's files, their paths still relative to the media folder."""
    return tuple(OutboundFile(Path(path), mime, name) for path, mime, name in kept)
