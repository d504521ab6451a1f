"""Pages "Aturan": the house documents, each a form of rows with its history."""

from collections.abc import Sequence
from itertools import pairwise

from aiohttp import web

from inbox.keys import DATABASE, DESK, OFFICER
from inbox.pages import page, redirect
from inbox.rule_page import Draft, sheet_page, show_form
from inbox.sheet_form import Fields, Rows, first, read_sheet, typed_rows
from inbox.sheet_words import ACTORS, known_names
from storage import Conflict, UnitOfWork
from storage.audit import AuditAction
from storage.editions import Edition
from tickets.document import Body, DocumentError, DocumentKind, Problem, Sheet
from tickets.document_changes import changes
from tickets.document_reading import canonical, unknown_names
from tickets.sheets import BY_SLUG, SHEETS

PAGE = 20  #: editions of one page of history
MORE_ROWS = 5
OLDEST = 10**6


async def rules(request: web.Request) -> web.Response:
    """List the documents: which version is in force, who saved it and when."""
    desk = request.app[DESK]
    async with request.app[DATABASE].read() as unit:
        found = [(sheet, await desk.shelf.current(unit, kind)) for kind, sheet in SHEETS.items()]
        names = await _actors(unit, [edition for _, edition in found])
    return await page(request, "rules.html", found=found, actors=names, preset=desk.rules.preset.title)


async def edit(request: web.Request) -> web.Response:
    """Show one document's form; `?versi=` fills it with an older edition, to be saved anew."""
    sheet, desk = _sheet(request), request.app[DESK]
    async with request.app[DATABASE].read() as unit:
        current = await desk.shelf.current(unit, sheet.kind)
        asked = _number(request.query.get("versi", ""))
        older = await _edition(request, unit, sheet, asked) if asked is not None else None
        if asked is not None and older is None:
            raise web.HTTPNotFound
        draft = _draft(sheet, current, older)
        return await show_form(request, unit, sheet, draft)


async def save(request: web.Request) -> web.Response:
    """Put the form in force as a new edition; what cannot be used comes back with everything typed."""
    sheet, fields = _sheet(request), await read_sheet(request)
    rows, before = typed_rows(sheet, fields)
    version = _number(first(fields, "versi")) or 0
    if first(fields, "aksi") == "tambah":
        async with request.app[DATABASE].read() as unit:
            return await show_form(request, unit, sheet, Draft(rows, before, version, more=MORE_ROWS))
    try:
        await _put(request, sheet, rows, version)
    except DocumentError as error:
        async with request.app[DATABASE].read() as unit:
            draft = Draft(rows, before, version, problems=error.problems)
            return await show_form(request, unit, sheet, draft, status=422)
    except Conflict:
        return await _overtaken(request, sheet, fields)
    return redirect(f"/aturan/{sheet.slug}?kabar=tersimpan")


async def history(request: web.Request) -> web.Response:
    """Show every edition with who, when and what changed, newest first."""
    sheet, before = _sheet(request), _number(request.query.get("sebelum", ""))
    async with request.app[DATABASE].read() as unit:
        editions = await unit.editions.history(sheet.kind, PAGE + 1, before)
        known, actors = await known_names(request, unit), await _actors(unit, editions)
    older = editions[PAGE].version + 1 if len(editions) > PAGE else None
    both = editions if older else [*editions, _start(request, sheet)]
    rows = [(edition, changes(sheet, earlier.body, edition.body)) for edition, earlier in pairwise(both)]
    return await sheet_page(
        request,
        "rule_history.html",
        sheet,
        known,
        rows=rows,
        actors=actors,
        older=older,
        newest=before is None,
    )


async def _put(request: web.Request, sheet: Sheet, rows: Rows, version: int) -> None:
    desk, officer = request.app[DESK], request[OFFICER]
    async with request.app[DATABASE].write() as unit:
        current = await desk.shelf.current(unit, sheet.kind)
        body = canonical(sheet.sections, rows)
        if body == canonical(sheet.sections, current.body) and current.version:
            return  # the second of two clicks, or nothing was changed
        await _check(request, unit, sheet, body)
        saved = await unit.editions.add(sheet.kind, body, officer.id, desk.now(), version)
        much = len(changes(sheet, current.body, body))
        note = {"subject": f"aturan {sheet.slug}", "detail": f"versi {saved}: {much} baris berubah"}
        await unit.audit.note(officer.id, AuditAction.SETTING_CHANGED, desk.now(), **note)
        await unit.commit()


async def _check(request: web.Request, unit: UnitOfWork, sheet: Sheet, body: Body) -> None:
    """Refuse what cannot be used now. Raises DocumentError."""
    sheet.parse(body)
    known = await known_names(request, unit)
    problems = [*unknown_names(sheet, body, known), *sheet.check(body, known)]
    if sheet.kind is DocumentKind.ROUTING:
        kept = {row["code"] for row in body["agencies"]}
        orphaned = sorted(set(await unit.tickets.count_by_agency()) - kept)
        problems += [
            Problem("agencies", 0, "code", f"{code} masih memegang aduan terbuka. Alihkan dulu aduannya.")
            for code in orphaned
        ]
    if problems:
        raise DocumentError(problems)


async def _overtaken(request: web.Request, sheet: Sheet, fields: Fields) -> web.Response:
    """Show what somebody else saved meanwhile, over what was typed."""
    rows, before = typed_rows(sheet, fields)
    async with request.app[DATABASE].read() as unit:
        current = await request.app[DESK].shelf.current(unit, sheet.kind)
        seen = await _edition(request, unit, sheet, _number(first(fields, "versi")) or 0)
        actor = (await _actors(unit, [current]))[current.actor]
        notice = (
            f"{actor} menyimpan versi {current.version} sementara Anda mengisi. Isian Anda masih lengkap di bawah, "
            "tetapi belum disimpan: masukkan perubahan itu bila perlu, lalu simpan lagi."
        )
        meanwhile = changes(sheet, seen.body, current.body) if seen else ()
        draft = Draft(rows, before, current.version, notice=notice, meanwhile=meanwhile)
        return await show_form(request, unit, sheet, draft, status=409)


def _draft(sheet: Sheet, current: Edition, older: Edition | None) -> Draft:
    rows = canonical(sheet.sections, (older or current).body)
    listed = {name: list(each) for name, each in rows.items()}
    counts = {name: len(each) for name, each in listed.items()}
    if older is None:
        return Draft(listed, counts, current.version)
    notice = f"Ini isi versi {older.version}. Belum berlaku sampai disimpan."
    return Draft(listed, counts, current.version, notice=notice, shown_version=older.version)


async def _edition(request: web.Request, unit: UnitOfWork, sheet: Sheet, version: int) -> Edition | None:
    if version == 0:
        return _start(request, sheet)
    return await unit.editions.edition(sheet.kind, version)


def _start(request: web.Request, sheet: Sheet) -> Edition:
    """Return what was before the first edition."""
    return request.app[DESK].shelf.seed(sheet.kind)


async def _actors(unit: UnitOfWork, editions: Sequence[Edition]) -> dict[str, str]:
    """Return who saved them, by what the edition keeps."""
    ids = {edition.actor for edition in editions}
    return {actor: actor for actor in ids} | ACTORS | await unit.staff.names(ids)


def _sheet(request: web.Request) -> Sheet:
    try:
        return BY_SLUG[request.match_info["aturan"]]
    except KeyError:
        raise web.HTTPNotFound from None


def _number(words: str) -> int | None:
    return int(words) if words.isascii() and words.isdigit() and len(words) < len(str(OLDEST)) else None
