"""One way to write a value as JSON, so that a hash over it means something: RFC 8785 without fractions.

Keys are sorted by UTF-16 code units, there is no space, and only what must be escaped is. Floats are refused rather
than given a form: money and shares are decimal strings here, and whoever verifies needs no float printing of their own.
"""

import json
from collections.abc import Mapping, Sequence

from detector.errors import AuditError

_SAFE_INTEGER = 2**53 - 1


def canonical_json(value: object) -> bytes:
    r"""A value in its one form.

    >>> canonical_json({"b": [1, True, None], "a": "é\n€"}).decode()
    '{"a":"é\\n€","b":[1,true,null]}'

    Raises AuditError: a float, an integer beyond ±(2^53 - 1), half of a surrogate pair, a key that is no string, or a
    type that JSON does not have.
    """
    try:
        return json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except UnicodeEncodeError as error:
        message = f"a text in an audit entry is no Unicode text ({error.reason}); write it without lone surrogates"
        raise AuditError(message) from None


def _ordered(value: object) -> object:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        if abs(value) > _SAFE_INTEGER:
            message = f"the integer {value} in an audit entry is beyond 2^53 - 1; write it as a string"
            raise AuditError(message)
        return value
    if isinstance(value, Mapping):
        return {key: _ordered(value[key]) for key in sorted(value, key=_utf16)}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_ordered(item) for item in value]
    message = f"a {type(value).__name__} cannot stand in an audit entry; write numbers with a fraction as strings"
    raise AuditError(message)


def _utf16(key: object) -> bytes:
    if not isinstance(key, str):
        message = f"the key {key!r} in an audit entry is a {type(key).__name__}; expected a string"
        raise AuditError(message)
    return key.encode("utf-16-be", "surrogatepass")
