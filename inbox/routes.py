"""Every route of the inbox, and whom it is for."""

from aiohttp import web

from inbox.sessions import Access, Handler, guarded
from inbox.static_files import static_file
from inbox.views import attachment, bell, case, deeds, holidays, invitation, login, queue, staff

NUMBER = "{number:[A-Za-z]{2,5}-[0-9A-Za-z]{6}-[0-9A-Za-z]}"
TOKEN = "{token:[A-Za-z0-9_-]{20,100}}"  # noqa: S105 - a path's pattern
ID = "{attachment_id:[0-9a-f]{32}}"

ROUTES: tuple[tuple[str, str, Handler, Access], ...] = (
    ("GET", "/statis/{version:[0-9a-f]{16}}/{name:[a-z.]+}", static_file, Access.ANYONE),
    ("GET", "/masuk", login.form, Access.ANYONE),
    ("POST", "/masuk", login.log_in, Access.ANYONE),
    ("POST", "/keluar", login.log_out, Access.ANYONE),
    ("GET", f"/undangan/{TOKEN}", invitation.form, Access.ANYONE),
    ("POST", f"/undangan/{TOKEN}", invitation.accept, Access.ANYONE),
    ("GET", "/", queue.queue, Access.OFFICERS),
    ("GET", "/kejadian", bell.stream, Access.OFFICERS),
    ("GET", f"/aduan/{NUMBER}", case.case, Access.OFFICERS),
    ("POST", f"/aduan/{NUMBER}/balas", deeds.reply, Access.OFFICERS),
    ("POST", f"/aduan/{NUMBER}/alihkan", deeds.transfer, Access.OFFICERS),
    ("POST", f"/aduan/{NUMBER}/tutup", deeds.close, Access.OFFICERS),
    ("POST", f"/aduan/{NUMBER}/ambil", deeds.take, Access.OFFICERS),
    ("POST", f"/aduan/{NUMBER}/kembalikan", deeds.give_back, Access.OFFICERS),
    ("GET", f"/lampiran/{ID}", attachment.attachment, Access.OFFICERS),
    ("GET", "/akun", staff.accounts, Access.ADMINS),
    ("POST", "/akun", staff.invite, Access.ADMINS),
    ("GET", "/hari-libur", holidays.days, Access.ADMINS),
    ("POST", "/hari-libur", holidays.edit, Access.ADMINS),
)


def add_routes(app: web.Application) -> None:
    """Add every route behind its guard; a route without access cannot be written down."""
    for method, path, handler, access in ROUTES:
        app.router.add_route(method, path, guarded(handler, access))
