"""The pulse as Prometheus reads it. What is not known is left out, never written as 0."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from app.pulse import Pulse
from storage.channel_health import ChannelHealth
from storage.vitals import Vitals

ReadChannel = Callable[[ChannelHealth, datetime], float | None]
#: Name, meaning, and how it is read at a moment.
CHANNEL_GAUGES: tuple[tuple[str, str, ReadChannel], ...] = (
    (
        "channel_silence_seconds",
        "Since the channel's last accepted delivery",
        lambda each, now: _age(each.heard_at, now),
    ),
    (
        "channel_unasked_seconds",
        "Since the channel's service was asked how it fares",
        lambda each, now: _age(each.checked_at, now),
    ),
    ("channel_token_valid", "Whether the service takes our token", lambda each, _: each.check.token_valid),
    (
        "channel_token_expires_timestamp_seconds",
        "When the token ends; absent where it never does",
        lambda each, _: _seconds(each.check.token_expires_at),
    ),
    (
        "channel_subscribed",
        "Whether the service delivers to us, as far as it tells",
        lambda each, _: each.check.subscribed,
    ),
    ("channel_waiting", "Updates the service holds for us", lambda each, _: each.check.waiting),
    (
        "channel_trouble",
        "Whether the service complains, or cannot be asked",
        lambda each, _: bool(each.check.trouble),
    ),
)
Samples = Iterable[tuple[tuple[str, ...], float | None]]


class PulseGauges(Collector):
    """Gives the last pulse to a registry."""

    def __init__(self) -> None:
        """Start without one."""
        self.pulse: Pulse | None = None

    def describe(self) -> list[Metric]:
        """Name nothing beforehand: no pulse was taken yet."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Yield every gauge of the pulse."""
        if self.pulse is not None:
            yield from _house(self.pulse)
            if self.pulse.vitals is not None:
                yield from _vitals(self.pulse.vitals)


def _house(pulse: Pulse) -> Iterator[Metric]:
    away = pulse.schema is None
    yield _one("database_up", "Whether the database answers within two seconds", not away)
    if not away:
        yield _one("schema_current", "Whether the schema is this release's or newer", pulse.schema_is_current)
    if pulse.redis is not None:
        yield _one("redis_up", "Whether Redis answers; absent where none is used", pulse.redis)
    yield _one("disk_free_bytes", "Room left on the disk of VAR_DIR", pulse.disk_free)
    yield _one("disk_total_bytes", "Size of the disk of VAR_DIR", pulse.disk_total)
    if pulse.model is not None:
        yield _many("model", "The language model that answers", ["model"], [((pulse.model,), 1)])
        yield _one(
            "model_current",
            "Whether it is the one the disk names, and that one is whole",
            pulse.model_is_current,
        )


def _vitals(vitals: Vitals) -> Iterator[Metric]:
    now, backlog = vitals.at, vitals.backlog
    yield _one("clock_skew_seconds", "How far the database's clock is ahead of ours", vitals.skew)
    yield _one("backlog_age_seconds", "Since when the oldest message waits for its turn", backlog.age(now))
    yield _one("backlog_messages", "Messages that wait for their turn, and deliveries unread", backlog.count)
    yield _one("parked_messages", "Messages given up", vitals.parked.count)
    yield _many(
        "backup_age_seconds",
        "Since the last whole backup; absent where none was ever made",
        [],
        [((), _age(vitals.last_backup, now))],
    )
    names = sorted({*vitals.unsent, *vitals.failed, *(each.channel for each in vitals.channels), "web"})
    unsent = [(name, vitals.unsent.get(name)) for name in names]
    yield _many(
        "outbox_age_seconds",
        "Since when the oldest unsent message waits",
        ["channel"],
        [((name,), pile.age(now) if pile else 0) for name, pile in unsent],
    )
    yield _many(
        "outbox_messages",
        "Messages that wait to be sent",
        ["channel"],
        [((name,), pile.count if pile else 0) for name, pile in unsent],
    )
    yield _many(
        "outbox_failed_messages",
        "Messages of the last day that could not be sent",
        ["channel"],
        [((name,), vitals.failed.get(name, 0)) for name in names],
    )
    yield _many(
        "channel_paused",
        "Whether sending rests because the channel cannot be reached, refuses us, or asked for it",
        ["channel"],
        [((each.channel,), each.is_open) for each in vitals.states],
    )
    yield from _channels(vitals.channels, now)


def _channels(channels: Iterable[ChannelHealth], now: datetime) -> Iterator[Metric]:
    facts = [((each.channel,), each) for each in channels]
    for name, help_text, read in CHANNEL_GAUGES:
        yield _many(name, help_text, ["channel"], [(label, read(each, now)) for label, each in facts])


def _age(moment: datetime | None, now: datetime) -> float | None:
    return None if moment is None else max((now - moment).total_seconds(), 0.0)


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def _one(name: str, help_text: str, value: float) -> Metric:
    return _many(name, help_text, [], [((), value)])


def _many(name: str, help_text: str, labels: list[str], samples: Samples) -> Metric:
    """Make one gauge; what is not known is left out."""
    family = GaugeMetricFamily(f"tanggap_{name}", help_text, labels=labels)
    for values, value in samples:
        if value is not None:
            family.add_metric(values, float(value))
    return family
