"""The ETag of a case: its version and the judgements that it shows, so that nobody decides on what they did not see."""

import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
from litestar import Request

from console.problems import Problem
from detector.outputs import Assessment
from store.cases.case import Case

_TAG = re.compile(r'(?:W/)?"([0-9]{1,9})-([0-9a-f]{16})(?:-[0-9a-f]{16})?"')


class Seen(NamedTuple):
    """What a person saw of a case: its version, and a digest of the revisions of its judgements."""

    version: int
    judged: str


def seen_now(case: Case, judged: Iterable[Assessment]) -> Seen:
    """What there is to see of a case."""
    revisions = sorted((item.customer_id, item.assessment_id, item.revision) for item in judged)
    return Seen(case.version, sha256(msgspec.json.encode(revisions)).hexdigest()[:16])


def case_tag(seen: Seen, body: bytes = b"") -> str:
    """The ETag of a case; `body`: of the answer that it goes with, since a name beside the case may change alone.

    >>> case_tag(Seen(3, "0" * 16))
    '"3-0000000000000000"'
    """
    end = f"-{sha256(body).hexdigest()[:16]}" if body else ""
    return f'"{seen.version}-{seen.judged}{end}"'


def matched(request: Request[Any, Any, Any]) -> Seen:
    """What the sender of a change saw, by `If-Match` (RFC 9110, 13.1.1). Raises Problem where that is missing.

    A proxy that compresses makes a tag weak; it still says what was seen. `*` says nothing, and is not taken.
    """
    given = request.headers.get("if-match", "").strip()
    if given in ("", "*"):
        raise Problem("version-needed", 428)
    found = _TAG.fullmatch(given)
    if found is None:
        raise Problem("changed-meanwhile", 412, "If-Match is no ETag of a case; send one, as it was given")
    return Seen(int(found[1]), found[2])
