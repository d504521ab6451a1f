"""Officers' accounts and their passwords."""

import asyncio
import re

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST_PASSWORD = 12  #: characters; ASVS 5.0 6.2.1 asks for 8, recommends 15; BSSN 4/2021 is read as 12
LONGEST_PASSWORD = 128  #: characters; hashing more would only be work for us
LONGEST_NAME = 120
USERNAME = re.compile(r"[a-z0-9._-]{3,60}")

#: OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane.
MEMORY_KIB, PASSES, LANES = 19_456, 2, 1
#: Nobody's password under the same costs: an unknown username takes as long as a wrong password.
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$JAVEeyAaK66qRyrG6+tWeQ$C/e8RwYKnWCInWuWrMi2yH1l4AkZB+TAKd3ZSTQwip4"


class AccountError(ValueError):
    """The account cannot be made like this; the message says why (Indonesian)."""


def check_account(username: str, name: str, password: str) -> None:
    """Check what a new officer chose. Raises AccountError."""
    if not USERNAME.fullmatch(username.strip().lower()):
        raise AccountError("Nama pengguna: 3 sampai 60 huruf kecil, angka, titik, atau garis, tanpa spasi.")
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        raise AccountError(f"Tuliskan nama Anda, paling banyak {LONGEST_NAME} huruf.")
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AccountError(
            f"Kata sandi paling sedikit {SHORTEST_PASSWORD} huruf. Kalimat pendek lebih mudah diingat."
        )


async def hash_password(password: str) -> str:
    """Hash with argon2id in a thread; about 70 ms and 19 MiB."""
    return await asyncio.to_thread(_hasher().hash, password)


async def verify_password(password: str, known: str | None) -> bool:
    """Whether the password fits the hash; without one it costs the same and never fits."""
    fits = await asyncio.to_thread(_verify, known or NOBODY, password[: LONGEST_PASSWORD + 1])
    return fits and known is not None


def _verify(known: str, password: str) -> bool:
    try:
        return _hasher().verify(known, password)
    except (VerificationError, InvalidHashError):
        return False


def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
