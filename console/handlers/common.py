"""What the handlers share."""

from collections.abc import Mapping
from typing import Any

from litestar import Request
from litestar.openapi.datastructures import ResponseSpec
from msgspec import Struct

from console.answers import Listing
from console.house import House
from console.viewer import Eyes, Viewer, eyes_of
from store.engine import reading
from store.queries.paging import Instants
from store.types import utc


class ProblemBody(Struct, frozen=True, kw_only=True):
    """An error as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str | None = None
    number: str | None = None
    goes_to: str | None = None


class Nothing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of a request that has nothing to say: `{}`."""


_PROBLEM = "application/problem+json"


def _problem(description: str) -> ResponseSpec:
    return ResponseSpec(ProblemBody, description=description, media_type=_PROBLEM, generate_examples=False)


PUBLIC_ERRORS: Mapping[int, ResponseSpec] = {
    400: _problem("The request cannot be carried out as it is."),
    413: _problem("The body is too large."),
    415: _problem("The body is not said to be JSON."),
    421: _problem("The console is not asked for by its own name."),
    429: _problem("Too many requests."),
    503: _problem("The store does not answer."),
}
ERRORS: Mapping[int, ResponseSpec] = {
    **PUBLIC_ERRORS,
    401: _problem("Nobody is signed in, and no key that works was sent."),
    403: _problem("The role or the key may not do this."),
}
CASE_ERRORS: Mapping[int, ResponseSpec] = {
    **ERRORS,
    404: _problem("There is no such case for you."),
    409: _problem("The state of the case does not allow it, or it was judged anew."),
    412: _problem("Somebody else changed the case first."),
    428: _problem("The ETag of the case that you saw is missing in If-Match."),
}
READS: Mapping[int, ResponseSpec] = {
    **ERRORS,
    200: ResponseSpec(Listing, description="A page of records.", generate_examples=False),
}


def house_of(request: Request[Any, Any, Any]) -> House:
    """The parts that all requests share."""
    house: House = request.app.state.house
    return house


def opened(request: Request[Any, Any, Any]) -> tuple[House, Viewer, Eyes]:
    """The house, who asks, and what they see."""
    house, viewer = house_of(request), request.user
    assert isinstance(viewer, Viewer)
    with reading(house.engine) as connection:
        return house, viewer, eyes_of(connection, viewer, house.clock_us())


def bound(between: Instants | None) -> Instants:
    """A time, or all of it."""
    return between or (utc(631_152_000_000_000), utc(4_133_980_800_000_000))
