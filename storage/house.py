"""The house rules as the settings have them, and the clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from settings import Settings
from storage.desk import HouseRules
from storage.preset_file import find_preset
from storage.texts_file import read_house_words
from storage.topics_file import read_topics


def house_rules(settings: Settings) -> HouseRules:
    """Return the region's rules. Raises PresetError and RoutingError where a file of them cannot be used."""
    return HouseRules(
        prefix=settings.ticket_prefix,
        first_answer_working_days=settings.first_answer_working_days,
        timezone=ZoneInfo(settings.timezone),
        opens=_time(settings.office_open),
        closes=_time(settings.office_close),
        undo=timedelta(seconds=settings.reply_undo_seconds),
        preset=find_preset(settings.data_dir / "presets", settings.preset),
        topics=read_topics(settings.data_dir / "topics.yml"),
        language=read_house_words(settings.texts_dir, settings.texts).language,
    )


def utc_now() -> datetime:
    """Return now, aware, UTC."""
    return datetime.now(UTC)


def _time(clock: str) -> time:
    return time.fromisoformat(clock.replace(".", ":"))
