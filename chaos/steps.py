"""The dangerous steps of a message's way, by name, and dying at one of them. The product knows nothing of this."""

import os
import signal
from dataclasses import dataclass
from typing import Any

from bot.gateway import Gateway
from bot.intake import Intake
from bot.reader import Reader
from bot.sender import Sender
from bot.turn import Speaker
from bot.worker import Worker
from storage.unopened import UnopenedBodies


@dataclass(frozen=True, slots=True)
class Step:
    """Where to die: before a method, or `after` it, unless it returned `idle`, which says that nothing was done."""

    owner: type
    method: str
    after: bool = False
    role: str = "worker"
    idle: object = ...


#: In the order a message passes them; see docs/message-flow.md.
STEPS = {
    "after receiving, before the body is kept": Step(Gateway, "receive", role="gateway"),
    "after the body is kept, before its commit": Step(UnopenedBodies, "keep", after=True, role="gateway"),
    "after the body's commit": Step(Gateway, "receive", after=True, role="gateway"),
    "before the body is read": Step(Reader, "_open", role="sender"),
    "after the journal's last write, before its commit": Step(Intake, "take", after=True, role="sender"),
    "after the journal's commit": Step(Reader, "step", after=True, role="sender", idle=False),
    "after the claim": Step(Worker, "_claim", after=True, idle=None),
    "after the action, before the turn's commit": Step(Speaker, "keep"),
    "after the turn's last write, before its commit": Step(Speaker, "keep", after=True),
    "after the turn's commit": Step(Worker, "turn", after=True, idle=False),
    "before sending": Step(Sender, "_claim", after=True, role="sender", idle=[]),
    "after sending, before marking": Step(Sender, "_mark_sent", role="sender"),
    "after marking": Step(Sender, "_mark_sent", after=True, role="sender"),
}

#: Come by only where citizens write on the web chat, which waits for the journal.
OF_PAGES = {
    "after the journal's commit, before the page is told": Step(Gateway, "accept", after=True, role="gateway")
}


def arm(step: str, passes: int = 1) -> None:
    """Let this process kill itself when it comes past the step for the `passes`th time. Raises KeyError."""
    place = (STEPS | OF_PAGES)[step]
    original = getattr(place.owner, place.method)
    left = passes

    def pass_by() -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    async def deadly(*args: Any, **kwargs: Any) -> Any:
        if not place.after:
            pass_by()
        result = await original(*args, **kwargs)
        if place.after and result != place.idle:
            pass_by()
        return result

    setattr(place.owner, place.method, deadly)
