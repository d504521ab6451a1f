"""What comes in: messages, delivery reports, changed addresses, and what could not be read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from messages.address import Address
from messages.outbound import DeliveryStatus


class MessageKind(StrEnum):
    """What a citizen sent; a caption makes a photo no less a photo."""

    TEXT = "text"
    PHOTO = "photo"
    VIDEO = "video"
    VOICE = "voice"
    DOCUMENT = "document"
    LOCATION = "location"
    CONTACT = "contact"
    BUTTON = "button"
    STICKER = "sticker"
    UNKNOWN = "unknown"


class Forwarded(StrEnum):
    """Whose words a message holds, as far as the channel tells."""

    NO = ""  #: the sender's own
    ONCE = "once"  #: passed on from somebody else
    OFTEN = "often"  #: a chain that went through many hands (WhatsApp counts them)


@dataclass(frozen=True, slots=True)
class Point:
    """WGS 84 degrees; latitude in [-90, 90], longitude in [-180, 180]."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file the channel holds for us under `file_id`; `size` is in bytes where the channel tells it."""

    kind: MessageKind
    file_id: str
    mime: str | None = None
    size: int | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One message of one citizen, whatever the channel.

    `external_id` is unique within (channel, scope) and stable over redelivery: it is the journal's key.
    `text` is the citizen's words or caption, `payload` what a pressed button carries. `edits` names the
    `external_id` of the message of which this is a new version. `group_id` binds the parts of one album.
    `provider_time` is aware, UTC.
    """

    address: Address
    external_id: str
    kind: MessageKind
    provider_time: datetime
    text: str = ""
    payload: str | None = None
    sender_name: str | None = None
    attachments: tuple[Attachment, ...] = ()
    point: Point | None = None
    group_id: str | None = None
    edits: str | None = None
    reply_to: str | None = None
    direct: bool = True
    thread: str = ""
    forwarded: Forwarded = Forwarded.NO


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """The channel says how a message we sent under `message_id` fared. `code` is the channel's own error code.

    With `up_to` everything is meant that was sent to that person until `at`, and `message_id` is "".
    """

    channel: str
    scope: str
    message_id: str
    status: DeliveryStatus
    at: datetime
    code: str | None = None
    tracker: str | None = None
    up_to: Address | None = None


@dataclass(frozen=True, slots=True)
class AddressChanged:
    """A person's id changed (a Telegram group migrated, a WhatsApp user took a new number)."""

    old: Address
    new: Address
    external_id: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Not handled, or not a channel's own; kept in the journal so that it can be replayed by a later release.

    `reason` says which, in words without anything the citizen wrote.
    """

    channel: str
    scope: str
    external_id: str
    reason: str


InboundEvent = InboundMessage | DeliveryReport | AddressChanged | Unreadable
