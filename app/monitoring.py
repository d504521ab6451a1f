"""What watches over one process: its counters, its pulse, and how the channels fare."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.channel_watch import ChannelWatch, watched_channels
from app.metrics import Metrics
from app.pulse import Model, PulseReader
from bot.channels.telegram import Telegram
from bot.channels.whatsapp import WhatsApp
from bot.loop import Loop
from settings import Settings
from storage import Database


@dataclass(frozen=True, slots=True)
class Monitoring:
    """One of a process."""

    metrics: Metrics
    pulse: PulseReader
    watch: ChannelWatch

    def count(self, loops: Iterable[Loop]) -> None:
        """Let these loops be counted."""
        for loop in loops:
            loop.measures = self.metrics


def build_monitoring(
    settings: Settings,
    database: Database,
    telegram: Telegram | None,
    whatsapp: WhatsApp | None,
    now: Callable[[], datetime],
    model: Model | None = None,
) -> Monitoring:
    """Build it; `model` is None in a process that understands nothing."""
    return Monitoring(
        Metrics(),
        PulseReader(database, settings.var_dir, now, model),
        ChannelWatch(database, watched_channels(settings, telegram, whatsapp), now),
    )
