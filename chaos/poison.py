"""Reading that breaks on certain words, as a bug or a hostile text would break it; on while a file is there."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

from bot.turn import Speaker

RAISES, HANGS, KILLS = "zqraises", "zqhangs", "zqkills"


def poison(active: Path) -> None:
    """Let this process break on these words for as long as the file is there."""
    parse = Speaker.parse

    async def breaks(self: Speaker, text: str) -> dict[str, Any]:
        if active.exists():
            await _break(text)
        return await parse(self, text)

    Speaker.parse = breaks  # type: ignore[method-assign]


async def _break(text: str) -> None:
    if RAISES in text:
        raise RuntimeError(RAISES)
    if HANGS in text:
        await asyncio.sleep(1e9)
    if KILLS in text:
        os.kill(os.getpid(), signal.SIGSEGV)
