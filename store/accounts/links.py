"""Links that let one person do one thing for some time, signed with HMAC-SHA-256 (RFC 2104).

A link is a claim, not a sign-in by itself: what opens it says who the person is that is signed in, and a link of
somebody else, for another purpose or subject, forged or expired, is refused with one and the same sentence.
"""

import base64
import hmac
from collections.abc import Sequence
from hashlib import sha256

import msgspec
from msgspec import Struct

from detector.errors import AccountError
from detector.instant import SECOND_US

REFUSED = "this link does not work: it is not yours, is not whole, or has expired; ask for a new one"
SHORTEST_KEY_BYTES = 32


class Grant(Struct, frozen=True, array_like=True):
    """Who may do what with which thing until when (seconds since 1970). `nonce`: to use a link once, keep what was."""

    purpose: str
    person_id: str
    subject: str
    until_s: int
    nonce: str


def sign_link(grant: Grant, key: bytes) -> str:
    """The token of a link, for a URL. Raises AccountError where the key is too short."""
    body = _text(msgspec.json.encode(grant))
    return f"{body}.{_text(_mac(body, _checked(key)))}"


def open_link(token: str, keys: Sequence[bytes], purpose: str, person_id: str, at_us: int) -> Grant:
    """The grant of a link, for the person who is signed in. Raises AccountError(REFUSED) where it does not work.

    `keys`: the one that signs now, and older ones while their links may still be under way.
    """
    body, dot, mac = token.partition(".")
    good = [hmac.compare_digest(_text(_mac(body, _checked(key))), mac) for key in keys] if token.isascii() else []
    if not dot or not any(good):
        raise AccountError(REFUSED)
    grant = msgspec.json.decode(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)), type=Grant)
    if (grant.purpose, grant.person_id) != (purpose, person_id) or at_us >= grant.until_s * SECOND_US:
        raise AccountError(REFUSED)
    return grant


def _mac(body: str, key: bytes) -> bytes:
    return hmac.digest(key, b"transferwatch link\n" + body.encode(), sha256)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _checked(key: bytes) -> bytes:
    if len(key) < SHORTEST_KEY_BYTES:
        message = f"the key that signs links has {len(key)} bytes; expected at least {SHORTEST_KEY_BYTES} random ones"
        raise AccountError(message)
    return key
