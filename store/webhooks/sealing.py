"""What keeps a secret readable for us and for nobody who has the database alone."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from detector.errors import UsageError

_NONCE_BYTES = 12


class Sealer(Protocol):
    """Seals and opens secrets."""

    def seal(self, secret: str, place: str) -> str:
        """A secret as the database keeps it. `place`: where it belongs; anywhere else it does not open."""

    def open(self, sealed: str, place: str) -> str:
        """The secret again. Raises TransferwatchError where that cannot be done."""


class KeySealer:
    """Seals by keys of a file, AES-256-GCM (NIST SP 800-38D); the first seals, all of them open."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._ciphers = [AESGCM(sha256(b"transferwatch webhooks\n" + key).digest()) for key in keys]

    def seal(self, secret: str, place: str) -> str:
        """Raises UsageError where there is no key."""
        if not self._ciphers:
            message = "secrets of webhooks are kept encrypted: give the console a key, --keys FILE"
            raise UsageError(message)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return urlsafe_b64encode(nonce + self._ciphers[0].encrypt(nonce, secret.encode(), place.encode())).decode()

    def open(self, sealed: str, place: str) -> str:
        """Raises UsageError: sealed by a key that is not here, or not for this place."""
        raw = urlsafe_b64decode(sealed)
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode()).decode()
            except InvalidTag:
                continue
        message = f"the secret of {place} was sealed by a key that is not in the file; put it back as a later line"
        raise UsageError(message)
