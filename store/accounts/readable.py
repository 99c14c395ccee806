"""Random secrets that a person can read, say and type: Crockford's base 32, which has no i, l, o and u."""

import secrets
from hashlib import sha256

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LOOKS_LIKE = str.maketrans("oil", "011", " -")
RECOVERY_CODES = 10


def readable_secret(groups: int, length: int = 5) -> str:
    """Groups of random characters, 5 bits each, joined by hyphens."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(length)) for _ in range(groups))


def as_typed(text: str) -> str:
    """What a typed secret stands for: case, spaces, hyphens and look-alikes do not matter.

    >>> as_typed("O1LX-abc de")
    '011xabcde'
    """
    return text.strip().lower().translate(_LOOKS_LIKE)


def new_password() -> str:
    """A password for the first sign-in, to be replaced then: 100 bits."""
    return readable_secret(4)


def new_recovery_codes(count: int = RECOVERY_CODES) -> list[str]:
    """Codes for the day when the second factor is lost: 75 bits each, each for one use."""
    return [readable_secret(3) for _ in range(count)]


def recovery_hash(account_id: str, code: str) -> str:
    """What is kept of a recovery code: SHA-256 in hex. 75 random bits need no slow hash; the account salts it."""
    return sha256(f"{account_id}\n{as_typed(code)}".encode("utf-8", "replace")).hexdigest()
