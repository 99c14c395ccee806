"""Passwords as argon2id hashes, and a check that takes as long for a name that nobody has."""

import secrets
import unicodedata
from typing import Final, NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from detector.errors import AccountError

SHORTEST, LONGEST = 12, 256


class Cost(NamedTuple):
    """What one argon2id hash costs: passes, memory in KiB, lanes."""

    passes: int
    memory_kib: int
    lanes: int


FOR_PASSWORDS: Final = Cost(3, 65_536, 4)
"""The second recommended option of RFC 9106, for what a person can remember."""

FOR_KEYS: Final = Cost(1, 8_192, 1)
"""For keys of 160 random bits, which nobody guesses: every request of a program pays this."""


class Passwords:
    """Hashes and checks secrets at one cost."""

    def __init__(self, cost: Cost = FOR_PASSWORDS) -> None:
        """`cost`: tests take a small one."""
        self._hasher = PasswordHasher(cost.passes, cost.memory_kib, cost.lanes)
        self._nobodys = self._hasher.hash(secrets.token_urlsafe(24))

    def hash(self, password: str) -> str:
        """The hash with its salt and cost in it, as `$argon2id$…`."""
        return self._hasher.hash(_prepared(password))

    def matches(self, stored: str | None, password: str) -> bool:
        """Whether a password has the stored hash; None is nobody's and takes as long to refuse."""
        if len(password) > LONGEST:
            stored = None
        try:
            right = self._hasher.verify(stored or self._nobodys, _prepared(password))
        except (VerificationError, InvalidHashError):
            return False
        return right and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Whether a hash was made at another cost; then hash anew when the password is next at hand."""
        return self._hasher.check_needs_rehash(stored)


def check_new_password(password: str, name: str) -> None:
    """See that a new password can be taken. Raises AccountError.

    Length counts, kinds of characters do not (NIST SP 800-63B 5.1.1.2); the own name or one character over and over
    would be the first guesses.
    """
    length = len(_prepared(password))
    if not SHORTEST <= length <= LONGEST:
        message = f"the password has {length} characters; expected {SHORTEST} to {LONGEST}"
        raise AccountError(message)
    plain = _prepared(password).casefold()
    if len(set(plain)) < 5 or (name and name.casefold() in plain):
        message = "the password holds the account's name, or hardly any different characters; choose several words"
        raise AccountError(message)


def _prepared(password: str) -> str:
    """One text for what different keyboards send (RFC 8265 asks for NFC); what has no form does not end in an error."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "replace").decode()
