"""Runs the `tanggap` command, and dies where the environment says so: `python -m tests.run_tanggap run`.

DIE_AT names a step; the process then kills itself there, once. The product itself knows nothing of this.
"""

import os
import signal
from typing import Any

from app.cli import main
from bot.gateway import Gateway
from bot.sender import Sender
from bot.turn import Speaker

#: Step -> (class, method, whether the method is carried out before the process dies).
STEPS: dict[str, tuple[type, str, bool]] = {
    "after the journal's commit": (Gateway, "accept", True),
    "after the action, before the turn's commit": (Speaker, "keep", False),
    "after the turn's last write, before its commit": (Speaker, "keep", True),
    "after sending, before marking": (Sender, "_mark_sent", False),
}


def _arm(step: str) -> None:
    owner, name, carried_out = STEPS[step]
    original = getattr(owner, name)

    async def deadly(*args: Any, **kwargs: Any) -> Any:
        if carried_out:
            await original(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, deadly)


if __name__ == "__main__":
    if step := os.environ.get("DIE_AT"):
        _arm(step)
    main()
