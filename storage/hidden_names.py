"""Reporters' names in the clear for one purpose: to find them in a text that must not give them away."""

from storage.cipher import Cipher


def names_to_hide(cipher: Cipher, sealed: bytes | None) -> tuple[str, ...]:
    """Open a contact's sealed name; what is returned is taken out of a text, and neither kept nor shown."""
    name = cipher.decrypt_text(sealed)
    return (name,) if name else ()
