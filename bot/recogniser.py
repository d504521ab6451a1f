"""A recogniser of speech: any program that gets a file's path and prints what is said in it."""

import asyncio
import os
import shlex
import signal
from contextlib import suppress
from pathlib import Path
from typing import Final

MOST_PRINTED: Final = 20_000  #: bytes that are read of what it prints
MOST_WORDS: Final = 1_000  #: characters that are kept; the citizen has to read them
#: Nothing of our own environment, which holds keys and tokens, reaches the program.
ENVIRONMENT: Final = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}


class NotHeard(Exception):
    """The program failed, took too long or could not be started; the message says which, without any words."""


class Recogniser:
    """Runs the program, once a file, without a shell."""

    def __init__(self, command: str, seconds: float) -> None:
        """Run `command`, the file's path as its last argument, for at most `seconds`."""
        self._command = shlex.split(command)
        self.seconds = seconds

    async def hear(self, path: Path) -> str:
        """Return what is said, "" for nothing. Raises NotHeard."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                str(path),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=ENVIRONMENT,
                start_new_session=True,
            )
        except OSError as error:
            raise NotHeard("not started") from error
        try:
            async with asyncio.timeout(self.seconds):
                printed = await _read(process)
                code = await process.wait()
        except TimeoutError:
            raise NotHeard("too slow") from None
        finally:
            await _end(process)
        if code != 0:
            raise NotHeard(f"exit code {code}")
        return " ".join(printed.decode("utf-8", "replace").split())[:MOST_WORDS]


async def _read(process: asyncio.subprocess.Process) -> bytes:
    """Read what it prints to its end, keeping the beginning: a full pipe would hold it up."""
    assert process.stdout is not None  # noqa: S101 - PIPE above
    kept = b""
    while chunk := await process.stdout.read(MOST_PRINTED):
        kept = (kept + chunk)[:MOST_PRINTED]
    return kept


async def _end(process: asyncio.subprocess.Process) -> None:
    """End whatever is left of it, its children too."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
