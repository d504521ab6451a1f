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
from messages.rates import FREE, Lane, Rate

__all__ = [
    "FREE",
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
    "Lane",
    "MessageKind",
    "OutboundFile",
    "OutboundMessage",
    "Outbox",
    "Point",
    "Rate",
    "Rendered",
    "Saying",
    "Texts",
    "Unreadable",
]
