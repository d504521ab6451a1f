"""A clock for all of a run's processes: faster than the wall's, and moved by whoever injects a jump."""

import mmap
import struct
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

_FORM = struct.Struct("=ddd")
_SHOWN = struct.Struct("=d")


class Clock:
    """What every process of a run takes for the time; a page of memory that they share through `path`.

    Wall time runs `speed` times as fast as the steady clock, and jumps when told to; steady time (timers, timeouts)
    runs as fast and never jumps.
    """

    def __init__(self, path: Path) -> None:
        """Open the page that `make` wrote."""
        with path.open("r+b") as file:
            self._page = mmap.mmap(file.fileno(), _FORM.size)

    @classmethod
    def make(cls, path: Path, speed: float) -> Self:
        """Start a clock that shows the true time now."""
        path.write_bytes(_FORM.pack(time.time(), time.monotonic(), speed))
        return cls(path)

    @property
    def speed(self) -> float:
        """Seconds shown for every second that passes."""
        return float(_FORM.unpack(self._page)[2])

    def time(self) -> float:
        """Return the seconds since 1970."""
        shown, started, speed = _FORM.unpack(self._page)
        return float(shown + (time.monotonic() - started) * speed)

    def now(self) -> datetime:
        """Return the time, aware, UTC."""
        return datetime.fromtimestamp(self.time(), UTC)

    def jump(self, by: timedelta) -> None:
        """Move the hands, as an administrator or a time server does; every process sees it at once."""
        shown: float = _FORM.unpack(self._page)[0]
        self._page[: _SHOWN.size] = _SHOWN.pack(shown + by.total_seconds())
