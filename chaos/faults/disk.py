"""Disks that are full."""

import errno
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from chaos.faults.base import Note
from chaos.faults.servers import back_again
from chaos.town import Town

BLOCK = bytes(65_536)
BACK_SECONDS = 30.0  #: goal of G5, from the moment there is space again


@dataclass(frozen=True, slots=True)
class DiskFull:
    """The disk under the database has no byte left for so many of the product's seconds."""

    seconds: float

    @property
    def name(self) -> str:
        """What it is."""
        return f"disk full for {self.seconds:.0f} s"

    async def strike(self, town: Town) -> list[Note]:
        """Fill, wait, make space; a database server that gave up is started again, as systemd does."""
        if town.disk is None:
            return []
        ballast = town.disk / "ballast"
        async with town.still():
            _fill(ballast)
        await town.sleep(self.seconds)
        # Every reply that was sent and could not be marked is sent again.
        async with town.still():
            ballast.unlink()
        if town.postgres is not None:
            await town.postgres.start()
        back = await back_again(town)
        return [Note("G5-back", "back after {:.1f} s", back, BACK_SECONDS, is_time=True)]


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(BLOCK):
                pass
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
        with suppress(OSError):
            while file.write(b"0"):
                pass
