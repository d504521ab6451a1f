"""A row of the outbox on its way over one channel."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from messages import Lane, OutboundMessage
from storage.channel_states import Turn
from storage.conversations import BOT
from storage.outbox import Queued
from storage.sending import Claimed
from tickets.ticket import ActorKind

#: Authors of rows that no officer caused; a citizen's own deed stands under the contact's id.
BY_ITSELF = (BOT, ActorKind.SYSTEM, ActorKind.CITIZEN)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be sent where, and in which turn of the channel's pace."""

    lane: Lane
    turn: Turn
    claimed: Claimed
    claimed_at: datetime

    @property
    def row(self) -> Queued:
        """The row."""
        return self.claimed.row

    def message(self, media_dir: Path) -> OutboundMessage:
        """Return what the channel is to send, photos from `media_dir`."""
        row = self.row
        return OutboundMessage(
            address=self.claimed.address,
            text=row.text,
            buttons=row.buttons,
            tracker=str(row.id),
            last_inbound_at=self.claimed.last_inbound_at,
            by_officer=row.author not in {*BY_ITSELF, self.claimed.contact_id},
            files=tuple(replace(file, path=media_dir / file.path) for file in row.files),
        )
