"""Identities at rest: AES-256-GCM, found again by a keyed hash; both under keys drawn from one secret."""

import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12  #: NIST SP 800-38D recommends 96 bits for GCM


class Cipher:
    """Encrypts and fingerprints with two keys derived from the installation's secret (32 bytes)."""

    def __init__(self, secret: bytes) -> None:
        """Derive the two keys; the secret itself is not kept."""
        self._aead = AESGCM(_derive(secret, b"tanggap encryption v1"))
        self._hash_key = _derive(secret, b"tanggap fingerprint v1")

    def encrypt(self, plain: bytes) -> bytes:
        """Return nonce and ciphertext; the same input never gives the same output."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, plain, None)

    def decrypt(self, sealed: bytes) -> bytes:
        """Return the plain bytes. Raises cryptography's InvalidTag under a wrong key."""
        return self._aead.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)

    def encrypt_text(self, plain: str | None) -> bytes | None:
        """Encrypt words; None stays None."""
        return None if plain is None else self.encrypt(plain.encode("utf-8", "surrogatepass"))

    def decrypt_text(self, sealed: bytes | None) -> str | None:
        """Decrypt words; None stays None."""
        return None if sealed is None else self.decrypt(sealed).decode("utf-8", "surrogatepass")

    def fingerprint(self, *parts: str) -> str:
        """Return a keyed hash, 64 hex digits; equal inputs meet, and nobody without the key can guess them."""
        message = b"\x1f".join(part.encode("utf-8", "surrogatepass") for part in parts)
        return hmac.new(self._hash_key, message, hashlib.sha256).hexdigest()


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret)
