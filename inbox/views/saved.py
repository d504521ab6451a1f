"""Saved filters: a list as it stands in the address, kept under a name."""

from aiohttp import web

from inbox.forms import FormError, read_form
from inbox.keys import DATABASE, DESK, OFFICER
from inbox.list_query import read_address
from inbox.pages import page, redirect
from storage.saved_filters import LONGEST_NAME, MOST


async def keep(request: web.Request) -> web.Response:
    """Keep the list under a name; the same name again replaces what it stood for."""
    officer, form = request[OFFICER], await read_form(request)
    name, asked = " ".join(form.get("nama", "").split()), read_address(form.get("saring", ""), officer)
    try:
        await _keep(request, name, asked.address)
    except FormError as problem:
        return await page(
            request, "save_filter.html", status=422, error=str(problem), typed=name, back=asked.address
        )
    return redirect(f"/?{asked.address}&kabar=saringan_disimpan")


async def forget(request: web.Request) -> web.Response:
    """Forget one of the officer's own."""
    form = await read_form(request)
    async with request.app[DATABASE].write() as unit:
        await unit.filters.forget(request[OFFICER].id, form.get("saringan", "")[:32])
        await unit.commit()
    back = read_address(form.get("saring", ""), request[OFFICER]).address
    return redirect(f"/?{back}&kabar=saringan_dihapus")


async def _keep(request: web.Request, name: str, address: str) -> None:
    if not 1 <= len(name) <= LONGEST_NAME:
        raise FormError(f"Beri nama saringannya, paling banyak {LONGEST_NAME} huruf.")
    async with request.app[DATABASE].write() as unit:
        now = request.app[DESK].now()
        if not await unit.filters.keep(request[OFFICER].id, name, address, now):
            raise FormError(f"Sudah ada {MOST} saringan. Hapus satu dahulu, lalu simpan lagi.")
        await unit.commit()
