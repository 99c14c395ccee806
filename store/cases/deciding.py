"""Decides a case: its state, its events in the outbox and the audit trail in one transaction, by one person."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

from detector.errors import CaseRejudged
from detector.events import Decision, encode
from store.audit.chain import append
from store.audit.entry import Happened
from store.audit.kinds import Detail
from store.audit.rejudge import seen as judged_details
from store.cases.apart import need_apart
from store.cases.case import Case, lock_case
from store.cases.changing import Step, time_after, words, write_step
from store.cases.drafting import Settlement, draft, order_seen
from store.cases.outbox import event_hash, post
from store.cases.seeing import Sight, glimpses, see
from store.cases.states import Disposition
from store.cases.worker import Worker

NewId = Callable[[], str]


class Ruling(NamedTuple):
    """What a person decides on a case: what it was, why, and what becomes of orders' credit.

    `version`: of the case as they saw it (None: as it is). `judged`: assessment id → revision that they saw, as far as
    the page told it.
    """

    disposition: Disposition
    reason: str
    settlements: Sequence[Settlement] = ()
    version: int | None = None
    judged: Mapping[str, int] = {}


class Ruled(NamedTuple):
    """The case as it is now, and the decisions that went into the outbox."""

    case: Case
    decisions: Sequence[Decision]


def new_event_id() -> str:
    """An id that no other decision has, also not of a store that was restored from a backup."""
    return f"case-{uuid.uuid4()}"


def decide(
    connection: Connection, worker: Worker, case_id: str, ruling: Ruling, at_us: int, new_id: NewId = new_event_id
) -> Ruled:
    """Decide a case, in a transaction of `store.audit.decisive.decisive`: all of it stands, or nothing.

    Raises CaseConflict where the case was changed or judged anew since it was looked at, saying by whom; CaseError
    where the person has a part in it, the state does not allow it, or a decision would be void.
    """
    case = lock_case(connection, case_id, ruling.version)
    sight = see(connection, case.case_id)
    _need_same_judgements(sight, ruling.judged)
    need_apart(
        connection, worker, sight, [share.payee_id for item in ruling.settlements for share in item.shares or ()]
    )
    reason, at = words(ruling.reason, "the reason of a decision"), time_after(case, at_us)
    decisions = [
        draft(order_seen(connection, sight, item.order_id), item, worker.decided_by, reason, new_id(), at)
        for item in ruling.settlements
    ]
    told: dict[str, Any] = {"disposition": ruling.disposition}
    if decisions:
        told["event_ids"] = [decision.event_id for decision in decisions]
    columns = {"disposition": ruling.disposition, "seen": glimpses(connection, case.case_id)}
    after = write_step(connection, case, worker, Step("decide", told, reason), at, **columns)
    _enter(connection, worker, sight, {"decision": ruling.disposition}, at)
    for decision in decisions:
        post_decision(connection, worker, sight, decision, at)
    return Ruled(after, decisions)


def _need_same_judgements(sight: Sight, judged: Mapping[str, int]) -> None:
    now = {item.assessment_id: item.revision for item in sight.assessments}
    for assessment_id, revision in judged.items():
        if now.get(assessment_id) != revision:
            message = (
                f"case {sight.case_id!r}: {assessment_id} is at revision {now.get(assessment_id)} and you saw revision "
                f"{revision}: it was judged anew. Nothing of yours was written: look at the case again"
            )
            raise CaseRejudged(message)


def post_decision(connection: Connection, worker: Worker, sight: Sight, decision: Decision, at_us: int) -> None:
    """Enter a decision in the audit trail and put it into the outbox under the entry's number; last of all."""
    details: dict[str, Detail] = {
        "decision": decision.decision,
        "event_id": decision.event_id,
        "event_sha256": event_hash(encode(decision)),
    }
    number = _enter(connection, worker, sight, details, at_us, decision.order_id)
    post(connection, sight.case_id, decision, number, at_us)


def _enter(
    connection: Connection,
    worker: Worker,
    sight: Sight,
    details: dict[str, Detail],
    at_us: int,
    order_id: str | None = None,
) -> int:
    """Enter what was decided, with the judgement that was before the person's eyes; the entry's number."""
    details["case_id"] = sight.case_id
    if sight.customer_id is not None:
        details["customer_id"] = sight.customer_id
    subject = f"case:{sight.case_id}"
    if order_id is not None:
        details["order_id"], subject = order_id, f"order:{order_id}"
    judged = [item for item in sight.assessments if order_id is None or item.order_id == order_id]
    if len(judged) == 1:
        details |= judged_details(judged[0])
    happened = Happened(kind="decision", actor=worker.account_id, subject=subject, details=details)
    return append(connection, happened, at_us).seq
