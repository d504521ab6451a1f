"""What the inbox's handlers find in the app and in a request."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import jinja2
from aiohttp import web

from inbox.outline import Outline
from storage import Database
from storage.desk import Desk
from storage.officer_photos import OfficerPhotos
from storage.staff import Officer
from storage.staff_sessions import Session


@dataclass(frozen=True, slots=True)
class Site:
    """What this installation is; `origin` is scheme and host from outside, None where unknown."""

    region_name: str
    service_name: str
    demo: bool
    media_dir: Path
    secure_cookies: bool
    origin: str | None
    topic_names: Mapping[str, str]
    reply_hours: Mapping[str, int]  #: a channel's window for officers' words; none for a channel without one

    def topic(self, name: str) -> str:
        """Return a topic's name for the screen."""
        return self.topic_names.get(name, name)

    def address(self, request: web.Request) -> str:
        """Return scheme and host under which the officer sees us."""
        return self.origin or f"{request.scheme}://{request.host}"


DATABASE = web.AppKey("database", Database)
DESK = web.AppKey("desk", Desk)
SITE = web.AppKey("site", Site)
PHOTOS = web.AppKey("photos", OfficerPhotos)
OUTLINE = web.AppKey("outline", Outline)
TEMPLATES = web.AppKey("templates", jinja2.Environment)
#: What listens to the bell and must end when the app does.
STREAMS: web.AppKey[set[asyncio.Task[object]]] = web.AppKey("streams", set)

OFFICER = web.RequestKey("officer", Officer)
SESSION = web.RequestKey("session", Session)
