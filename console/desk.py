"""A desk at which whoever asks works on one case: seen, allowed, as it was looked at, and in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from litestar import Request
from sqlalchemy import Connection

from console.case_tags import Seen, seen_now
from console.house import House
from console.masking import Sight
from console.permissions import may
from console.problems import Problem
from console.viewer import NO_SIGN_IN, Viewer, eyes_of
from detector.errors import CaseRejudged
from store.accounts.account import need_account
from store.cases.case import Case, lock_case, need_case
from store.cases.seeing import Sight as Matter
from store.cases.seeing import see
from store.cases.worker import Worker, worker_of
from store.queries.cases import has_case
from store.queries.parts import people_of_cases
from store.types import fit_id


class Desk(NamedTuple):
    """Where a case is worked on; the case is locked until the transaction ends."""

    connection: Connection
    worker: Worker
    case: Case
    sight: Sight
    at_us: int


def not_there() -> Problem:
    """There is no such case, or it is not for this person to know of: one and the same answer."""
    return Problem("not-found", 404)


def case_sight(connection: Connection, viewer: Viewer, case_id: str, at_us: int) -> Sight:
    """What a viewer sees of a case. Raises Problem where that is nothing."""
    known = fit_id(case_id)
    people = people_of_cases(connection, [known]).get(known, frozenset())
    sight = eyes_of(connection, viewer, at_us).sight(people)
    if sight is None or not has_case(connection, known):
        raise not_there()
    return sight


@contextmanager
def at_case(
    request: Request[Any, Any, Any], house: House, case_id: str, seen: Seen | None, *, judged: bool = False
) -> Iterator[Desk]:
    """A desk at a case. `seen`: what the person saw, None where that does not matter; `judged`: its judgements too.

    Raises Problem: no such case; CaseConflict: it is not as it was seen, saying who was first.
    """
    viewer = named(request)
    with house.deciding() as connection:
        at_us = house.clock_us()
        sight = case_sight(connection, viewer, case_id, at_us)
        case = lock_case(connection, case_id, None if seen is None else seen.version)
        now = seen_now(case, see(connection, case.case_id).assessments) if judged else None
        if now is not None and seen is not None and now.judged != seen.judged:
            message = f"case {case_id!r} was judged anew since you looked at it. Nothing was written: look at it again"
            raise CaseRejudged(message)
        yield Desk(connection, Worker(viewer.account_id, viewer.person_id), case, sight, at_us)


def named(request: Request[Any, Any, Any]) -> Viewer:
    """Who asks, with a name: whatever is decided or said stands for ever beside it. Raises Problem."""
    viewer: Viewer = request.user
    if viewer.account_id == NO_SIGN_IN:
        raise Problem(
            "not-allowed", 403, "this console was started without sign-in: nobody decides here without a name"
        )
    return viewer


def assignee_at(desk: Desk, viewer: Viewer, name: str | None) -> Worker:
    """Who is to have the case: the account of a name, else whoever asks. Raises AccountError, Problem, CaseError."""
    if name is None:
        return desk.worker
    account = need_account(desk.connection, name)
    other = viewer._replace(account_id=account.account_id, role=account.role, person_id=account.person_id)
    people = people_of_cases(desk.connection, [desk.case.case_id]).get(desk.case.case_id, frozenset())
    if eyes_of(desk.connection, other, desk.at_us).sight(people) is None or not may(account.role, "decide"):
        raise Problem("case", 400, f"account {account.name!r} may not decide on this case; assign it to one that may")
    return worker_of(account)


def now_at(connection: Connection, case_id: str) -> tuple[Case, Matter, Seen]:
    """A case as it is now, with its matter, and what there is to see of it."""
    case = need_case(connection, case_id)
    matter = see(connection, case.case_id)
    return case, matter, seen_now(case, matter.assessments)
