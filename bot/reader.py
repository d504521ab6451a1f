"""Reading what webhooks brought: each body is taken apart, journalled and forgotten in one transaction."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from bot.background import Background
from bot.batch import MOST_PARTS, PAUSE_SECONDS
from bot.fault import name_fault
from bot.gateway import Gateway
from bot.intake import Intake, Part, wants_patience
from bot.loop import Loop
from bot.settle import Settling
from messages import InboundEvent, Unreadable
from storage import Conflict, Database, UnitOfWork
from storage.errors import is_outage
from storage.unopened import Unopened
from storage.wakeups import UNOPENED

log = structlog.get_logger(__name__)

MOST_BODIES = 200  #: taken at once
LARGE_BODY = 200_000  #: bytes


class Posting(Protocol):
    """A channel that posts webhooks."""

    name: str
    scope: str

    def read(self, body: bytes) -> list[tuple[InboundEvent, bytes]]:
        """Take a body apart. Raises UnreadablePayload where it is none of this channel's."""
        ...

    async def acknowledge(self, event: InboundEvent) -> None:
        """Show the citizen that the message was read; never fails."""
        ...


@dataclass(frozen=True, slots=True)
class Opened:
    """A body and what was in it."""

    body: Unopened
    parts: list[Part]


class Reader(Loop):
    """Works off the bodies the gateways kept, in their order; of several processes one reads at a time."""

    topic = UNOPENED
    poll_seconds = 1.0

    def __init__(
        self,
        database: Database,
        gateway: Gateway,
        channels: Mapping[str, Posting],
        settling: Settling,
        background: Background,
    ) -> None:
        """Read these channels' bodies; `gateway` takes the parts of a body that must be written by itself."""
        super().__init__(database)
        self._gateway = gateway
        self._channels = channels
        self._settling = settling
        self._background = background

    async def step(self) -> bool:
        """Read what waits; False where nothing does, or another process reads."""
        opened: list[Opened] = []
        try:
            done = await self._read_together(opened)
        except Exception as error:
            if is_outage(error) or not opened:
                raise
            log.warning("bodies_read_apart", bodies=len(opened), error=name_fault(error))
            done = [each for each in opened if await self._read_alone(each)]
        for each in done:
            self._acknowledge(each)
        if opened and not done:
            await asyncio.sleep(PAUSE_SECONDS)
        return bool(opened)

    async def _read_together(self, opened: list[Opened]) -> list[Opened]:
        """Journal the first bodies in one commit, adding them to `opened`; returns those that are done with.

        A body of which a part was left, because somebody else holds the conversation, stays and comes first next time.
        """
        async with self._database.write() as unit:
            await self._open_some(unit, opened)
            parts = [part for each in opened for part in each.parts]
            intake = Intake(unit, self._settling, patient=wants_patience(parts))
            left = {id(part) for part in await intake.take(parts)}
            done = [each for each in opened if not any(id(part) in left for part in each.parts)]
            if done:
                await unit.unopened.forget([each.body.id for each in done])
            await unit.commit()
        return done

    async def _open_some(self, unit: UnitOfWork, opened: list[Opened]) -> None:
        """Add to `opened` as many of the first bodies as one commit takes, at least one."""
        size = 0
        for body in await unit.unopened.take(self._channels.keys(), MOST_BODIES):
            parts = await self._open(body)
            size += len(parts)
            if opened and size > MOST_PARTS:
                break
            opened.append(Opened(body, parts))

    async def _open(self, body: Unopened) -> list[Part]:
        channel = self._channels[body.channel]
        # A batch of a thousand takes a fifth of a second to read; what else this process does must not wait for it.
        large = len(body.body) > LARGE_BODY
        try:
            read = await asyncio.to_thread(channel.read, body.body) if large else channel.read(body.body)
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not hold up the bodies behind it
            read = [self._unreadable(body, error)]
        return [Part(event, raw, body.received_at) for event, raw in read]

    async def _read_alone(self, opened: Opened) -> bool:
        """Journal one body by itself, as often as it takes; whether it is done with."""
        body = opened.body
        try:
            await self._gateway.accept(_pairs(opened.parts), body.received_at)
        except Conflict:
            return False  # somebody else writes of the same citizen; later it is known or free
        except Exception as error:
            if is_outage(error):
                raise
            await self._gateway.accept([self._unreadable(body, error)], body.received_at)
        async with self._database.write() as unit:
            await unit.unopened.forget([body.id])
            await unit.commit()
        return True

    def _unreadable(self, body: Unopened, error: Exception) -> tuple[Unreadable, bytes]:
        log.warning("body_unreadable", channel=body.channel, error=name_fault(error))
        key = f"body:{hashlib.sha256(body.body).hexdigest()}"
        scope = self._channels[body.channel].scope
        return Unreadable(body.channel, scope, key, type(error).__name__), body.body

    def _acknowledge(self, opened: Opened) -> None:
        channel = self._channels[opened.body.channel]
        for part in opened.parts:
            self._background.start(channel.acknowledge(part.event))


def _pairs(parts: Sequence[Part]) -> list[tuple[InboundEvent, bytes]]:
    return [(part.event, part.raw) for part in parts]
