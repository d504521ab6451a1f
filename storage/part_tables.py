"""The table of which words of a message are whose: one message, several tickets."""

from typing import Any

from sqlalchemy import Boolean, Column, ColumnElement, ForeignKey, Integer, Table, Text, and_, case

from storage.tables import inbound_messages, metadata, ticket_messages

#: `words` are those of the message that the ticket is about. Where `only`, its officers read no others: another
#: ticket of the same message is secret.
message_parts = Table(
    "message_parts",
    metadata,
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    Column("message_id", ForeignKey("inbound_messages.id"), primary_key=True, index=True),
    Column("n", Integer, nullable=False),
    Column("words", Text, nullable=False),
    Column("only", Boolean, nullable=False),
)


def own_words() -> ColumnElement[Any]:
    """Return what a linked message says of its ticket: the ticket's part, or all of it.

    For queries that join by `is_part()`. A photo without words stays without.
    """
    text = inbound_messages.c.text
    return case((and_(message_parts.c.words.is_not(None), text != ""), message_parts.c.words), else_=text)


def is_part() -> ColumnElement[bool]:
    """Return the condition by which a part is joined, always outer, to the link of a message."""
    link = ticket_messages.c
    return and_(message_parts.c.ticket_id == link.ticket_id, message_parts.c.message_id == link.message_id)
