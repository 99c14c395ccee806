"""What people do with a case. Each change names the ETag that was seen, and is an entry of the audit trail."""

from datetime import UTC, date, datetime, time
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody
from msgspec import Meta, Struct

from console.case_tags import case_tag, matched, seen_now
from console.desk import Desk, assignee_at, at_case, named
from console.handlers.cases import CaseId
from console.handlers.common import CASE_ERRORS, Nothing, house_of
from console.problems import Problem
from detector.events import Share
from store.cases.case import Case
from store.cases.changing import assign, close, note, reopen, set_due
from store.cases.deciding import Ruling, decide
from store.cases.drafting import Settlement
from store.cases.seeing import see
from store.cases.states import Disposition

_Request = Request[Any, Any, Any]
Words = Annotated[str, Meta(max_length=4000)]
Short = Annotated[str, Meta(max_length=1000)]
_PAY = frozenset({"amounts", "others_pay"})


class Given(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom the case goes to, by the account's name; missing: whoever sends this takes it. `due_on`: a day in UTC."""

    assignee: Short | None = None
    due_on: date | None = None


class Due(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By which day, in UTC; null: by none."""

    due_on: date | None


class Noted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A note."""

    text: Words


class Why(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why the case is taken up again."""

    reason: Words


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A payee's part of an order: a decimal such as 0.6."""

    payee_id: Short
    share: Annotated[str, Meta(max_length=20)]


class Split(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an order is to be split."""

    order_id: Short
    shares: Annotated[list[Part], Meta(max_length=50)]


class Verdict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What it was and why; `release`: orders whose credit is posted as held, `reassign`: orders split otherwise."""

    disposition: Disposition
    reason: Words
    release: Annotated[list[Short], Meta(max_length=100)] = []
    reassign: Annotated[list[Split], Meta(max_length=100)] = []


class Changed(Struct, frozen=True, kw_only=True):
    """The case as it is now; `event_ids`: of the decisions that wait in the outbox."""

    case: Case
    event_ids: list[str] = []


DONE = {**CASE_ERRORS, 200: ResponseSpec(Changed, description="The case as it is now.", generate_examples=False)}


def changed(desk: Desk, case: Case, event_ids: list[str] | None = None) -> Response[bytes]:
    """The answer to a change, with the ETag for the next one."""
    tag = case_tag(seen_now(case, see(desk.connection, case.case_id).assessments))
    body = msgspec.json.encode(Changed(case=case, event_ids=event_ids or []))
    headers = {"ETag": tag, "Cache-Control": "no-store"}
    return Response(body, status_code=200, media_type="application/json", headers=headers)


def _day(day: date | None) -> datetime | None:
    """A day as it is kept: its beginning in UTC, as `cases assign --due` writes it."""
    return None if day is None else datetime.combine(day, time(), UTC)


@post("/case/assign", tags=["cases"], status_code=200, responses=DONE, sync_to_thread=True)
def assign_case(request: _Request, case_id: CaseId, data: JSONBody[Given]) -> Response[bytes]:
    """Take a case, or give it to somebody who may decide on it; that starts its review."""
    with at_case(request, house_of(request), case_id, matched(request)) as desk:
        to = assignee_at(desk, named(request), data.assignee)
        version, due = desk.case.version, _day(data.due_on)
        return changed(desk, assign(desk.connection, desk.worker, case_id, version, to, due, desk.at_us))


@post("/case/due", tags=["cases"], status_code=200, responses=DONE, sync_to_thread=True)
def set_due_day(request: _Request, case_id: CaseId, data: JSONBody[Due]) -> Response[bytes]:
    """Set the day by which a case is due."""
    with at_case(request, house_of(request), case_id, matched(request)) as desk:
        version, due = desk.case.version, _day(data.due_on)
        return changed(desk, set_due(desk.connection, desk.worker, case_id, version, due, desk.at_us))


@post("/case/note", tags=["cases"], status_code=200, responses=DONE, sync_to_thread=True)
def write_note(request: _Request, case_id: CaseId, data: JSONBody[Noted]) -> Response[bytes]:
    """Write a note, whatever others do meanwhile: it overwrites nothing, so it needs no `If-Match`."""
    with at_case(request, house_of(request), case_id, None) as desk:
        return changed(desk, note(desk.connection, desk.worker, case_id, data.text, desk.at_us))


@post("/case/decide", tags=["cases"], status_code=200, responses=DONE, sync_to_thread=True)
def decide_case(request: _Request, case_id: CaseId, data: JSONBody[Verdict]) -> Response[bytes]:
    """Decide a case, and what becomes of held credit. The events leave by the outbox, in the same transaction.

    Refused where somebody was faster, where the case was judged anew, and to whoever has a part in it.
    """
    settlements = [Settlement(order) for order in dict.fromkeys(data.release)]
    settlements += [
        Settlement(split.order_id, [Share(part.payee_id, part.share) for part in split.shares])
        for split in data.reassign
    ]
    orders = [item.order_id for item in settlements]
    if len(set(orders)) < len(orders):
        raise Problem("case", 400, "an order is named twice; release it or reassign it, once")
    with at_case(request, house_of(request), case_id, matched(request), judged=True) as desk:
        if settlements and not desk.sight.fields >= _PAY:
            raise Problem("not-allowed", 403, "you do not see the amounts and shares that you would vouch for")
        ruling = Ruling(data.disposition, data.reason, settlements, desk.case.version)
        done = decide(desk.connection, desk.worker, case_id, ruling, desk.at_us)
        return changed(desk, done.case, [decision.event_id for decision in done.decisions])


@post("/case/close", tags=["cases"], status_code=200, responses=DONE, sync_to_thread=True)
def close_case(request: _Request, case_id: CaseId, data: JSONBody[Nothing]) -> Response[bytes]:
    """Close a decided case, or one whose every alert was withdrawn. The body is `{}`."""
    with at_case(request, house_of(request), case_id, matched(request)) as desk:
        return changed(desk, close(desk.connection, desk.worker, case_id, desk.case.version, desk.at_us))


@post("/case/reopen", tags=["cases"], status_code=200, responses=DONE, sync_to_thread=True)
def reopen_case(request: _Request, case_id: CaseId, data: JSONBody[Why]) -> Response[bytes]:
    """Take a decided or closed case up again, as one must to decide otherwise."""
    with at_case(request, house_of(request), case_id, matched(request)) as desk:
        version = desk.case.version
        return changed(desk, reopen(desk.connection, desk.worker, case_id, version, data.reason, desk.at_us))
