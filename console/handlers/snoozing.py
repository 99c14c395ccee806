"""Snoozing a case, and ending that. Each is an entry of the audit trail; no credit moves by it."""

from datetime import UTC, date, datetime, time
from typing import Any

from litestar import Request, Response, post
from litestar.params import JSONBody
from msgspec import Struct

from console.case_tags import matched
from console.desk import at_case
from console.handlers.cases import CaseId
from console.handlers.casework import DONE, Words, changed
from console.handlers.common import Nothing, house_of
from store.cases.snoozing import snooze, wake

_Request = Request[Any, Any, Any]


class Rest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Until the beginning of which day, in UTC, and why."""

    until: date
    reason: Words


@post("/case/snooze", tags=["cases"], status_code=200, responses=DONE, sync_to_thread=True)
def snooze_case(request: _Request, case_id: CaseId, data: JSONBody[Rest]) -> Response[bytes]:
    """Leave a case out of the list until a day, at most 30 days ahead; who has a part in it may not.

    It is back at once where its alerts become more than was seen, where a reason is given, and in the list when it is
    due. What is held stays held.
    """
    until = datetime.combine(data.until, time(), UTC)
    with at_case(request, house_of(request), case_id, matched(request)) as desk:
        version, reason = desk.case.version, data.reason
        return changed(desk, snooze(desk.connection, desk.worker, case_id, version, until, reason, desk.at_us))


@post("/case/wake", tags=["cases"], status_code=200, responses=DONE, sync_to_thread=True)
def wake_case(request: _Request, case_id: CaseId, data: JSONBody[Nothing]) -> Response[bytes]:
    """End a snooze before its day. The body is `{}`."""
    with at_case(request, house_of(request), case_id, matched(request)) as desk:
        return changed(desk, wake(desk.connection, desk.worker, case_id, desk.case.version, desk.at_us))
