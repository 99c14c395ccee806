"""Secrets of programs and browsers: API keys and session tokens. Only their hashes are kept."""

import re
import secrets
from hashlib import sha256
from typing import NamedTuple

from store.accounts.readable import ALPHABET

_KEY = re.compile(rf"tw_([{ALPHABET}]{{10}})_([{ALPHABET}]{{32}})")
_SESSION_BYTES = 32


class KeyParts(NamedTuple):
    """An API key taken apart: the id may be shown and logged, the secret never."""

    key_id: str
    secret: str

    def __str__(self) -> str:
        """The key as a program sends it: tw_<id>_<secret>, found by scanners for leaked secrets."""
        return f"tw_{self.key_id}_{self.secret}"


def new_key() -> KeyParts:
    """A key with 160 random bits."""
    return KeyParts(_random(10), _random(32))


def split_key(key: str) -> KeyParts | None:
    """The parts of a key; None where it is none.

    >>> split_key("tw_0123456789_" + "0" * 32).key_id
    '0123456789'
    """
    found = _KEY.fullmatch(key)
    return KeyParts(*found.groups()) if found else None


def new_session_token() -> str:
    """256 random bits for a cookie."""
    return secrets.token_urlsafe(_SESSION_BYTES)


def session_hash(token: str) -> str:
    """What is kept of a session token, and found by: SHA-256 in hex. Nobody guesses 256 random bits."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
