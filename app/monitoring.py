"""What watches over one process: its counters, its pulse, and how the channels fare."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.channel_watch import ChannelWatch, watched_channels
from app.lines import Lines
from app.metrics import Metrics
from app.pulse import Model, PulseReader
from settings import Settings
from storage import Database


@dataclass(frozen=True, slots=True)
class Monitoring:
    """One of a process."""

    metrics: Metrics
    pulse: PulseReader
    watch: ChannelWatch


def build_monitoring(
    settings: Settings,
    database: Database,
    lines: Lines,
    now: Callable[[], datetime],
    model: Model,
) -> Monitoring:
    """Build it over what the house has open."""
    return Monitoring(
        Metrics(),
        PulseReader(database, settings.var_dir, now, model),
        ChannelWatch(database, watched_channels(settings, lines), now),
    )
