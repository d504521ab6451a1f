"""Messages that break whoever reads them, until a release comes that can."""

import asyncio
import time
from dataclasses import dataclass

from chaos.faults.base import Note
from chaos.ledger import parked
from chaos.town import Town

PARKED_SECONDS = 300.0  #: of the product's time; goal of G9
LONGEST_WAIT = 200.0  #: real seconds


@dataclass(frozen=True, slots=True)
class Poison:
    """Somebody writes a message of this kind (chaos/poison.py), and a sound one behind it."""

    kind: str

    @property
    def name(self) -> str:
        """What it is."""
        return f"a message that {self.kind}"

    async def strike(self, town: Town) -> list[Note]:
        """Write both."""
        town.poison.touch()
        chat = town.present.anybody()
        town.present.late.add(town.present.say(chat, f" {self.kind}"))
        town.present.say(chat)
        return []


@dataclass(frozen=True, slots=True)
class Antidote:
    """Wait until every poison is parked; then the mended release, and `tanggap parked replay`."""

    name: str = "parked, mended, and replayed by one command"

    async def strike(self, town: Town) -> list[Note]:
        """Wait, mend, replay."""
        count, started = len(town.present.late), time.monotonic()
        while (found := await asyncio.to_thread(parked, town.database_url)) < count:
            if time.monotonic() - started > LONGEST_WAIT:
                break
            await asyncio.sleep(0.5)
        took = (time.monotonic() - started) * town.clock.speed
        town.poison.unlink()
        await town.fleet.run("parked", "replay")
        return [
            Note("G9-parked", f"not parked {{:.0f}} of {count}", count - found, 0),
            Note("G9-soon", "parked after {:.0f} s", took, PARKED_SECONDS, is_time=True),
        ]
