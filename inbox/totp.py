"""Codes of an authenticator app (RFC 6238 over RFC 4226): six digits, a new one every 30 seconds."""

import base64
import hashlib
import hmac
import re
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

import segno

STEP = 30  #: seconds (RFC 6238, 5.2)
DIGITS = 6
SECRET_BYTES = 20  #: RFC 4226, R6 recommends 160 bits
DRIFT = 1  #: steps either side for clocks that differ and people who type slowly (RFC 6238, 6)
RECOVERY_CODES = 10
RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  #: nothing that looks like something else
RECOVERY_LENGTH = 12  #: characters, 59 bits


def new_secret() -> bytes:
    """Draw a secret for one app."""
    return secrets.token_bytes(SECRET_BYTES)


def hotp(secret: bytes, counter: int, digits: int = DIGITS) -> str:
    """Return the code of a counter (RFC 4226, 5.3)."""
    mac = hmac.digest(secret, counter.to_bytes(8), hashlib.sha1)
    offset = mac[-1] & 15
    number = int.from_bytes(mac[offset : offset + 4]) & 0x7FFF_FFFF
    return f"{number % 10**digits:0{digits}d}"


def step_at(now: datetime) -> int:
    """Return the number of the time step."""
    return int(now.timestamp()) // STEP


def matching_step(secret: bytes, code: str, now: datetime) -> int | None:
    """Return the time step, near now, whose code this is; whether it was used already is for storage to say."""
    typed = re.sub(r"\s", "", code)
    if not re.fullmatch(r"[0-9]{6}", typed):
        return None
    near = range(step_at(now) - DRIFT, step_at(now) + DRIFT + 1)
    fits = [step for step in near if hmac.compare_digest(hotp(secret, step), typed)]
    return fits[-1] if fits else None


def key_text(secret: bytes) -> str:
    """Return the secret as people type it into an app, in groups of four."""
    key = base64.b32encode(secret).decode()
    return " ".join(re.findall(".{4}", key))


def otpauth(secret: bytes, username: str, issuer: str) -> str:
    """Return the address that an authenticator app opens."""
    values = urlencode({"secret": base64.b32encode(secret).decode(), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(username)}?{values}"


def qr_code(address: str) -> str:
    """Draw an address as an SVG for the page; it carries no inline style, which the policy would refuse."""
    return segno.make_qr(address, error="m").svg_inline(scale=4, dark="#000", light="#fff", omitsize=False)


def new_recovery_codes() -> list[str]:
    """Draw codes for the day the phone is lost, like "abcd-efgh-jkmn"."""
    return ["-".join(_word() for _ in range(RECOVERY_LENGTH // 4)) for _ in range(RECOVERY_CODES)]


def as_recovery_code(typed: str) -> str:
    """Return what was typed as a recovery code is written."""
    letters = re.sub(r"[^a-z0-9]", "", typed.lower())[:RECOVERY_LENGTH]
    return "-".join(letters[n : n + 4] for n in range(0, len(letters), 4))


def _word() -> str:
    return "".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(4))
