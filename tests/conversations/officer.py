"""An officer at the ticket service, as the inbox calls it."""

from datetime import date, datetime
from typing import Any

from storage.desk import Desk
from storage.unit_of_work import UnitOfWork
from tickets.keys import TurnKeys
from tickets.ticket import Actor, ActorKind


async def act(unit: UnitOfWork, desk: Desk, deed: dict[str, Any], number: str, turn: str) -> None:
    """Do one deed: the keys of `match` below. The caller commits."""
    service = await desk.service(unit)
    ticket = await unit.tickets.by_number(number)
    agency = deed.get("agency", ticket.agency)
    assert agency == ticket.agency, f"{agency} has not got {number}; {ticket.agency} has"
    who, keys = Actor(ActorKind.OFFICER, f"petugas-{agency}"), TurnKeys(turn)
    match deed:
        case {"reply": str(words)}:
            await service.reply(ticket, words, who, keys)
        case {"transfer": str(to), "reason": str(reason)}:
            await service.transfer(ticket, to, reason, who, keys)
        case {"close": str(outcome), "words": str(words)}:
            await service.close(ticket, outcome, words, who, keys)
        case {"ask": str(words)}:
            await service.ask(ticket, words, who, keys)
        case {"start": str(words)}:
            day = deed.get("planned")
            await service.start(ticket, words, day and date.fromisoformat(str(day)), who, keys)
        case {"outside": str(body), "words": str(words), "again": again}:
            day = date.fromisoformat(str(again))
            await service.pass_outside(ticket, body, "", words, day, who, keys)
        case {"spam": str(reason)} | {"extend": str(reason)}:
            verb = service.mark_spam if "spam" in deed else service.extend
            await verb(ticket, reason, who, keys)
        case {"take": True}:
            await service.hand_off(ticket, who, keys)
        case {"hand_back": True}:
            await service.hand_back(ticket, who, keys)
        case _:
            raise AssertionError(f"an officer cannot {sorted(deed)}")


async def attend(unit: UnitOfWork, desk: Desk, now: datetime) -> None:
    """Do all that has fallen due by itself, as the scheduler does. The caller commits."""
    service = await desk.service(unit)
    for ticket_id in await unit.tickets.awake(now):
        await service.attend(await unit.tickets.get(ticket_id, lock=True))
