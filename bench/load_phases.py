"""The parts of the load: beside the bare handler, at steady rates, with few and many stored, and a backlog."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from signal import SIGCONT, SIGSTOP
from time import perf_counter
from typing import Any

from bench.load_costs import Cost
from bench.load_store import grow_old, pile_up, until_worked_off
from bench.load_town import Town
from chaos.ledger import UNWORKED

CONCURRENCY = 64
LIVE_RATE = 5.0  #: messages a second while a backlog drains
SAMPLE = 400  #: turns by which their cost is told
MANY = 2_000  #: turns by which their rate is told
WARM_UP = 60  #: turns before anything is measured
SAMPLE_SECONDS = 120.0  #: within which they should be worked off
DONE = "SELECT count(*) FROM inbound_messages WHERE state = 'done' AND scope <> 'lama'"
#: Seconds from a message's arrival to its first answer's sending; what is not answered yet waits until now.
ANSWERED = (
    "SELECT extract(epoch FROM coalesce(min(o.sent_at), now()) - m.received_at) FROM inbound_messages m "
    "LEFT JOIN outbox o ON o.turn = 'in:' || m.id WHERE m.received_at >= %s GROUP BY m.id, m.received_at"
)
#: What a phase leaves undone is not the next one's burden.
LEFT = (
    "DELETE FROM unopened_bodies",
    "UPDATE inbound_messages SET state = 'silent' WHERE state = 'pending'",
    "UPDATE conversations SET work_at = NULL WHERE work_at IS NOT NULL",
    "UPDATE outbox SET state = 'failed' WHERE state = 'pending'",
)


@dataclass(frozen=True, slots=True)
class Rate:
    """What a steady rate gave: rates a second, acks in ms, answers in s, costs in % of a core and MB."""

    wanted: float
    acked: float
    refused: int
    ack_p50: float
    ack_p99: float
    turns: float
    answered_p50: float
    answered_p99: float
    fsyncs: float
    costs: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Flat:
    """Milliseconds of processor for each acknowledgement and turn, with few and with many stored messages."""

    few: int
    many: int
    acks: tuple[float, float]
    turns: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drained:
    """How a backlog was worked off: turns a second, turns done of it, and the live messages' p95 (s) meanwhile."""

    backlog: int
    rate: float
    done: int
    live_p95: float


class Phases:
    """Runs them one after the other, each with citizens of its own."""

    def __init__(self, place: Town, seed: int, seconds: float, workers: int) -> None:
        """Load so long each."""
        self._place, self._seconds = place, seconds
        self._seeds = count(seed * 100)
        self._workers = [f"worker-{n + 1}" for n in range(workers)]

    async def beside_bare(self) -> tuple[float, float]:
        """Return acknowledgements a second of our gateway and of the bare handler, nothing else running."""
        place = self._place
        port = place.start_bare()
        url = f"http://127.0.0.1:{port}/webhooks/whatsapp"
        bare = await place.load(next(self._seeds), self._seconds, "closed", CONCURRENCY, url)
        place.stop("bare")
        place.start("gateway")
        ours = await place.load(next(self._seeds), self._seconds, "closed", CONCURRENCY)
        self._leave()
        return _acked(ours), _acked(bare)

    async def rate(self, rate: float) -> Rate:
        """Load at a steady rate with every role at work."""
        place = self._place
        self._start("gateway", "sender")
        await self._warm_up()
        begun, clock = datetime.now(UTC), perf_counter()
        before, done, fsyncs = place.costs(), place.books.number(DONE), place.books.fsyncs()
        told = await place.load(next(self._seeds), self._seconds, "open", rate)
        spent = perf_counter() - clock
        after, turns = place.costs(), place.books.number(DONE) - done
        flushed = place.books.fsyncs() - fsyncs
        await self._calm_down(self._seconds)
        answered = [float(str(row[0])) for row in place.books.ask(ANSWERED, begun)]
        self._leave()
        return Rate(
            wanted=rate,
            acked=_acked(told),
            refused=told["refused"],
            ack_p50=_percentile(told["times"], 0.5),
            ack_p99=_percentile(told["times"], 0.99),
            turns=turns / spent,
            answered_p50=_percentile(answered, 0.5),
            answered_p99=_percentile(answered, 0.99),
            fsyncs=flushed / spent,
            costs={role: _share(before.get(role), each, spent) for role, each in after.items()},
        )

    async def flat(self, few: int, many: int) -> Flat:
        """Compare what acknowledgements and turns cost with few and with many messages stored."""
        costs = []
        for stored in (few, many):
            await asyncio.to_thread(grow_old, self._place, stored)
            # The lower of two: what else the machine does can only add to it.
            acks = min([await self._cost_of_acks() for _ in range(2)])
            costs.append((acks, min([await self._cost_of_turns() for _ in range(2)])))
        (acks_few, turns_few), (acks_many, turns_many) = costs
        return Flat(few, many, (acks_few, acks_many), (turns_few, turns_many))

    async def turns(self) -> float:
        """Return full durable turns a second, the workers alone at work: read, answered, committed, not yet sent."""
        place = self._place
        self._stop("sender", "gateway")
        await self._warm_up()
        place.signal(SIGSTOP, *self._workers)
        await pile_up(place, MANY, next(self._seeds))
        done, clock = place.books.number(DONE), perf_counter()
        place.signal(SIGCONT, *self._workers)
        await self._calm_down(SAMPLE_SECONDS)
        rate = (place.books.number(DONE) - done) / (perf_counter() - clock)
        self._leave()
        return rate

    async def drain(self, backlog: int, seconds: float) -> Drained:
        """Work a backlog off beside live messages, watched for so many seconds; 0: until it is gone."""
        place = self._place
        self._start("gateway", "sender")
        await self._warm_up()
        place.signal(SIGSTOP, *self._workers)
        await pile_up(place, backlog, next(self._seeds))
        place.signal(SIGCONT, *self._workers)
        begun, clock, done = datetime.now(UTC), perf_counter(), place.books.number(DONE)
        watched = 0.0
        while place.books.number(UNWORKED) and not (seconds and watched >= seconds):
            await place.load(
                next(self._seeds), min(seconds or self._seconds, self._seconds), "open", LIVE_RATE
            )
            watched = perf_counter() - clock
        turns = int(place.books.number(DONE) - done)
        live = [float(str(row[0])) for row in place.books.ask(ANSWERED, begun)]
        return Drained(backlog, turns / (perf_counter() - clock), turns, _percentile(live, 0.95))

    async def _cost_of_acks(self) -> float:
        self._stop("sender", *self._workers)
        self._start("gateway")
        before = self._cpu("gateway")
        told = await self._place.load(next(self._seeds), self._seconds / 2, "closed", CONCURRENCY)
        spent = self._cpu("gateway") - before
        self._leave()
        return 1000 * spent / len(told["times"])

    async def _cost_of_turns(self) -> float:
        place = self._place
        await self._warm_up()
        place.signal(SIGSTOP, *self._workers)
        await pile_up(place, SAMPLE, next(self._seeds))
        before, done = self._cpu("worker"), place.books.number(DONE)
        place.signal(SIGCONT, *self._workers)
        await self._calm_down(SAMPLE_SECONDS)
        return 1000 * (self._cpu("worker") - before) / max(1, place.books.number(DONE) - done)

    async def _warm_up(self) -> None:
        """Let the workers read their language model and work a little, which is no part of what is measured."""
        self._start(*self._workers)
        await pile_up(self._place, WARM_UP, next(self._seeds))
        await self._calm_down(SAMPLE_SECONDS)

    def _cpu(self, role: str) -> float:
        costs = self._place.costs()
        return costs[role].cpu + costs["postgresql"].cpu

    async def _calm_down(self, seconds: float) -> None:
        await until_worked_off(self._place, seconds)

    def _leave(self) -> None:
        for statement in LEFT:
            self._place.books.change(statement)

    def _start(self, *names: str) -> None:
        self._place.start(*(name for name in names if name not in self._place.running))

    def _stop(self, *names: str) -> None:
        self._place.stop(*(name for name in names if name in self._place.running))


def _acked(told: Mapping[str, Any]) -> float:
    return len(told["times"]) / float(told["seconds"])


def _percentile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] if times else float("inf")


def _share(before: Cost | None, after: Cost, seconds: float) -> tuple[float, float]:
    return 100 * (after.cpu - (before.cpu if before else 0.0)) / seconds, after.memory
