"""Page "Koreksi": what officers corrected, for the trainer to choose from and take along."""

from collections.abc import Iterable, Mapping
from typing import Any

from aiohttp import web
from multidict import MultiMapping

from inbox.keys import DATABASE, DESK, OFFICER, SITE
from inbox.pages import page, redirect
from nlu.corrected import training_file
from storage.audit import AuditAction
from storage.corrections import PAGE, Correction, labelled

PATH = "/koreksi"
LABEL = "lapor/"


async def pending(request: web.Request) -> web.Response:
    """List what nobody has taken yet."""
    return await _show(request)


async def take(request: web.Request) -> web.Response:
    """Give the ticked ones as a training file, or set them aside; taking them again gives the same file."""
    fields, now = await request.post(), request.app[DESK].now()
    chosen = _chosen(fields)
    sets_aside = fields.get("aksi") == "sisihkan"
    intents = _intents(fields, chosen, request.app[SITE].topic_names)
    if problem := _problem(chosen, intents, sets_aside=sets_aside):
        return await _show(request, status=422, error=problem, ticked=chosen, typed=intents)
    async with request.app[DATABASE].write() as unit:
        await unit.corrections.mark_exported(dict.fromkeys(chosen, "") if sets_aside else intents, now)
        found = await unit.corrections.some(chosen)
        note = {"subject": "koreksi", "detail": f"{'disisihkan' if sets_aside else 'diunduh'} {len(found)}"}
        await unit.audit.note(request[OFFICER].id, AuditAction.SETTING_CHANGED, now, **note)
        await unit.commit()
    if sets_aside:
        return redirect(f"{PATH}?kabar=tersimpan")
    return web.Response(
        body=training_file(labelled(found)).encode(),
        content_type="application/yaml",
        headers={"Content-Disposition": f'attachment; filename="koreksi_{now:%Y%m%d_%H%M}.yml"'},
    )


def _chosen(fields: MultiMapping[Any]) -> list[int]:
    ids = [str(value) for value in fields.getall("pilih", [])]
    return [int(each) for each in ids if each.isascii() and each.isdigit() and len(each) < 19][:PAGE]  # noqa: PLR2004 - 64 bits


def _intents(
    fields: Mapping[str, object], chosen: Iterable[int], topics: Mapping[str, str]
) -> dict[int, str]:
    picked = {each: str(fields.get(f"topik-{each}", "")) for each in chosen}
    return {each: f"{LABEL}{topic}" if topic in topics else "" for each, topic in picked.items()}


def _problem(chosen: list[int], intents: Mapping[int, str], *, sets_aside: bool) -> str:
    if not chosen:
        return "Belum ada yang ditandai. Centang dulu kalimat yang Anda perlukan."
    if not sets_aside and not all(intents.values()):
        return "Ada kalimat yang ditandai tanpa topik. Pilih topiknya, atau sisihkan kalimat itu."
    return ""


async def _show(
    request: web.Request,
    *,
    status: int = 200,
    error: str = "",
    ticked: Iterable[int] = (),
    typed: Mapping[int, str] | None = None,
) -> web.Response:
    async with request.app[DATABASE].read() as unit:
        found = await unit.corrections.pending()
        routing = await request.app[DESK].routing(unit)

    def name(correction: Correction, code: str) -> str:
        if correction.what == "agency":
            return routing.agency_or_code(code).short
        return request.app[SITE].topic(code)

    topics = {each.id: (typed or {}).get(each.id, each.intent).removeprefix(LABEL) for each in found}
    values = {"rows": found, "name": name, "chosen_topics": topics, "topics": request.app[SITE].topic_names}
    return await page(
        request,
        "corrections.html",
        status=status,
        error=error,
        ticked=set(ticked),
        more=len(found) == PAGE,
        **values,
    )
