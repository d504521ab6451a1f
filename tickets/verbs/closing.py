"""The end of the work and what the reporter says to it: outcomes, votes, stars, opening it again."""

from dataclasses import replace

from messages import Saying
from tickets.keys import TurnKeys
from tickets.status import CLOSED, EventKind, TicketStatus
from tickets.terms import TOP_LEVEL
from tickets.ticket import BOT, Actor, ActorKind, Outcome, Ticket, Visibility, Vote
from tickets.verbs.core import Core, Files, must_say

#: Done and answered are confirmed by the reporter; the other outcomes may be objected to.
CLOSING = {
    Outcome.DONE: EventKind.REPORTED_DONE,
    Outcome.ANSWERED: EventKind.REPORTED_DONE,
    Outcome.CANNOT: EventKind.CLOSED,
    Outcome.NOT_OURS: EventKind.NOT_OURS,
}
STARS = range(1, 6)
#: What is said where the agency is itself the one that checks.
BY_TRIAGE = {
    "utter_dibuka_kembali": "utter_dibuka_kembali_triase",
    "utter_dibuka_kembali_tanpa_catatan": "utter_dibuka_kembali_triase_tanpa_catatan",
}


class Closing(Core):
    """Honest closure."""

    async def close(
        self,
        ticket: Ticket,
        outcome: str,
        text: str,
        actor: Actor,
        keys: TurnKeys,
        files: Files = (),
        *,
        needs_review: bool = False,
    ) -> Ticket:
        """End the work (`answered`, `done`, `cannot`, `not_ours`) with words for the reporter.

        `done` and `answered` wait for the reporter's vote. What was reopened once, or is shown with evidence in
        doubt, needs somebody else's look. Raises TicketClosed, NothingSaid.
        """
        words, how = must_say(text), Outcome(outcome)
        payload = {"outcome": how, "text": words}
        ended = replace(
            ticket, outcome=how, vote=None, needs_review=needs_review or await self._was_reopened(ticket)
        )
        ticket = await self.happen(ended, CLOSING[how], actor, keys, payload=payload)
        await self.store.set_votes(ticket.id, None)
        params = {"opd": self.short(ticket.agency), "isi": words}
        await self.tell(ticket, Saying(f"utter_tiket_ditutup_{how}", params, files=files), actor, keys)
        return ticket

    async def vote(self, ticket: Ticket, vote: Vote, actor: Actor, keys: TurnKeys, note: str = "") -> Ticket:
        """Take a reporter's word on "done"; of joined tickets each reporter has one.

        A single "Belum" opens the common case again, one level higher; it ends when all who were asked say
        "Sudah". Returns the voter's ticket. Raises IllegalMove where nothing is asked.
        """
        voted, case = replace(ticket, vote=vote), await self.common_case(ticket)
        payload = {"vote": vote, "agency": case.agency}
        ticket = await self.happen(voted, EventKind.VOTED, actor, keys, reason=note, payload=payload)
        case = await self.common_case(ticket)
        if vote is Vote.NO and case.status is not TicketStatus.REOPENED:
            case = await self.reopen(case, note, actor, keys)
        elif vote is Vote.YES and await self._all_say_yes(case):
            case = await self.happen(case, EventKind.CONFIRMED, actor, keys)
        return case if case.id == ticket.id else ticket

    async def rate(self, ticket: Ticket, stars: int, actor: Actor, keys: TurnKeys, note: str = "") -> Ticket:
        """Keep one to five stars with what is said to them; the last ones count. Raises ValueError, IllegalMove."""
        if stars not in STARS:
            raise ValueError("one to five stars")
        rated, case = replace(ticket, rating=stars), await self.common_case(ticket)
        payload = {"stars": stars, "agency": case.agency}
        return await self.happen(rated, EventKind.RATED, actor, keys, reason=note, payload=payload)

    async def reopen(self, ticket: Ticket, note: str, actor: Actor, keys: TurnKeys) -> Ticket:
        """Give it back to the same agency, one level higher, on new clocks; everybody joined hears of it.

        Whoever asked for it hears that; the others only that it is open again.
        Raises IllegalMove where it is open already.
        """
        level = min(ticket.level + 1, TOP_LEVEL)
        payload = {"level": level, "name": self.superior(ticket, level)}
        again = replace(ticket, level=level, outcome=None, claimed_by=None)
        ticket = await self.happen(again, EventKind.REOPENED, actor, keys, reason=note, payload=payload)
        await self.pager.page(ticket, level, "reopened", f"{keys.turn}:reopen")
        if actor.kind is ActorKind.OFFICER:
            params = {"opd": self.short(ticket.agency), "tanggal": self.day(ticket.first_answer_due)}
            saying = Saying("utter_dibuka_kembali_petugas", params | {"alasan": note})
            await self.tell(ticket, saying, actor, keys)
            return ticket
        await self._tell_reopened(ticket, note, actor, keys)
        return ticket

    async def _tell_reopened(self, ticket: Ticket, note: str, actor: Actor, keys: TurnKeys) -> None:
        told: set[str] = set()
        for one in (ticket, *await self.store.joined_to(ticket.id)):
            if one.conversation_id in told:
                continue
            told.add(one.conversation_id)
            params = {"nomor": one.number, "opd": self.short(ticket.agency)}
            params |= {"tanggal": self.day(ticket.first_answer_due)}
            params |= {"pemeriksa": self.short(self.routing.triage)}
            name = _reopened(ticket, note, asked=one.reporter_id == actor.id)
            if name in BY_TRIAGE and ticket.agency == self.routing.triage:
                name = BY_TRIAGE[name]
            saying = Saying(name, params)
            turn, n = keys.next()
            await self.outbox.put(
                one.conversation_id, saying, turn=turn, n=n, author=BOT.kind, ticket_id=one.id
            )

    async def review(self, ticket: Ticket, note: str, actor: Actor, keys: TurnKeys) -> Ticket:
        """Say that somebody else has looked at how it was closed."""
        seen = replace(ticket, needs_review=False)
        return await self.happen(seen, EventKind.REVIEWED, actor, keys, reason=note)

    async def mark_spam(self, ticket: Ticket, reason: str, actor: Actor, keys: TurnKeys) -> Ticket:
        """Put it aside as no complaint, with the reason; the reporter may object. Raises TicketClosed, NothingSaid."""
        words = must_say(reason)
        aside = replace(ticket, outcome=Outcome.SPAM)
        ticket = await self.happen(aside, EventKind.SPAM_MARKED, actor, keys, reason=words)
        await self.tell(ticket, Saying("utter_ditandai_bukan_aduan", {"alasan": words}), actor, keys)
        return ticket

    async def clear_spam(self, ticket: Ticket, note: str, actor: Actor, keys: TurnKeys) -> Ticket:
        """Take it up again; where the reporter objects, at triage and to be reviewed.

        Raises IllegalMove where it was not marked.
        """
        agency = (
            self.routing.triage
            if actor.kind == "citizen" and not (_secret(ticket) or ticket.sensitivity)
            else ticket.agency
        )
        objects = actor.kind == "citizen"
        keeper = ticket.claimed_by if agency == ticket.agency else None
        back = replace(
            ticket,
            outcome=None,
            agency=agency,
            claimed_by=keeper,
            needs_review=ticket.needs_review or objects,
        )
        ticket = await self.happen(back, EventKind.SPAM_CLEARED, actor, keys, reason=note)
        params = {"opd": self.short(agency), "tanggal": self.day(ticket.first_answer_due)}
        await self.tell(ticket, Saying("utter_diproses_lagi", params), BOT, keys)
        return ticket

    async def common_case(self, ticket: Ticket) -> Ticket:
        """Return the ticket this one was joined to, or itself."""
        return await self.store.get(ticket.parent_id, lock=True) if ticket.parent_id else ticket

    async def _all_say_yes(self, case: Ticket) -> bool:
        if case.status is not TicketStatus.AWAITING_REPORTER and case.vote is not Vote.SILENT:
            return False
        asked = (case, *await self.store.joined_to(case.id))
        agreed = {one.reporter_id for one in asked if one.vote is Vote.YES}
        return all(one.reporter_id in agreed for one in asked)

    async def _was_reopened(self, ticket: Ticket) -> bool:
        events = await self.store.events(ticket.id)
        # What lapsed and was answered after all (`resume`) nobody had called done.
        return any(e.kind is EventKind.REOPENED and "message_ids" not in e.payload for e in events)


def _reopened(ticket: Ticket, note: str, *, asked: bool) -> str:
    """Name the words for one of its reporters; who checks a secret matter is not said."""
    if not asked:
        return "utter_dibuka_kembali_umum"
    if _secret(ticket):
        return "utter_dibuka_kembali_rahasia"
    return "utter_dibuka_kembali" if note else "utter_dibuka_kembali_tanpa_catatan"


def _secret(ticket: Ticket) -> bool:
    return ticket.visibility is Visibility.SECRET


def is_closed(ticket: Ticket) -> bool:
    """Whether nothing more can be said on the ticket."""
    return ticket.status in CLOSED


def may_tell_strangers(ticket: Ticket) -> bool:
    """Whether someone who only knows the number may hear the ticket's status."""
    return ticket.visibility is not Visibility.SECRET
