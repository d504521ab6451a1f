"""A case's story: what the citizen wrote, what was answered, what was done, ordered by time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inbox.history import event_words
from inbox.words import delivery
from messages import DeliveryStatus, Point
from storage.case_parts import Case, Spoken
from storage.media import Stored
from storage.message_parts import Part
from storage.outbox import Queued


class Side(StrEnum):
    """Who speaks in an entry; its value names the template's look."""

    CITIZEN = "pelapor"
    BOT = "bot"
    OFFICER = "petugas"
    EVENT = "kejadian"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `former` are the texts an edit replaced, `fared` says how what we sent fared.

    `photos` are the hashes of the photos an officer sent along, `note` is ours and comes before the text.
    """

    id: str
    side: Side
    at: datetime
    text: str
    by: str = ""
    former: tuple[str, ...] = ()
    files: tuple[Stored, ...] = ()
    point: Point | None = None
    photos: tuple[str, ...] = ()
    fared: str = ""
    failed: bool = False
    note: str = ""


def timeline(case: Case, agency: Callable[[str], str], topic: Callable[[str], str]) -> list[Entry]:
    """Return the story, oldest first; `agency` and `topic` turn codes into names."""
    entries = [*_spoken(case), *_events(case, agency, topic), *_said(case)]
    return sorted(entries, key=lambda entry: entry.at)


def _spoken(case: Case) -> Iterator[Entry]:
    for spoken in case.spoken:
        message = spoken.message
        texts = [m.text for m in (message, *spoken.versions)]
        yield Entry(
            id=f"m{message.id}",
            side=Side.CITIZEN,
            # A channel's clock may run ahead of ours; nothing was written after it came.
            at=min(message.provider_time, message.received_at),
            text=texts[-1],
            former=tuple(texts[:-1]) or _former_elsewhere(spoken),
            files=spoken.files,
            point=message.point,
            note=_which_part(spoken.part),
        )


def _which_part(part: Part | None) -> str:
    """Say which of a message's matters the case is about; where the others are hidden, nothing."""
    if part is None or part.only:
        return ""
    return f"Pesan ini memuat {part.of} laporan; aduan ini nomor {part.n}: “{part.words}”"


def _former_elsewhere(spoken: Spoken) -> tuple[str, ...]:
    return ("(versi semula tidak termasuk aduan ini)",) if spoken.message.edits_fingerprint else ()


def _said(case: Case) -> Iterator[Entry]:
    for row in case.said:
        name = case.names.get(row.author)
        yield Entry(
            id=f"k{row.id}",
            side=Side.OFFICER if name else Side.BOT,
            at=row.created_at,
            text=row.text,
            by=name or "Bot",
            photos=tuple(file.path.stem for file in row.files),
            fared=_fared(row),
            failed=row.state is DeliveryStatus.FAILED,
        )


def _fared(row: Queued) -> str:
    return delivery(row.state, row.error)


def _events(case: Case, agency: Callable[[str], str], topic: Callable[[str], str]) -> Iterator[Entry]:
    for event in case.events:
        words = event_words(event, agency, topic, lambda officer: case.names.get(officer, "petugas lain"))
        if words:
            by = case.names.get(event.actor.id, "")
            yield Entry(f"e{event.turn}/{event.n}", Side.EVENT, event.at, words, by=by)
