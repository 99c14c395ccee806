"""A kept state as bytes: a version byte, a body, and the CRC-32 of both, so that nothing damaged is ever believed."""

from struct import Struct
from zlib import crc32

from detector.errors import StateError

_CRC = Struct("<I")
CURE = "Let it be built again from the events"


def seal(version: int, body: bytes) -> bytes:
    r"""The bytes to keep.

    >>> seal(1, b"ab").hex(), unseal(seal(1, b"ab"), 1, "a note")
    ('016162b7e9d921', b'ab')
    """
    whole = bytes([version]) + body
    return whole + _CRC.pack(crc32(whole))


def unseal(state: bytes, version: int, what: str) -> bytes:
    """The body of kept bytes; `what`: whose state it is, for the message.

    Raises StateError: another version, or bytes that are not what was written.
    """
    if len(state) < 1 + _CRC.size:
        message = f"the state of {what} has {len(state)} bytes; expected at least {1 + _CRC.size}. {CURE}"
        raise StateError(message)
    if state[0] != version:
        message = (
            f"the state of {what} has version {state[0]}; this program knows version {version}. "
            "Run the version that wrote it, or a newer one, or let the state be built again from the events"
        )
        raise StateError(message)
    if _CRC.unpack(state[-_CRC.size :])[0] != crc32(state[: -_CRC.size]):
        message = f"the state of {what} ({len(state)} bytes) is damaged: its checksum differs. {CURE}"
        raise StateError(message)
    return state[1 : -_CRC.size]
