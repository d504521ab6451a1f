"""Faults as friendly pages without internals."""

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from inbox.pages import page
from tickets.errors import TicketNotFound

log = structlog.get_logger(__name__)

PAGES = {
    400: ("Permintaan tidak terbaca", "Kembali ke halaman sebelumnya, lalu coba sekali lagi."),
    401: ("Sesi berakhir", "Silakan masuk lagi."),
    403: ("Tidak diizinkan", "Halaman ini bukan untuk akun Anda, atau formulir datang dari situs lain."),
    404: ("Tidak ditemukan", "Halaman atau aduan ini tidak ada, atau bukan bagian OPD Anda."),
    405: ("Tidak dapat dibuka begini", "Kembali ke antrean, lalu buka dari sana."),
    413: (
        "Terlalu besar",
        "Tulisan atau fotonya terlalu besar. Kembali, lalu pendekkan atau kurangi fotonya.",
    ),
    500: ("Ada gangguan", "Ini kesalahan kami, bukan Anda. Coba sebentar lagi."),
}


@web.middleware
async def show_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every fault into a page; only its type is logged, since its text may hold a citizen's words."""
    try:
        return await handler(request)
    except TicketNotFound:
        return await _show(request, 404)
    except web.HTTPException as error:
        return await _show(request, error.status)
    except Exception as error:  # noqa: BLE001 - the last stop before the officer
        route = request.match_info.route.resource
        path = route.canonical if route else "?"
        log.error("inbox_failed", error=type(error).__name__, route=path)  # noqa: TRY400 - no traceback: it quotes
        return await _show(request, 500)


async def _show(request: web.Request, status: int) -> web.Response:
    title, advice = PAGES.get(status, PAGES[400])
    return await page(request, "error.html", status=status, title=title, advice=advice)
