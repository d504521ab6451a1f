"""What was said before a complaint was recognised: kept, and taken along by the complaint that follows."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from rasa_sdk.events import EventType, SlotSet

from actions.context import Context, read_point
from messages import Point

#: A photo or a pin belongs to a complaint written within this time; words only to the button under them.
TAKEN_ALONG = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Aside:
    """`bare`: ids of photos, pins and places; `spoken`: of words; `about`: how those were read."""

    bare: list[int] = field(default_factory=list)
    spoken: list[int] = field(default_factory=list)
    about: dict[str, Any] = field(default_factory=dict)
    point: Point | None = None
    place: str | None = None

    @property
    def message_ids(self) -> list[int]:
        """Everything, in order."""
        return sorted({*self.bare, *self.spoken})


def read_aside(context: Context, *, however_old: bool = False) -> Aside:
    """Return what was set aside, as a rule within the last hour."""
    kept = context.slot("tertunda")
    if not kept:
        return Aside()
    if not however_old and context.received_at - datetime.fromisoformat(kept["pada"]) > TAKEN_ALONG:
        return Aside()
    point = read_point(kept["titik"])
    return Aside(kept["polos"], kept["kata"], kept["paham"], point, kept["tempat"])


def set_aside(context: Context, *, complaint: bool) -> EventType:
    """Keep this message; `complaint` says that its words may be what the citizen wants to be kept."""
    before, point = read_aside(context), context.point()
    kept = {
        "pada": context.received_at.isoformat(),
        "polos": before.bare if complaint else [*before.bare, *context.message_ids],
        "kata": [*before.spoken, *context.message_ids] if complaint else before.spoken,
        "paham": context.understood if complaint else before.about,
        "titik": _written(point or before.point),
        "tempat": context.place() or before.place,
    }
    return SlotSet("tertunda", kept)


def _written(point: Point | None) -> str | None:
    return f"{point.latitude},{point.longitude}" if point else None
