"""A citizen on the paper channel: the one of a rehearsal, at another address."""

from collections.abc import Callable, Sequence
from datetime import datetime

from app.rehearsal_citizen import Citizen
from tests.conversations.records import Heard


def citizen_on_paper(name: str, now: Callable[[], datetime]) -> Citizen:
    """Return one person."""
    return Citizen(name, now, channel="paper", scope="desk")


def buttons_of(seen: Sequence[Heard]) -> dict[str, str]:
    """Return the payloads of the buttons that the bot showed, by title; the last of a title counts."""
    return {title: payload for each in seen for title, payload in each.buttons}
