"""An officer at the ticket service, as the inbox calls it."""

from typing import Any

from storage.desk import Desk
from storage.unit_of_work import UnitOfWork
from tickets.keys import TurnKeys
from tickets.ticket import Actor, ActorKind


async def act(unit: UnitOfWork, desk: Desk, deed: dict[str, Any], number: str, turn: str) -> None:
    """Do one deed: reply, transfer, close, take or hand_back. The caller commits."""
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
        case {"take": True}:
            await service.hand_off(ticket, who, keys)
        case {"hand_back": True}:
            await service.hand_back(ticket, who, keys)
        case _:
            raise AssertionError(f"an officer cannot {sorted(deed)}")
