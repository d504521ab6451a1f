"""The `tanggap` command under a run's clock, dying where it is told to: `python -m chaos.process worker`.

CHAOS_CLOCK names the clock's file and CHAOS_READY the one touched once the event loop turns freely; DIE_AT names a
step of chaos/steps.py, DIE_AFTER at which of its passes; CHAOS_POISON the file while which is there certain words
break the process.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from app import cli, house, servers, start
from chaos.clock import Clock
from chaos.fast_loop import live_by
from chaos.poison import poison
from chaos.steps import arm

#: The command imports these late; the clock is put into what is imported.
IMPORTED = (house, servers, start)
PR_SET_PDEATHSIG = 1  #: prctl(2)


def main(environment: Mapping[str, str]) -> None:
    """Put the clock in, arm the step, run the command."""
    _die_with_parent()
    if path := environment.get("CHAOS_CLOCK"):
        live_by(Clock(Path(path)), Path(environment.get("CHAOS_READY", os.devnull)).touch)
    if path := environment.get("CHAOS_POISON"):
        poison(Path(path))
    if step := environment.get("DIE_AT"):
        arm(step, int(environment.get("DIE_AFTER", "1")))
    cli.main()


def _die_with_parent() -> None:
    """Let Linux kill this process with whoever started it, however that ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    main(os.environ)
