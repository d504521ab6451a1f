"""After an outage: old messages open and update tickets as always, but one summary stands for all their answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from bot.doubt import EMERGENCY
from bot.turn import Said
from messages import Saying, Texts
from storage import UnitOfWork
from storage.conversations import BOT, Conversation
from storage.journal import StoredMessage
from tickets.dates import LANGUAGE, long_date
from tickets.ticket import Ticket

SUMMARY, WITHOUT_TICKET = "utter_maaf_terhenti", "utter_maaf_terhenti_tanpa_tiket"
ROW, ROW_WITHOUT_DATE, REST = "utter_baris_terhenti", "utter_baris_terhenti_biasa", "utter_terhenti_lainnya"
#: Tickets named in one summary.
NAMED: Final = 5
#: Said once, the numbers to call are not said again to the same run of old messages.
CALLED: Final = frozenset({"utter_darurat", "utter_tiket_darurat"})


@dataclass(frozen=True, slots=True)
class LateTurns:
    """What is done about messages older than `after` when their turn comes; 0 treats none so.

    `language` is how days are written to citizens.
    """

    after: timedelta
    texts: Texts
    language: str = LANGUAGE

    def is_late(self, message: StoredMessage, now: datetime) -> bool:
        """Whether it waited too long for an answer of its own to be of use."""
        return bool(self.after) and now - message.provider_time > self.after

    def is_quiet(
        self,
        messages: Sequence[StoredMessage],
        parsed: dict[str, Any],
        last: dict[str, Any] | None,
        now: datetime,
    ) -> bool:
        """Whether the turn is to be worked without its answers; danger is told of even late, once."""
        called = (last or {}).get("response") in CALLED
        return self.is_late(messages[-1], now) and (parsed["urgency"] != EMERGENCY or called)

    async def sum_up(
        self, unit: UnitOfWork, conversation_id: str, pending: Sequence[StoredMessage], now: datetime
    ) -> None:
        """Say the one summary when the last old message is worked off; while officers talk, later."""
        if any(self.is_late(message, now) for message in pending):
            return
        if (await unit.conversations.get(conversation_id)).owner == BOT:
            await self.speak_up(unit, conversation_id)

    async def speak_up(self, unit: UnitOfWork, conversation_id: str) -> None:
        """Say the summary now, where anything was worked quietly."""
        ids = await unit.journal.quiet(conversation_id)
        if not ids:
            return
        conversation = await unit.conversations.get(conversation_id)
        found = {ticket.id: ticket for one in ids for ticket in await unit.tickets.of_message(one)}
        saying = self._saying(conversation, list(found.values()))
        only = next(iter(found)) if len(found) == 1 else None
        await unit.outbox.put(conversation_id, saying, turn=f"late:{ids[-1]}", n=0, ticket_id=only)
        await unit.journal.break_silence(ids)

    def _saying(self, conversation: Conversation, tickets: list[Ticket]) -> Saying:
        if not tickets:
            return Saying(WITHOUT_TICKET)
        rows = [self._row(conversation, ticket) for ticket in tickets[:NAMED]]
        if (more := len(tickets) - NAMED) > 0:
            rows.append(self._words(conversation, REST, jumlah=more))
        return Saying(SUMMARY, {"daftar": "\n".join(rows)})

    def _row(self, conversation: Conversation, ticket: Ticket) -> str:
        due = ticket.completion_due if ticket.first_answered_at else ticket.first_answer_due
        if due is None or ticket.closed_at:
            return self._words(conversation, ROW_WITHOUT_DATE, nomor=ticket.number)
        return self._words(conversation, ROW, nomor=ticket.number, tanggal=long_date(due, self.language))

    def _words(self, conversation: Conversation, response: str, **params: object) -> str:
        return self.texts.render(response, params, params, conversation.channel, conversation.id).text


def without_sayings(said: Said) -> Said:
    """Return what a turn came to, with nothing to say."""
    return replace(said, sayings=())
