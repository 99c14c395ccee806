"""Sends lists as files, written as they are read; what leaves is masked as on the API, and told to the audit trail."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Annotated, Any, Literal

from litestar import Request, Response
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter
from litestar.response import Stream

from console.columns import COLUMNS
from console.handlers.common import ERRORS
from console.house import House
from console.pages import Paged, Pages
from console.rows import Item
from console.sheets import csv_chunks, excel_file, file_chunks
from console.trail import enter, exported, told_filters
from store.queries.paging import MAX_PAGE

Form = Annotated[Literal["csv", "xlsx"], QueryParameter(name="format", description="The kind of file.")]
SENT: Mapping[int, ResponseSpec] = {
    **ERRORS,
    200: ResponseSpec(str, description="The file.", media_type="*/*", generate_examples=False),
}
_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_AT_ONCE = 100
"""Rows of a page of things that are big, each read whole."""


def send(
    request: Request[Any, Any, Any],
    house: House,
    what: str,
    form: Literal["csv", "xlsx"],
    wanted: Mapping[str, Any],
    pages: Pages,
) -> Response[Any]:
    """A list as a file. `wanted`: the conditions, for the trail.

    The first page is asked for before anything is sent, so that a wrong question is answered as one.
    """
    limit = _AT_ONCE if what == "assessments" else MAX_PAGE
    viewer, first = request.user, pages(None, limit)
    subject, filters = f"export:{secrets.token_hex(8)}", told_filters(wanted)
    enter(house, [exported(viewer, subject, what, form, filters=filters)])
    count = _Counted(_rows(first, lambda after: pages(after, limit)))

    def ended(digest: str) -> None:
        enter(house, [exported(viewer, subject, what, form, rows=count.rows, sha256=digest)])

    chunks = csv_chunks(COLUMNS[what], count) if form == "csv" else _excel(what, count)
    headers = {
        "Content-Disposition": f'attachment; filename="transferwatch-{what}.{form}"',
        "Cache-Control": "no-store",
    }
    return Stream(_told(chunks, ended), media_type=_TYPES[form], headers=headers, status_code=200)


def _excel(what: str, rows: "_Counted") -> Iterator[bytes]:
    path, _ = excel_file(COLUMNS[what], rows)
    yield from file_chunks(path)


def _rows(first: Paged, page: Callable[[str], Paged]) -> Iterator[Item]:
    items, after = first
    yield from items
    while after is not None:
        items, after = page(after)
        yield from items


class _Counted:
    """Rows, and how many went by."""

    def __init__(self, rows: Iterator[Item]) -> None:
        self._all = rows
        self.rows = 0

    def __iter__(self) -> Iterator[Item]:
        for row in self._all:
            self.rows += 1
            yield row


def _told(chunks: Iterator[bytes], ended: Callable[[str], None]) -> Iterator[bytes]:
    """The pieces of a file; when the last one is taken, its SHA-256 is told. What breaks off never is."""
    digest = sha256()
    for chunk in chunks:
        digest.update(chunk)
        yield chunk
    ended(digest.hexdigest())
