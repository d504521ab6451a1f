"""Every route of the inbox, and whom it is for."""

from aiohttp import web

from inbox.sessions import Access, Handler, guarded
from inbox.static_files import static_file
from inbox.views import (
    account,
    attachment,
    audit,
    bell,
    canned,
    case,
    corrections,
    deeds,
    evidence,
    figures,
    holidays,
    invitation,
    login,
    own_sessions,
    queue,
    report,
    rules,
    second_factor,
    second_step,
    sop,
    staff,
)

NUMBER = "{number:[A-Za-z]{2,5}-[0-9A-Za-z]{6}-[0-9A-Za-z]}"
TOKEN = "{token:[A-Za-z0-9_-]{20,100}}"  # noqa: S105 - a path's pattern
OFFICER_ID = "{officer_id:[0-9a-f]{32}}"
REPLY_ID = "{reply_id:[0-9a-f]{32}}"
RULE = "{aturan:[a-z]{2,20}}"
ID = "{attachment_id:[0-9a-f]{32}}"
AGENCY = "{opd:[A-Za-z0-9_. -]{1,40}}"
FIGURE = "{angka:[a-z_]{2,20}}"
EVIDENCE_ID = "{evidence_id:[0-9a-f]{32}}"

ROUTES: tuple[tuple[str, str, Handler, Access], ...] = (
    ("GET", "/statis/{version:[0-9a-f]{16}}/{name:[a-z.]+}", static_file, Access.ANYONE),
    ("GET", "/masuk", login.form, Access.ANYONE),
    ("POST", "/masuk", login.log_in, Access.ANYONE),
    ("GET", "/masuk/kode", second_step.form, Access.ANYONE),
    ("POST", "/masuk/kode", second_step.give, Access.ANYONE),
    ("POST", "/keluar", login.log_out, Access.ANYONE),
    ("GET", f"/undangan/{TOKEN}", invitation.form, Access.ANYONE),
    ("POST", f"/undangan/{TOKEN}", invitation.accept, Access.ANYONE),
    ("GET", "/", queue.queue, Access.STAFF),
    ("GET", "/kejadian", bell.stream, Access.STAFF),
    ("GET", f"/aduan/{NUMBER}", case.case, Access.READERS),
    ("POST", f"/aduan/{NUMBER}/balas", deeds.reply, Access.WORKERS),
    ("POST", f"/aduan/{NUMBER}/alihkan", deeds.transfer, Access.WORKERS),
    ("POST", f"/aduan/{NUMBER}/tutup", deeds.close, Access.WORKERS),
    ("POST", f"/aduan/{NUMBER}/ambil", deeds.take, Access.WORKERS),
    ("POST", f"/aduan/{NUMBER}/kembalikan", deeds.give_back, Access.WORKERS),
    ("GET", f"/lampiran/{ID}", attachment.attachment, Access.READERS),
    ("GET", "/bukti", evidence.waiting, Access.REVIEWERS),
    ("GET", f"/bukti/{EVIDENCE_ID}/foto", evidence.photo, Access.READERS),
    ("GET", f"/bukti/{EVIDENCE_ID}/asli", evidence.original, Access.REVIEWERS),
    ("POST", f"/bukti/{EVIDENCE_ID}/periksa", evidence.settle, Access.REVIEWERS),
    ("GET", "/angka", figures.figures, Access.OVERSEERS),
    ("GET", "/rapor", report.report, Access.OVERSEERS),
    ("GET", "/rapor.csv", report.download, Access.OVERSEERS),
    ("GET", f"/rapor/{AGENCY}/{FIGURE}", report.behind, Access.OVERSEERS),
    ("GET", "/jejak", audit.log, Access.AUDITORS),
    ("GET", "/sesi", own_sessions.own, Access.NEWCOMERS),
    ("POST", "/sesi/akhiri", own_sessions.end, Access.NEWCOMERS),
    ("GET", "/keamanan", second_factor.security, Access.NEWCOMERS),
    ("POST", "/keamanan/mulai", second_factor.begin, Access.NEWCOMERS),
    ("POST", "/keamanan/pasang", second_factor.confirm, Access.NEWCOMERS),
    ("POST", "/keamanan/lepas", second_factor.remove, Access.NEWCOMERS),
    ("GET", "/akun", staff.accounts, Access.ADMINS),
    ("POST", "/akun", staff.invite, Access.ADMINS),
    ("POST", "/akun/wajib-kode", staff.require_codes, Access.ADMINS),
    ("GET", f"/akun/{OFFICER_ID}", account.account, Access.ADMINS),
    ("POST", f"/akun/{OFFICER_ID}/peran", account.edit, Access.ADMINS),
    ("POST", f"/akun/{OFFICER_ID}/tutup", account.disable, Access.ADMINS),
    ("POST", f"/akun/{OFFICER_ID}/buka", account.enable, Access.ADMINS),
    ("POST", f"/akun/{OFFICER_ID}/keluarkan", account.sign_out, Access.ADMINS),
    ("POST", f"/akun/{OFFICER_ID}/reset-kode", account.reset_code, Access.ADMINS),
    ("GET", "/balasan-siap", canned.replies, Access.WRITERS),
    ("POST", "/balasan-siap", canned.add, Access.WRITERS),
    ("POST", f"/balasan-siap/{REPLY_ID}", canned.change, Access.WRITERS),
    ("GET", "/koreksi", corrections.pending, Access.TRAINERS),
    ("POST", "/koreksi", corrections.take, Access.TRAINERS),
    ("GET", "/hari-libur", holidays.days, Access.ADMINS),
    ("POST", "/hari-libur", holidays.edit, Access.ADMINS),
    ("GET", "/sop", sop.sop, Access.STAFF),
    ("GET", "/aturan", rules.rules, Access.ADMINS),
    ("GET", f"/aturan/{RULE}", rules.edit, Access.ADMINS),
    ("POST", f"/aturan/{RULE}", rules.save, Access.ADMINS),
    ("GET", f"/aturan/{RULE}/riwayat", rules.history, Access.ADMINS),
)


def add_routes(app: web.Application) -> None:
    """Add every route behind its guard; a route without access cannot be written down."""
    for method, path, handler, access in ROUTES:
        app.router.add_route(method, path, guarded(handler, access))
