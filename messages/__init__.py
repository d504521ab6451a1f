"""The envelope: what every channel reads into and is sent from. Standard library only."""

from messages.address import Address
from messages.channel_check import ChannelCheck
from messages.inbound import (
    AddressChanged,
    Attachment,
    DeliveryReport,
    Forwarded,
    InboundEvent,
    InboundMessage,
    MessageKind,
    Point,
    Unreadable,
)
from messages.outbound import (
    Button,
    DeliveryStatus,
    OutboundFile,
    OutboundMessage,
    Outbox,
    Rendered,
    Saying,
    Texts,
)

__all__ = [
    "Address",
    "AddressChanged",
    "Attachment",
    "Button",
    "ChannelCheck",
    "DeliveryReport",
    "DeliveryStatus",
    "Forwarded",
    "InboundEvent",
    "InboundMessage",
    "MessageKind",
    "OutboundFile",
    "OutboundMessage",
    "Outbox",
    "Point",
    "Rendered",
    "Saying",
    "Texts",
    "Unreadable",
]
