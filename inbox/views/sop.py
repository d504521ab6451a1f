"""The SOP, made from the rules in force, to be printed."""

from aiohttp import web

from inbox.keys import DATABASE, DESK, SITE, TEMPLATES
from inbox.sop import SopFacts, render_sop


async def sop(request: web.Request) -> web.Response:
    """Show it."""
    desk, site = request.app[DESK], request.app[SITE]
    async with request.app[DATABASE].read() as unit:
        facts = SopFacts(
            region=site.region_name,
            service=site.service_name,
            first_answer_days=desk.rules.first_answer_working_days,
            preset=desk.rules.preset,
            topics=desk.rules.topics,
            routing=await desk.routing(unit),
            documents=await desk.documents(unit),
            printed=desk.now().astimezone(desk.rules.timezone),
        )
    text = await render_sop(request.app[TEMPLATES], facts, standalone=False)
    return web.Response(text=text, content_type="text/html")
