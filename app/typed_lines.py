"""What is typed, line by line, without holding up Ctrl+C."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from threading import Thread


async def typed_lines() -> AsyncIterator[str]:
    """Yield what is typed until the end of the input, without blanks at either end."""
    loop, lines = asyncio.get_running_loop(), asyncio.Queue[str | None]()

    def read() -> None:
        # Not `sys.stdin` itself: its lock, held while waiting, would keep the interpreter from ending.
        # RuntimeError: the conversation is over, and so is its loop.
        with (
            open(sys.stdin.fileno(), encoding="utf-8", errors="replace", closefd=False) as stdin,
            suppress(RuntimeError),
        ):
            for line in stdin:
                loop.call_soon_threadsafe(lines.put_nowait, line.strip())
            loop.call_soon_threadsafe(lines.put_nowait, None)

    # A daemon, since nothing else ends a thread that waits for a key.
    Thread(target=read, name="typed-lines", daemon=True).start()
    while (line := await lines.get()) is not None:
        yield line
