"""Where a session is over: sign in again, and no typed word is lost."""

import re
from urllib.parse import urlencode

from aiohttp import web

from inbox.pages import page, redirect
from inbox.photo_forms import read_words

#: Where signing in may lead; anything else leads to the queue, so that no link sends an officer elsewhere.
OWN_PAGE = re.compile(
    r"/(aduan/[A-Za-z0-9-]{5,20}|permintaan(/[0-9a-f]{32})?|akun|hari-libur|sesi|keamanan|jejak|angka|saya"
    r"|saya/telegram|cari-pelapor|ringkasan"
    r"|\?[A-Za-z0-9_=&.+-]{1,400})?"
)
TYPED = ("isi", "alasan", "kontak")


async def sign_in_again(request: web.Request) -> web.Response:
    """Lead to the login and back; a post shows what was typed, to be copied."""
    if request.method == "POST":
        form = await read_words(request)
        typed = [form[field] for field in TYPED if form.get(field)]
        back = own_page(re.sub(r"/[a-z]+$", "", request.path))
        return await page(request, "login.html", status=401, expired=True, typed=typed, back=back)
    if request.headers.get("Accept", "").startswith("text/event-stream"):
        raise web.HTTPUnauthorized
    back = own_page(request.path_qs if request.path == "/" else request.path)
    return redirect("/masuk" if back == "/" else f"/masuk?{urlencode({'lanjut': back})}")


def own_page(path: str) -> str:
    """Return the path if it is one of ours to return to, else the queue's."""
    return path if OWN_PAGE.fullmatch(path) else "/"
