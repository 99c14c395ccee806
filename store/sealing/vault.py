"""Encrypts the secrets that must be read back, of authenticator apps and webhooks: AES-256-GCM (NIST SP 800-38D).

Passwords and keys of programs are not here: of them a hash is enough. The keys stand in a file outside the database, so
neither a copy of the database nor a backup is of use by itself.
"""

import base64
import secrets
from collections.abc import Callable, Sequence
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from detector.errors import VaultError

KEY_BYTES = 32
_NONCE_BYTES = 12
_MARK = "s1"


def key_id_of(key: bytes) -> str:
    """What a key is called in the store and in messages: the head of its SHA-256."""
    return sha256(b"transferwatch secrets key\n" + key).hexdigest()[:12]


def sealing_key(sealed: str) -> str | None:
    """The id of the key under which something was sealed; None where it is no sealed secret.

    >>> sealing_key("s1:0123456789ab:AAAA"), sealing_key("JBSWY3DPEHPK3PXP")
    ('0123456789ab', None)
    """
    parts = sealed.split(":")
    return parts[1] if len(parts) == 3 and parts[0] == _MARK else None


class Vault:
    """Seals and opens secrets. The keys are asked for each time, so that a rotation needs no restart."""

    def __init__(self, keys: Callable[[], Sequence[bytes]]) -> None:
        """`keys`: of 32 bytes each; the first seals, all of them open. It may raise VaultError."""
        self._keys = keys

    def key_id(self) -> str:
        """Of the key that seals."""
        return key_id_of(self._keys()[0])

    def key_ids(self) -> list[str]:
        """Of all keys, the one that seals first."""
        return [key_id_of(key) for key in self._keys()]

    def seal(self, secret: str, place: str) -> str:
        """A secret as the database keeps it. `place`: where it belongs (`totp:a-1`); anywhere else it does not open."""
        key, nonce = self._keys()[0], secrets.token_bytes(_NONCE_BYTES)
        name = key_id_of(key)
        hidden = nonce + AESGCM(key).encrypt(nonce, secret.encode(), _bound(name, place))
        return f"{_MARK}:{name}:{_text(hidden)}"

    def open(self, sealed: str, place: str) -> str:
        """The secret again. Raises VaultError: sealed under a key that is not here, for elsewhere, changed, or not."""
        name = sealing_key(sealed)
        if name is None:
            message = f"the secret {place} is not encrypted; run `transferwatch store upgrade`"
            raise VaultError(message)
        key = next((key for key in self._keys() if key_id_of(key) == name), None)
        if key is None:
            message = (
                f"the secret {place} is encrypted under key {name}, which the key file does not hold; put that key "
                "back, or give the secret up with `transferwatch secrets forget`"
            )
            raise VaultError(message)
        try:
            hidden = _bytes(sealed.rpartition(":")[2])
            nonce, rest = hidden[:_NONCE_BYTES], hidden[_NONCE_BYTES:]
            return AESGCM(key).decrypt(nonce, rest, _bound(name, place)).decode()
        except (InvalidTag, ValueError):
            message = f"the secret {place} was changed in the database, or belongs elsewhere; it is not used"
            raise VaultError(message) from None


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    """Of the one text that says them: Python's Base64 passes over spare bits and characters that are none."""
    raw = base64.urlsafe_b64decode(text)
    if _text(raw) != text:
        message = "not as it was written"
        raise ValueError(message)
    return raw


def _bound(name: str, place: str) -> bytes:
    return f"transferwatch {_MARK}\n{name}\n{place}".encode()
