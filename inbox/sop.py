"""The printed SOP: the steps of the preset with the limits, ladder and hours that are in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from itertools import pairwise
from pathlib import Path

import jinja2
from babel.dates import format_date

from tickets.dates import LANGUAGE
from tickets.document import EVERY, DocumentKind
from tickets.documents import Documents
from tickets.hours import Week
from tickets.hours_sheet import DAYS
from tickets.ladder import CHANNELS, Rung
from tickets.limits import CLASSES, OTHERS, URGENCIES
from tickets.preset import PERIODS, Preset, Step, StepLimit
from tickets.routing import Routing
from tickets.sheets import SHEETS
from tickets.topics import Topic

CSS = Path(__file__).parent / "static" / "sop.css"


@dataclass(frozen=True, slots=True)
class SopFacts:
    """Everything the page tells; the settings' part of it beside the documents."""

    region: str
    service: str
    first_answer_days: int
    preset: Preset
    topics: Mapping[str, Topic]
    routing: Routing
    documents: Documents
    printed: datetime


async def render_sop(templates: jinja2.Environment, facts: SopFacts, *, standalone: bool) -> str:
    """Return the page; a `standalone` one carries its style and can be kept as a file."""
    values = {
        "facts": facts,
        "sop": facts.preset.sop,
        "standalone": standalone,
        "css": CSS.read_text(encoding="utf-8") if standalone else "",
        "day": format_date(facts.printed.date(), "d MMMM y", locale=LANGUAGE),
        "period": PERIODS[facts.preset.period],
        "steps": [(step, _within(step, facts)) for step in facts.preset.sop.steps],
        "pickup": [(name, _hours(facts.documents.limits.pickup[u].hours)) for u, name in URGENCIES.items()],
        "completion": _completion(facts),
        "others": [(words, getattr(facts.documents.limits, name)) for name, words in OTHERS.items()],
        "week": _week(facts.documents.hours.usual),
        "seasons": [(season, _week(season.week)) for season in facts.documents.hours.seasons],
        "rungs": [(_agency(rung, facts), rung, CHANNELS[rung.channel]) for rung in _rungs(facts)],
        "versions": [(SHEETS[kind].title, facts.documents.versions.get(kind, 0)) for kind in _told()],
    }
    return await templates.get_template("sop.html").render_async(values)


def _told() -> list[DocumentKind]:
    return [DocumentKind.LIMITS, DocumentKind.LADDER, DocumentKind.HOURS]


def _within(step: Step, facts: SopFacts) -> str:
    limits = facts.documents.limits
    match step.limit:
        case StepLimit.PICKUP:
            parts = (f"{_hours(limits.pickup[u].hours)} ({name.lower()})" for u, name in URGENCIES.items())
            return ", ".join(parts)
        case StepLimit.FIRST_ANSWER:
            return f"{facts.first_answer_days} hari kerja"
        case StepLimit.COMPLETION:
            parts = (f"{limits.completion[c].days} ({name.lower()})" for c, name in CLASSES.items())
            return f"{', '.join(parts)} hari kerja"
        case StepLimit.VOTE:
            return f"{limits.vote_days} hari kerja"
        case StepLimit.ANSWER:
            return f"{limits.answer_days} hari kalender"
        case None:
            return f"{step.days} hari kerja" if step.days else "–"


def _hours(hours: float) -> str:
    return f"{hours:g} jam"


def _completion(facts: SopFacts) -> list[tuple[str, int, str]]:
    limits = facts.documents.limits
    topics: dict[str, list[str]] = {length: [] for length in CLASSES}
    for topic in facts.topics.values():
        topics[limits.completion_class(topic)].append(topic.title)
    return [
        (name, limits.completion[length].days, "; ".join(topics[length]) or "–")
        for length, name in CLASSES.items()
    ]


def _week(week: Week) -> list[tuple[str, str]]:
    """Return the working hours with days of the same hours together."""
    spans = [
        ", ".join(f"{_clock(span.opens)}–{_clock(span.closes)}" for span in day) or "libur"
        for day in week.days
    ]
    starts = [0, *(i + 1 for i, (one, other) in enumerate(pairwise(spans)) if one != other), len(spans)]
    names = list(DAYS.values())
    return [
        (names[first] if after - first == 1 else f"{names[first]}–{names[after - 1]}", spans[first])
        for first, after in pairwise(starts)
    ]


def _clock(at: time) -> str:
    return f"{at:%H.%M}"


def _rungs(facts: SopFacts) -> list[Rung]:
    return sorted(
        facts.documents.ladder.rungs, key=lambda rung: (rung.agency != EVERY, rung.agency, rung.level)
    )


def _agency(rung: Rung, facts: SopFacts) -> str:
    return "Semua OPD" if rung.agency == EVERY else facts.routing.agency_or_code(rung.agency).name
