"""The browser an officer signed in with: known again by a signed cookie, and named in plain words."""

import hmac
import re
import secrets

from aiohttp import web

from inbox.keys import DATABASE, SITE

LASTS = 180 * 86_400  #: seconds; the cookie only keeps strangers from making its owner wait
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)
COOKIE = re.compile(r"[0-9a-f]{32}\.[0-9a-f]{64}")


def known_browser(request: web.Request, username: str) -> str | None:
    """Return the browser's id if this account signed in with it before; nobody else can make the cookie."""
    cookie = request.cookies.get(_name(request), "")
    if not COOKIE.fullmatch(cookie):
        return None
    browser, _, signature = cookie.partition(".")
    return browser if hmac.compare_digest(signature, _sign(request, browser, username)) else None


def remember_browser(request: web.Request, response: web.Response, username: str) -> None:
    """Let the browser be known for this account, under a fresh id: failures counted before are left behind."""
    browser = secrets.token_hex(16)
    secure = request.app[SITE].secure_cookies
    value = f"{browser}.{_sign(request, browser, username)}"
    options = {"httponly": True, "secure": secure, "samesite": "Lax"}
    response.set_cookie(_name(request), value, max_age=LASTS, path="/", **options)  # type: ignore[arg-type]


def browser_words(request: web.Request) -> str:
    """Say which browser this is, like "Chrome di Android"."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for sign, name in BROWSERS if sign in agent), "Peramban")
    system = next((name for sign, name in SYSTEMS if sign in agent), "perangkat lain")
    return f"{browser} di {system}"


def _sign(request: web.Request, browser: str, username: str) -> str:
    cipher = request.app[DATABASE].cipher
    return cipher.fingerprint("browser", browser, username.strip().lower())


def _name(request: web.Request) -> str:
    return "__Host-tanggap-perangkat" if request.app[SITE].secure_cookies else "tanggap_perangkat"
