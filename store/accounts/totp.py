"""Time-based one-time passwords: RFC 6238 over RFC 4226, SHA-1 and 30 seconds, as authenticator apps have them."""

import base64
import hmac
import secrets
from hashlib import sha1
from urllib.parse import quote

from detector.instant import SECOND_US

STEP_SECONDS = 30
DIGITS = 6
WINDOW_STEPS = 1
"""Codes of the step before and after count too (RFC 6238, 5.2): clocks differ and people type slowly."""


def new_totp_secret() -> str:
    """A secret of 160 bits in base 32, as RFC 4226 recommends."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def totp_step(at_us: int) -> int:
    """The number of the 30-second step of a time."""
    return at_us // SECOND_US // STEP_SECONDS


def hotp(secret: str, counter: int, digits: int = DIGITS) -> str:
    """The code of a counter (RFC 4226, 5.3).

    >>> hotp(base64.b32encode(b"12345678901234567890").decode(), 1)
    '287082'
    """
    digest = hmac.digest(base64.b32decode(secret), counter.to_bytes(8, "big"), sha1)
    offset = digest[-1] & 0xF
    return str((int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF) % 10**digits).zfill(digits)


def matching_step(secret: str, code: str, at_us: int, last_step: int = -1) -> int | None:
    """The step that a code belongs to, None where it belongs to none.

    `last_step`: of the code accepted last. It and earlier ones are not accepted again, so a code that somebody
    looked at over a shoulder is of no use.
    """
    typed = "".join(code.split()).encode("utf-8", "replace")
    now = totp_step(at_us)
    found = None
    for step in range(now - WINDOW_STEPS, now + WINDOW_STEPS + 1):
        if hmac.compare_digest(hotp(secret, max(step, 0)).encode(), typed) and step > last_step:
            found = step
    return found


def totp_uri(secret: str, name: str, issuer: str = "Transferwatch") -> str:
    """What an authenticator app reads from a QR code.

    >>> totp_uri("ABC", "gao@north")
    'otpauth://totp/Transferwatch:gao%40north?secret=ABC&issuer=Transferwatch'
    """
    label = f"{quote(issuer, safe='')}:{quote(name, safe='')}"
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(issuer, safe='')}"
