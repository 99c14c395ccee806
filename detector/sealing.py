"""The cover of every kept state: a version byte before it, and the CRC-32 of both behind it."""

from struct import Struct
from zlib import crc32

from detector.errors import StateError

_CRC = Struct("<I")
CURE = "Let it be built again from the events"
"""What to do about a state that cannot be read."""


def seal(version: int, body: bytes) -> bytes:
    r"""A body with its version and checksum.

    >>> seal(1, b"abc")
    b'\x01abc\xa9 \x9dS'
    """
    whole = bytes([version]) + body
    return whole + _CRC.pack(crc32(whole))


def unseal(version: int, state: bytes, what: str = "a customer's state") -> memoryview:
    """The body of a sealed state, not copied; `what`: whose it is, for the message.

    Raises StateError: another version, or bytes that are not what was sealed.
    """
    if len(state) < 1 + _CRC.size:
        message = f"{what} has {len(state)} bytes; expected at least {1 + _CRC.size}. {CURE}"
        raise StateError(message)
    if state[0] != version:
        message = (
            f"{what} has version {state[0]}; this program knows version {version}. "
            "Run the version that wrote it, or a newer one, or let the state be built again from the events"
        )
        raise StateError(message)
    whole = memoryview(state)
    if _CRC.unpack(whole[-_CRC.size :])[0] != crc32(whole[: -_CRC.size]):
        message = f"{what} of {len(state)} bytes is damaged: its checksum differs. {CURE}"
        raise StateError(message)
    return whole[1 : -_CRC.size]
