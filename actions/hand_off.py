"""From the bot to a person: the conversation goes to the ticket's agency, with hours and an expected answer time."""

from datetime import datetime, timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer_day import closing, spans_on
from actions.aside import read_aside
from actions.context import Context
from actions.lookup import may_hold, meant_ticket
from actions.open_complaint import unread
from actions.wiring import wiring, work
from actions.wording import emergency_numbers, phrase, zone
from tickets.dates import hour
from tickets.opening import Opening
from tickets.service import TicketService

QUARTER = timedelta(minutes=15)


class ActionHandOff(Action):
    """Hand the conversation to the officers of the ticket at hand, or of triage where there is none."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_hand_off"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Hand off and say when to expect an answer."""
        context = Context.of(tracker, self.name())
        async with work() as (unit, service):
            ticket = await meant_ticket(unit, context)
            if ticket is None or not may_hold(ticket, context):
                ticket = await service.open_ticket(_unread(context), context.keys)
            await unit.tickets.link_message(ticket.id, context.message_id)
            ticket = await service.hand_off(ticket, context.citizen, context.keys)
            agency = service.routing.agency(ticket.agency)
            params = {"nomor": ticket.number, "ticket_id": ticket.id, "opd": agency.short}
            _say_when(dispatcher, domain, service, params)
        return [
            SlotSet("diserahkan", context.metadata["turn"]),
            SlotSet("tiket_aktif", ticket.number),
            SlotSet("tertunda", None),
            SlotSet("gagal_paham", 0),
        ]


def _unread(context: Context) -> Opening:
    aside = read_aside(context)
    return unread(context, [*aside.message_ids, context.message_id], aside.about)


def _say_when(
    dispatcher: CollectingDispatcher, domain: dict[str, Any], service: TicketService, params: dict[str, Any]
) -> None:
    house, calendar, now = wiring(), service.calendar, service.now()
    params |= {"zona": zone(house), "nomor_darurat": emergency_numbers(domain, house.emergency)}
    if not calendar.is_open(now):
        opening = calendar.next_opening(now)
        back = f"{service.day(opening.date())} {hour(opening, service.language)}"
        dispatcher.utter_message(response="utter_diserahkan_tutup", buka_lagi=back, **params)
        return
    by = _expected(service, now, house.hand_off_hours)
    today = by.date() == calendar.local(now).date()
    name = "utter_hari_ini" if today else "utter_hari_lain"
    expected = phrase(domain, name, tanggal=service.day(by.date()), jam=hour(by, service.language))
    # Friday and Ramadan have hours of their own.
    spans = spans_on(service, now)
    opens, closes = (hour(each, service.language) for each in (spans[0].opens, spans[-1].closes))
    dispatcher.utter_message(
        response="utter_diserahkan", perkiraan=expected, buka=opens, tutup=closes, **params
    )


def _expected(service: TicketService, now: datetime, hours: int) -> datetime:
    """Return until when an answer is expected: on a full quarter, and not after that day's closing."""
    by = service.calendar.add_working_minutes(now, 60 * hours)
    return min(_rounded_up(by), closing(service, by))


def _rounded_up(moment: datetime) -> datetime:
    """Return the next full quarter of an hour: nobody promises 14.01."""
    return moment + (datetime.min.replace(tzinfo=moment.tzinfo) - moment) % QUARTER
