"""What a case is made of, as the inbox shows it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from messages import MessageKind
from storage.conversations import Conversation
from storage.journal import StoredMessage
from storage.media import Stored
from storage.message_parts import Part
from storage.outbox import Queued
from tickets.ticket import Ticket, TicketEvent


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message as first written, its later versions (oldest first) and the files of all of them.

    `part` says which of its words this case is about, where it is about some of them.
    """

    message: StoredMessage
    versions: tuple[StoredMessage, ...]
    files: tuple[Stored, ...]
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: `words` begin the complaint, `waiting` says that a person is asked for.

    `holder` is the name of who looks after it, `unread` that the citizen wrote since this officer last looked.
    """

    ticket: Ticket
    words: str
    kind: MessageKind
    waiting: bool
    holder: str
    unread: bool


@dataclass(frozen=True, slots=True)
class Alarm:
    """The numbers of emergencies nobody has answered, the oldest first."""

    emergencies: Sequence[str]


@dataclass(frozen=True, slots=True)
class Case:
    """Everything about one ticket that its officers see; `names` are officers' names by id."""

    ticket: Ticket
    waiting: bool
    conversation: Conversation
    reporter_since: datetime
    spoken: Sequence[Spoken]
    said: Sequence[Queued]
    events: Sequence[TicketEvent]
    names: Mapping[str, str]


def gather(
    written: Sequence[StoredMessage],
    fingerprints: Mapping[int, str],
    files: Sequence[Stored],
    parts: Mapping[int, Part] = MappingProxyType({}),
) -> list[Spoken]:
    """Put later versions under the message they edit; one whose original is elsewhere stands for itself."""
    originals = {fingerprints[m.id]: m.id for m in written if m.edits_fingerprint is None}
    versions: dict[int, list[StoredMessage]] = defaultdict(list)
    alone: list[StoredMessage] = []
    for message in written:
        original = originals.get(message.edits_fingerprint or "")
        if original is None:
            alone.append(message)
        else:
            versions[original].append(message)
    return [_spoken(message, versions[message.id], files, parts.get(message.id)) for message in alone]


def _spoken(
    message: StoredMessage, versions: list[StoredMessage], files: Sequence[Stored], part: Part | None
) -> Spoken:
    ordered = tuple(sorted(versions, key=lambda m: m.version))
    ids = {message.id, *(m.id for m in ordered)}
    if part and part.only and message.text:
        message = replace(message, text=part.words)
    return Spoken(message, ordered, tuple(f for f in files if f.message_id in ids), part)
