"""`tanggap sop`: the SOP as one page to print, with the rules in force or another preset's."""

from dataclasses import replace

from app.tools import open_tools
from inbox.pages import templates
from inbox.sop import SopFacts, render_sop
from settings import Settings
from storage.desk import Desk
from storage.errors import DatabaseProblem
from storage.house import house_rules, utc_now
from storage.preset_file import find_preset
from tickets.documents import Documents
from tickets.routing import Agency, Routing


async def make_sop(settings: Settings, preset: str) -> str:
    """Return the page; with `preset` named, that one's own rules instead of those in force.

    Raises PresetError where there is no such preset.
    """
    rules = house_rules(settings)
    if preset:
        rules = replace(rules, preset=find_preset(settings.data_dir / "presets", preset))
    desk = Desk(rules, utc_now)
    documents, routing = desk.shelf.seeds(), NOBODY
    if not preset:
        documents, routing = await _in_force(settings, desk)
    facts = SopFacts(
        region=settings.region_name,
        service=settings.service_name,
        first_answer_days=rules.first_answer_working_days,
        preset=rules.preset,
        topics=rules.topics,
        routing=routing,
        documents=documents,
        printed=utc_now().astimezone(rules.timezone),
    )
    return await render_sop(templates(), facts, standalone=True)


NOBODY = Routing({"": Agency("", "", "")}, "")


async def _in_force(settings: Settings, desk: Desk) -> tuple[Documents, Routing]:
    async with open_tools(settings) as database, database.read() as unit:
        try:
            routing = await desk.routing(unit)
        except DatabaseProblem:
            routing = NOBODY  # before the first import the SOP can be read all the same
        return await desk.documents(unit), routing
