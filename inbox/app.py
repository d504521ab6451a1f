"""The officers' web inbox as an app of its own."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from aiohttp import web

from inbox.errors import show_errors
from inbox.forms import LARGEST_FORM
from inbox.keys import DATABASE, DESK, OUTLINE, PHOTOS, SITE, STREAMS, TEMPLATES, Site
from inbox.outline import Outline
from inbox.pages import templates
from inbox.routes import add_routes
from inbox.security import add_headers, refuse_other_sites
from inbox.words import REPLY_HOURS
from storage import Database
from storage.desk import Desk
from storage.officer_photos import OfficerPhotos
from tickets.region import Region


def build_inbox(  # noqa: PLR0913 - one argument for each thing the house knows
    database: Database,
    desk: Desk,
    *,
    region_name: str,
    service_name: str,
    demo: bool,
    media_dir: Path,
    secure_cookies: bool,
    origin: str | None,
    topic_names: Mapping[str, str],
    reply_hours: Mapping[str, int] = REPLY_HOURS,
    region: Region | None = None,
) -> web.Application:
    """Build the inbox over an open database; it is closed by whoever opened it.

    `origin` is scheme and host as browsers see them, None where only the request knows (a plain intranet).
    """
    app = web.Application(middlewares=[show_errors, refuse_other_sites], client_max_size=LARGEST_FORM)
    app[DATABASE] = database
    app[DESK] = desk
    app[SITE] = Site(
        region_name,
        service_name,
        demo,
        media_dir,
        secure_cookies,
        origin and origin.rstrip("/"),
        topic_names,
        reply_hours,
    )
    app[PHOTOS] = OfficerPhotos(media_dir, desk.rules.timezone)
    app[OUTLINE] = Outline(region or Region.unknown())
    app[TEMPLATES] = templates()
    app[STREAMS] = set()
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(_end_streams)
    add_routes(app)
    return app


async def _end_streams(app: web.Application) -> None:
    streams = app[STREAMS].copy()
    for stream in streams:
        stream.cancel()
    await asyncio.gather(*streams, return_exceptions=True)
