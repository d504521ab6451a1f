"""Letting a whole process live by the injected clock, without a line of it in the product."""

import asyncio
import selectors
import sys
import time
from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo
from types import ModuleType
from typing import Any

from chaos.clock import Clock

PRODUCT = frozenset({"actions", "app", "bot", "inbox", "messages", "nlu", "settings", "storage", "tickets"})

Ready = list[tuple[selectors.SelectorKey, int]]


class _Impatient(selectors.DefaultSelector):
    """Waits a fraction of what it is asked to."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed

    def select(self, timeout: float | None = None) -> Ready:
        ready: Ready = super().select(timeout / self._speed if timeout else timeout)
        return ready


class FastLoop(asyncio.SelectorEventLoop):
    """An event loop whose seconds are shorter: sleeps, timeouts and polls all shrink alike."""

    def __init__(self, speed: float) -> None:
        """Run `speed` times as fast."""
        super().__init__(_Impatient(speed))
        self._speed = speed

    def time(self) -> float:
        """Return the loop's steady time, seconds."""
        return super().time() * self._speed


class FastLoops(asyncio.DefaultEventLoopPolicy):
    """Makes every event loop of the process a fast one."""

    def __init__(self, speed: float, ready: Callable[[], None]) -> None:
        """Run them `speed` times as fast; `ready` is called once the first second is over and nothing blocks."""
        super().__init__()
        self._speed = speed
        self._ready = ready

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        """Make one."""
        loop = FastLoop(self._speed)
        loop.call_later(self._speed, self._ready)
        return loop


def live_by(clock: Clock, ready: Callable[[], None]) -> None:
    """Let this process's event loops, and what of the product is imported, live by the clock."""
    asyncio.set_event_loop_policy(FastLoops(clock.speed, ready))
    mine = [m for name, m in sys.modules.items() if name.partition(".")[0] in PRODUCT]
    _replace(mine, "datetime", datetime, told_by(clock))
    _replace(mine, "time", time, _Steady(clock.speed))


class _Steady(ModuleType):
    """The module `time`, its steady clock faster."""

    def __init__(self, speed: float) -> None:
        super().__init__("time")
        self.__dict__.update(vars(time))
        self.monotonic = lambda: time.monotonic() * speed


def _replace(modules: Iterable[ModuleType], name: str, old: object, new: object) -> None:
    for module in modules:
        if getattr(module, name, None) is old:
            setattr(module, name, new)


def told_by(clock: Clock) -> type[datetime]:
    """Return a class to stand for `datetime`, whose `now` is the clock's."""

    class _Meta(type):
        def __instancecheck__(cls, thing: object) -> bool:
            return isinstance(thing, datetime)

    class _Told(datetime, metaclass=_Meta):
        def __new__(cls, *parts: Any, **named: Any) -> datetime:  # type: ignore[misc]
            # Nobody, a database's driver least of all, is to meet a type of ours.
            return datetime(*parts, **named)  # noqa: DTZ001 - the zone is among the arguments

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.fromtimestamp(clock.time(), tz)

    return _Told
