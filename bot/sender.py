"""The sender: takes the outbox's rows in order per conversation, at each channel's pace."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog

from bot.aftermath import Aftermath
from bot.channels.base import Channel
from bot.fault import name_fault
from bot.loop import Loop
from bot.measures import SENT, following
from bot.parcel import Parcel
from messages import FREE, Lane, OutboundMessage
from storage import Database
from storage.wakeups import OUTBOUND

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=90)
SEND_TIMEOUT = 60.0  #: seconds; shorter than the lease, so that nobody sends what we still try to send
#: Seconds: a process that stood still longer between claim and send (SIGSTOP, a sleeping machine) no longer sends.
LATEST_START = LEASE.total_seconds() - SEND_TIMEOUT
#: Sends of one channel at the same time in one process; what a sick channel holds up, no other waits for.
ABREAST = 8
#: Seconds: a chat that was just told something may have more to hear as soon as its pace allows.
SOON, STAYS_BUSY = 0.25, 4.0
#: Seconds between tries to write down what came of a send, the last for ever: what is not marked would be sent again.
INSISTS = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 10.0)


class Sender(Loop):
    """Carries the outbox to the channels."""

    topic = OUTBOUND
    poll_seconds = 1.0

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        now: Callable[[], datetime],
        media_dir: Path = Path(),
    ) -> None:
        """Send over these channels, photos from `media_dir`; rows of others wait."""
        super().__init__(database)
        self._channels = dict(channels)
        self._now = now
        self._media_dir = media_dir
        self._after = Aftermath(database, now)
        self._abreast: Counter[str] = Counter()
        self._newest = False
        self._busy_until = 0.0

    async def step(self) -> bool:
        """Send one row; False where nothing is due."""
        parcels = await self._claim(1)
        await asyncio.gather(*(self._carry(parcel) for parcel in parcels))
        return bool(parcels)

    async def begin(self) -> bool:
        """Take rows up and go on while they are being sent; False where nothing is due."""
        parcels = await self._claim(ABREAST)
        for parcel in parcels:
            self.go_on(self._carry(parcel))
        return bool(parcels)

    def pause(self) -> float:
        """Look again soon where something was just sent."""
        return SOON if time.monotonic() < self._busy_until else self.poll_seconds

    async def _carry(self, parcel: Parcel) -> None:
        """Send at the parcel's turn and write down what came of it; never raises."""
        self._busy_until = time.monotonic() + STAYS_BUSY
        try:
            with following(parcel.row.turn, outbox=parcel.row.id):
                await self.insist(await self._deliver(parcel), INSISTS, least=len(INSISTS))
        except Exception as error:  # noqa: BLE001 - its lease ends, and then it is tried again
            log.warning("loop_stumbled", loop=type(self).__name__, error=name_fault(error))
        finally:
            self._abreast[parcel.lane.channel] -= 1

    async def _deliver(self, parcel: Parcel) -> Callable[[], Awaitable[None]]:
        """Send, and return what is to be written down."""
        began = time.monotonic()
        await asyncio.sleep((parcel.turn.at - parcel.claimed_at).total_seconds())
        if time.monotonic() - began > LATEST_START:
            return partial(self._after.give_back, parcel)
        channel, message = self._channels[parcel.lane.channel], parcel.message(self._media_dir)
        try:
            external_id = await self._send(channel, message)
        except Exception as error:  # noqa: BLE001 - an error nobody foresaw must not send the row for ever
            return partial(self._after.not_sent, parcel, error, channel.spends(message))
        return partial(self._mark_sent, parcel, external_id, channel, message)

    async def _send(self, channel: Channel, message: OutboundMessage) -> str:
        """Send within the time limit, and count what came of it."""
        began, outcome = time.monotonic(), SENT
        try:
            async with asyncio.timeout(SEND_TIMEOUT):
                return await channel.send(message)
        except Exception as error:
            outcome = type(error).__name__
            raise
        finally:
            self.measures.sending(message.address.channel, outcome, time.monotonic() - began)

    async def _mark_sent(
        self, parcel: Parcel, external_id: str, channel: Channel, message: OutboundMessage
    ) -> None:
        await self._after.sent(parcel, external_id, channel.spends(message))
        log.info("sent", channel=parcel.lane.channel)

    async def _claim(self, most: int) -> list[Parcel]:
        """Take rows of the first channel that has some, at most so many; each channel comes first by turns.

        What is taken counts as abreast until it is carried.
        """
        lanes = [c.lane for name, c in self._channels.items() if self._abreast[name] < ABREAST]
        for lane in await self._with_work(lanes):
            # What another `run` of ours took meanwhile is counted already.
            room = min(most, ABREAST - self._abreast[lane.channel])
            if not room:
                continue
            self._abreast[lane.channel] += room
            parcels: list[Parcel] = []
            try:
                parcels = await self._claim_from(lane, room)
            finally:
                self._abreast[lane.channel] -= room - len(parcels)
            if parcels:
                self._channels[lane.channel] = self._channels.pop(lane.channel)
                return parcels
        return []

    async def _with_work(self, lanes: list[Lane]) -> list[Lane]:
        now = self._now()
        async with self._database.read() as unit:
            resting = {
                (s.channel, s.scope) for s in await unit.channels.all() if not s.turns(FREE.every, now, 1)
            }
            ready = [lane for lane in lanes if (lane.channel, lane.scope) not in resting]
            return [lane for lane in ready if await unit.sending.has_due(lane, now)]

    async def _claim_from(self, lane: Lane, most: int) -> list[Parcel]:
        now = self._now()
        async with self._database.write() as unit:
            turns = await unit.channels.turns(lane, now, most)
            if not turns:
                return []
            claimed = await unit.sending.claim(lane, now, LEASE, most=len(turns), newest=self._newest)
            if not claimed:
                return []
            await unit.channels.take(lane, turns[: len(claimed)], now, LEASE)
            await unit.commit()
        self._newest = not self._newest
        return [Parcel(lane, turn, one, now) for turn, one in zip(turns, claimed, strict=False)]
