"""Answers with an ETag, and lists as they are sent."""

from hashlib import sha256
from typing import Any

import msgspec
from litestar import Request, Response
from msgspec import Struct


class Listing(Struct, frozen=True, kw_only=True):
    """A page: records without what the viewer does not see (named in each one's `masked`), and the next page's `after`.

    A missing `next`: this was the last page.
    """

    items: list[dict[str, Any]]
    next: str | None = None


def answer(request: Request[Any, Any, Any], body: Any, tag: str | None = None) -> Response[bytes]:
    """A body as JSON with its ETag; 304 without it where the reader has that already (RFC 9110, 13.1.2).

    `tag`: the ETag, where it says more than that the body is the same.
    """
    encoded = msgspec.json.encode(body)
    tag = tag or f'"{sha256(encoded).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Cookie, Authorization"}
    if _has(request.headers.get("if-none-match", ""), tag):
        return Response(b"", status_code=304, headers=headers, media_type="application/json")
    return Response(encoded, headers=headers, media_type="application/json")


def _has(wanted: str, tag: str) -> bool:
    tags = [each.strip().removeprefix("W/") for each in wanted.split(",")]
    return tag in tags or tags == ["*"]


def listing(request: Request[Any, Any, Any], items: list[dict[str, Any]], after: str | None) -> Response[bytes]:
    """A page of records."""
    page: dict[str, Any] = {"items": items}
    if after is not None:
        page["next"] = after
    return answer(request, page)
