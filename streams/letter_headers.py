"""Headers of a Kafka record as text in a dead letter, and back without loss: their values are bytes, or nothing."""

from base64 import b64decode, b64encode
from collections.abc import Iterable

_BASE64 = "base64:"
_NULL = "null:"


def header_texts(headers: Iterable[tuple[str, bytes | None]]) -> list[tuple[str, str]]:
    r"""Readable text as it is; other bytes, and text that looks like a mark of ours, in base64.

    >>> header_texts([("trace", b"a1"), ("raw", b"\xff\x00"), ("none", None), ("odd", b"null:")])
    [('trace', 'a1'), ('raw', 'base64:/wA='), ('none', 'null:'), ('odd', 'base64:bnVsbDo=')]
    """
    return [(name, _text(value)) for name, value in headers]


def _text(value: bytes | None) -> str:
    if value is None:
        return _NULL
    try:
        text = value.decode()
    except UnicodeDecodeError:
        text = _BASE64
    return _BASE64 + b64encode(value).decode() if text.startswith((_BASE64, _NULL)) else text


def header_bytes(texts: Iterable[tuple[str, str]]) -> list[tuple[str, bytes | None]]:
    r"""What `header_texts` was given. Raises ValueError where that cannot be.

    >>> header_bytes([("trace", "a1"), ("raw", "base64:/wA="), ("none", "null:")])
    [('trace', b'a1'), ('raw', b'\xff\x00'), ('none', None)]
    """
    return [(name, _bytes(text)) for name, text in texts]


def _bytes(text: str) -> bytes | None:
    if text == _NULL:
        return None
    return b64decode(text.removeprefix(_BASE64), validate=True) if text.startswith(_BASE64) else text.encode()
