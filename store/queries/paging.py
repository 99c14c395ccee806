"""Keyset pagination: a page goes on after the last row's sort key, so it costs the same however far one has turned."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, NamedTuple, TypeVar

import msgspec

from detector.errors import UsageError
from store.types import clean_text

MAX_PAGE = 1000
_T = TypeVar("_T")
_Key = tuple[Any, ...]
_STRICT: Mapping[Any, Any] = {
    int: Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)],
    datetime: Annotated[datetime, msgspec.Meta(tz=True)],
}
"""A cursor comes back from outside: what no database takes is no part of one."""


class Page(NamedTuple, Generic[_T]):
    """Rows, and the cursor that the next page goes on after; None: this was the last."""

    rows: list[_T]
    next: str | None


def cursor_of(query: str, key: _Key) -> str:
    """The cursor after a row, for the same query only.

    >>> read_cursor("pair", cursor_of("pair", ("C1", 3)), (str, int))
    ('C1', 3)
    """
    return urlsafe_b64encode(msgspec.json.encode([query, *key])).decode().rstrip("=")


def read_cursor(query: str, cursor: str | None, types: Sequence[Any]) -> _Key | None:
    """The sort key in a cursor; None at the beginning. Raises UsageError where it is none of this query's."""
    if cursor is None:
        return None
    wanted: Any = tuple.__class_getitem__((str, *(_STRICT.get(kind, kind) for kind in types)))
    try:
        raw = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        name, *key = msgspec.json.decode(raw, type=wanted)
        key = [_fit(part) for part in key]
    except (ValueError, OverflowError, msgspec.DecodeError):
        name, key = "", []
    if name != query:
        message = f"the cursor {cursor[:60]!r} is none of the query {query!r}; give the one that its last page named"
        raise UsageError(message)
    return tuple(key)


def _fit(part: Any) -> Any:
    if isinstance(part, datetime):
        return part.astimezone(UTC)
    return clean_text(part) if isinstance(part, str) else part


def page_of(
    query: str, found: Sequence[Any], limit: int, key: Callable[[Any], _Key], make: Callable[[Any], _T | None]
) -> Page[_T]:
    """A page out of up to `limit` + 1 rows; `key`: a row's sort key; `make`: None for one that is not shown."""
    shown = found[:limit]
    made = (make(row) for row in shown)
    more = len(found) > limit
    return Page([row for row in made if row is not None], cursor_of(query, key(shown[-1])) if more else None)


def check_limit(limit: int) -> int:
    """The limit, if it may be asked for. Raises UsageError."""
    if 1 <= limit <= MAX_PAGE:
        return limit
    message = f"a page of {limit} rows cannot be had; expected 1 to {MAX_PAGE}"
    raise UsageError(message)


Instants = tuple[datetime, datetime]
"""From the first time on, before the second."""


def check_between(between: Instants) -> Instants:
    """Two aware times in order. Raises UsageError."""
    since, until = between
    if since.tzinfo is not None and until.tzinfo is not None and since < until:
        return between
    message = (
        f"the time from {since.isoformat()} to {until.isoformat()} is none; expected two times with offsets, in order"
    )
    raise UsageError(message)
