"""What the passing of time does: missed promises climb, questions lapse, silence after "done" ends the case."""

from dataclasses import replace
from datetime import timedelta

from messages import Saying
from tickets.keys import TurnKeys
from tickets.lateness import working_days
from tickets.status import UNTOUCHED, EventKind, TicketStatus
from tickets.terms import TOP_LEVEL
from tickets.ticket import SYSTEM, Outcome, Ticket, Vote
from tickets.timing import Duty, Schedule
from tickets.verbs.disposition import Disposition

#: Working days till the next word to a reporter when a case is late at the very top.
TOP_DAYS = 5
A_DAY = timedelta(days=1)
ANSWERED_BY_REPORTER = frozenset({Duty.REMIND, Duty.LAPSE, Duty.PRESUME})
LATE = {Duty.FIRST_ANSWER: "utter_janji_jawaban_lewat", Duty.COMPLETION: "utter_janji_selesai_lewat"}


class Duties(Disposition):
    """Done by the scheduler, never by a person."""

    async def attend(self, ticket: Ticket) -> Ticket:
        """Do the one thing that has fallen due; `wake_at` of the returned ticket says when the next one does."""
        events = await self.store.events(ticket.id)
        schedule, known = Schedule(self.terms, self.calendar, events), await self.clocks(ticket)
        due = schedule.next(ticket, known, self.now())
        if due is None or due.at > self.now():
            return await self._look_again(ticket)
        if due.what in ANSWERED_BY_REPORTER and await self.outbox.waits(ticket.id, self.now() - A_DAY):
            # Who was never reached is not to blame: where it is the agency's turn, its clocks run on.
            due = schedule.missed(ticket, known, self.now())
            if due is None or due.at > self.now():
                return await self._put_off(ticket)
        since = f":{due.since[-24:]}" if due.since else ""
        keys = TurnKeys(f"duty:{ticket.id}:{due.what}:{due.at.timestamp():.0f}{since}")
        if due.what in LATE:
            return await self._missed(ticket, due.what, keys)
        if due.what is Duty.PICKUP:
            return await self.escalate(ticket, "", SYSTEM, keys, clock=due.what)
        deeds = {
            Duty.REMIND: self._remind,
            Duty.LAPSE: self._lapse,
            Duty.PRESUME: self._presume,
            Duty.FOLLOW_UP: self._follow_up,
        }
        return await deeds[due.what](ticket, keys)

    async def _put_off(self, ticket: Ticket) -> Ticket:
        """Wait another day: a question that never reached the reporter ends nothing."""
        later = replace(ticket, wake_at=self.now() + A_DAY)
        await self.store.save(later)
        return later

    async def _look_again(self, ticket: Ticket) -> Ticket:
        """Put a waking right that no longer fits (a holiday was moved, the terms were changed)."""
        ticket = self.timed(ticket, await self.store.events(ticket.id))
        await self.store.save(ticket)
        return ticket

    async def _missed(self, ticket: Ticket, clock: Duty, keys: TurnKeys) -> Ticket:
        """Apologise, lift it, and give a new date."""
        promised = ticket.first_answer_due if clock is Duty.FIRST_ANSWER else ticket.completion_due
        days = self.terms.late_days if ticket.level < TOP_LEVEL else TOP_DAYS
        # Counted from the day that was promised: what is noticed the next morning is late since yesterday.
        today = self.calendar.local(self.now()).date()
        gone = working_days(self.calendar, promised or today, today)
        ticket = await self.escalate(ticket, "", SYSTEM, keys, clock=clock, days=max(1, days - gone))
        due = ticket.first_answer_due if clock is Duty.FIRST_ANSWER else ticket.completion_due
        params = {
            "lewat": self.day(promised or ticket.first_answer_due),
            "atasan": self.superior(ticket, ticket.level),
            "tanggal": self.day(due or ticket.first_answer_due),
        }
        await self.tell(ticket, Saying(LATE[clock], params), SYSTEM, keys)
        return ticket

    async def _follow_up(self, ticket: Ticket, keys: TurnKeys) -> Ticket:
        """Tell the officers that the day has come to ask the body outside; the reporter was told it."""
        events = await self.store.events(ticket.id)
        body = [e.payload["body"] for e in events if e.kind is EventKind.PASSED_OUTSIDE][-1]
        payload = {"body": body}
        ticket = await self.happen(ticket, EventKind.FOLLOW_UP_DUE, SYSTEM, keys, payload=payload)
        await self.pager.page(ticket, 0, "follow_up", keys.turn)
        return ticket

    async def _remind(self, ticket: Ticket, keys: TurnKeys) -> Ticket:
        if ticket.status in UNTOUCHED:
            return await self._remind_of_place(ticket, keys)
        asked = ticket.status is TicketStatus.NEEDS_INFO
        ticket = await self.happen(ticket, EventKind.REMINDED, SYSTEM, keys)
        until = self.calendar.local(ticket.wake_at or self.now()).date()
        params = {"opd": self.short(ticket.agency), "tanggal": self.day(until)}
        name = "utter_ingatkan_pertanyaan" if asked else "utter_ingatkan_penilaian"
        await self.tell(ticket, Saying(name, params), SYSTEM, keys, but=Vote.YES)
        return ticket

    async def _remind_of_place(self, ticket: Ticket, keys: TurnKeys) -> Ticket:
        """Ask once more where it is; from here on the clocks stand still, until a day that is told."""
        until = Schedule(self.terms, self.calendar, await self.store.events(ticket.id)).place_end(self.now())
        payload = {"until": until.isoformat()}
        ticket = await self.happen(ticket, EventKind.REMINDED, SYSTEM, keys, payload=payload)
        params = {"opd": self.short(ticket.agency), "tanggal": self.day(self.calendar.local(until).date())}
        await self.tell(ticket, Saying("utter_ingatkan_lokasi", params), SYSTEM, keys)
        return ticket

    async def _lapse(self, ticket: Ticket, keys: TurnKeys) -> Ticket:
        asked = ticket.status is TicketStatus.NEEDS_INFO
        gone = replace(ticket, outcome=Outcome.NO_DATA)
        ticket = await self.happen(gone, EventKind.LAPSED, SYSTEM, keys)
        await self.conversations.let_go(ticket.id)
        name = "utter_diarsipkan_tanpa_data" if asked else "utter_diarsipkan_tanpa_lokasi"
        await self.tell(ticket, Saying(name), SYSTEM, keys)
        return ticket

    async def _presume(self, ticket: Ticket, keys: TurnKeys) -> Ticket:
        """Close after silence; whoever did vote keeps the own vote."""
        silent = ticket if ticket.vote is Vote.YES else replace(ticket, vote=Vote.SILENT)
        ticket = await self.happen(silent, EventKind.PRESUMED_DONE, SYSTEM, keys)
        await self.store.set_votes(ticket.id, Vote.SILENT, but=Vote.YES)
        await self.conversations.let_go(ticket.id)
        await self.tell(ticket, Saying("utter_dianggap_selesai"), SYSTEM, keys, but=Vote.YES)
        return ticket
