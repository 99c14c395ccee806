"""Orders and the ledger as CSV and Excel. What leaves is masked as on the API, and an entry of the audit trail."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Annotated, Any, Literal

from litestar import Request, Response, get
from litestar.di import NamedDependency, Provide
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter
from litestar.response import Stream
from msgspec import Struct
from msgspec.structs import replace

from console.asking import ledger_filter, order_filter
from console.handlers.common import ERRORS, opened
from console.house import House
from console.rows import Item, credit_items, order_items
from console.sheets import csv_chunks, excel_file, file_chunks
from console.trail import enter, exported, told_filters
from console.viewer import Viewer
from store.engine import reading
from store.queries.entries import LedgerFilter, ledger_entries
from store.queries.paging import MAX_PAGE
from store.queries.searching import OrderFilter, search_orders

Form = Annotated[Literal["csv", "xlsx"], QueryParameter(name="format", description="The kind of file.")]
_Request = Request[Any, Any, Any]
_Pages = Callable[[str | None], tuple[list[Item], str | None]]

ORDER_COLUMNS = (
    "order_id", "customer_id", "customer_name", "ordered_at", "seller_id", "originator_id", "beneficiary_id", "amount",
    "currency", "status", "outcome", "score", "reason_result", "reason_late", "decided", "masked",
)  # fmt: skip
LEDGER_COLUMNS = (
    "entry_id", "order_id", "customer_id", "payee_id", "credit_type", "share", "amount", "currency", "status",
    "plan_id", "plan_version", "effective_at", "accounting_period", "original_period", "reverses", "reason",
    "assessment_id", "masked",
)  # fmt: skip
_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_SENT: Mapping[int, ResponseSpec] = {
    **ERRORS,
    200: ResponseSpec(str, description="The file.", media_type="*/*", generate_examples=False),
}


@get(
    "/exports/orders",
    dependencies={"wanted": Provide(order_filter, sync_to_thread=False)},
    tags=["exports"],
    responses=_SENT,
    sync_to_thread=True,
)
def export_orders(request: _Request, wanted: NamedDependency[OrderFilter], form: Form = "csv") -> Response[Any]:
    """Judged orders by any combination of conditions, as a file."""
    house, viewer, eyes = opened(request)
    narrowed = replace(wanted, only_people=eyes.only_people)

    def page(after: str | None) -> tuple[list[Item], str | None]:
        found = search_orders(house.engine, narrowed, after=after, limit=MAX_PAGE)
        with reading(house.engine) as connection:
            return order_items(connection, eyes, found.rows), found.next

    return _send(house, viewer, "orders", form, ORDER_COLUMNS, wanted, page)


@get(
    "/exports/ledger",
    dependencies={"wanted": Provide(ledger_filter, sync_to_thread=False)},
    tags=["exports"],
    responses=_SENT,
    sync_to_thread=True,
)
def export_ledger(request: _Request, wanted: NamedDependency[LedgerFilter], form: Form = "csv") -> Response[Any]:
    """The credit ledger with every reversal, as a file."""
    house, viewer, eyes = opened(request)
    narrowed = replace(wanted, only_people=eyes.only_people)

    def page(after: str | None) -> tuple[list[Item], str | None]:
        found = ledger_entries(house.engine, narrowed, after=after, limit=MAX_PAGE)
        return credit_items(eyes, found.rows), found.next

    return _send(house, viewer, "ledger", form, LEDGER_COLUMNS, wanted, page)


def _send(
    house: House, viewer: Viewer, what: str, form: Literal["csv", "xlsx"], columns: tuple[str, ...], wanted: Struct,
    page: _Pages,
) -> Response[Any]:  # fmt: skip
    """The first page is asked for before anything is sent, so that a wrong question is answered as one."""
    first = page(None)
    subject, filters = f"export:{secrets.token_hex(8)}", told_filters(wanted)
    enter(house, [exported(viewer, subject, what, form, filters=filters)])
    count = _Counted(_rows(first, page))

    def ended(digest: str) -> None:
        enter(house, [exported(viewer, subject, what, form, rows=count.rows, sha256=digest)])

    chunks = csv_chunks(columns, count) if form == "csv" else _excel(columns, count)
    headers = {
        "Content-Disposition": f'attachment; filename="transferwatch-{what}.{form}"',
        "Cache-Control": "no-store",
    }
    return Stream(_told(chunks, ended), media_type=_TYPES[form], headers=headers, status_code=200)


def _excel(columns: tuple[str, ...], rows: "_Counted") -> Iterator[bytes]:
    path, _ = excel_file(columns, rows)
    yield from file_chunks(path)


def _rows(first: tuple[list[Item], str | None], page: _Pages) -> Iterator[Item]:
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
