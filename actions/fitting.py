"""Which of several reports of one message an addition is about."""

from collections.abc import Sequence

from actions.context import Context
from actions.several import parts_of_receipt
from storage import UnitOfWork
from tickets.status import TicketStatus
from tickets.ticket import Ticket


async def fitting(unit: UnitOfWork, context: Context, meant: Ticket) -> Ticket:
    """Return the report of the receipt whose topic the words are about, where `meant` is of that receipt.

    A number, or an officer's question, says more than a topic does.
    """
    asked = meant.status is TicketStatus.NEEDS_INFO or context.answered_ticket_id()
    if asked or context.entity("nomor_tiket") or not context.metadata["topic_is_sure"]:
        return meant
    parts = [ticket for _, ticket in await parts_of_receipt(unit, context)]
    return _of_topic(parts, context.metadata["topics"][0][0], meant) if meant in parts else meant


def _of_topic(parts: Sequence[Ticket], topic: str, meant: Ticket) -> Ticket:
    return meant if meant.topic == topic else next((one for one in parts if one.topic == topic), meant)
