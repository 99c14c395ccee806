"""Asks a person for a missing reason by a link that works for them alone; the answer becomes an `explain` decision."""

import secrets
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from detector.errors import CaseError
from detector.events import REASON_CODES, Decision
from detector.instant import DAY_US, SECOND_US, format_instant
from detector.text import has_letters
from store.accounts.links import Grant, open_link, sign_link
from store.accounts.used_links import use_link
from store.cases.case import Case, lock_case, need_case
from store.cases.changing import Step, enter_step, time_after, write_step
from store.cases.deciding import NewId, Ruled, new_event_id, post_decision
from store.cases.seeing import Sight, involved_in, see
from store.cases.worker import Worker

PURPOSE = "explain"
LINK_DAYS = 14
_CASE = "case:"


class Answer(NamedTuple):
    """What a person says: a known reason code, words of their own, or both."""

    text: str
    code: str | None = None


def ask(
    connection: Connection,
    worker: Worker,
    case_id: str,
    version: int | None,
    person_id: str,
    key: bytes,
    at_us: int,
    days: int = LINK_DAYS,
) -> tuple[Case, str]:
    """Ask somebody who has a part in a case; the case, and the link's token, which is kept nowhere.

    Raises CaseError where the person has no part in it, where the case is that of a finding, or where nobody must look
    at it any more; AccountError where the key cannot sign.
    """
    case = lock_case(connection, case_id, version)
    sight = see(connection, case.case_id)
    if sight.customer_id is None:
        message = (
            f"case {case.case_id!r} is about no customer; a reason is given for an order or a transfer: ask about those"
        )
        raise CaseError(message)
    people = involved_in(connection, sight).people
    if person_id not in people:
        message = (
            f"case {case.case_id!r}: {person_id!r} has no part in it and cannot say why; expected one of "
            f"{', '.join(sorted(people)) or 'nobody'}"
        )
        raise CaseError(message)
    until_s = at_us // SECOND_US + days * DAY_US // SECOND_US
    token = sign_link(Grant(PURPOSE, person_id, _CASE + case.case_id, until_s, secrets.token_hex(16)), key)
    case = write_step(connection, case, worker, Step("ask", {"asked": person_id}), at_us)
    enter_step(connection, case, worker, "ask", at_us, asked=person_id)
    return case, token


class Asked(NamedTuple):
    """What a link asks about. `hop_id`: the change out of the originator's hands; `until_us`: when it ends."""

    case_id: str
    customer_id: str | None
    order_id: str | None
    hop_id: str | None
    until_us: int


def asked_by(connection: Connection, token: str, keys: Sequence[bytes], person_id: str, at_us: int) -> Asked:
    """What a link asks the person who is signed in. Raises AccountError where it is not theirs, forged or expired."""
    grant = open_link(token, keys, PURPOSE, person_id, at_us)
    sight = see(connection, need_case(connection, grant.subject.removeprefix(_CASE)).case_id)
    return Asked(sight.case_id, sight.customer_id, _order_of(sight), sight.hop_id, grant.until_s * SECOND_US)


def answer(
    connection: Connection,
    worker: Worker,
    token: str,
    keys: Sequence[bytes],
    said: Answer,
    at_us: int,
    new_id: NewId = new_event_id,
) -> Ruled:
    """Take the answer of the person who is signed in, and use the link up: all of it stands, or nothing.

    It explains the order and the change out of the originator's hands, as far as the case has them; the facts test it.
    Raises AccountError where the link is not theirs, is used, forged or expired; CaseError where nothing is said.
    """
    grant = open_link(token, keys, PURPOSE, worker.person_id or "", at_us)
    _need_reason(said)
    case = lock_case(connection, grant.subject.removeprefix(_CASE), None)
    use_link(connection, grant, at_us)
    sight, at = see(connection, case.case_id), time_after(case, at_us)
    decision = _draft(sight, grant.person_id, said, new_id(), at)
    step = Step("explain", {"event_ids": [decision.event_id], "code": _known(said.code)}, said.text)
    after = write_step(connection, case, worker, step, at)
    post_decision(connection, worker, sight, decision, at)
    return Ruled(after, [decision])


def _need_reason(said: Answer) -> None:
    if said.code is not None and said.code not in REASON_CODES:
        message = f"{said.code[:40]!r} is no known reason; expected one of {', '.join(REASON_CODES)}"
        raise CaseError(message)
    if said.code in (None, "other") and not has_letters(said.text):
        message = "this is too short to be a reason; expected five letters or more, or one of the known reasons"
        raise CaseError(message)


def _known(code: str | None) -> str:
    return code or ""


def _order_of(sight: Sight) -> str | None:
    return next((alert.order_id for alert in sight.alerts if alert.order_id), None)


def _draft(sight: Sight, person_id: str, said: Answer, event_id: str, at_us: int) -> Decision:
    """An explanation of the alert's order and of the hop: a proxy order hears only what is said of itself."""
    order = _order_of(sight)
    if sight.customer_id is None or (order is None and sight.hop_id is None):
        message = f"case {sight.case_id!r} has neither an order nor a transfer now that could be explained"
        raise CaseError(message)
    return Decision(
        event_id=event_id,
        occurred_at=format_instant(at_us),
        customer_id=sight.customer_id,
        decided_by=person_id,
        decision="explain",
        reason=said.text.strip() or said.code or "",
        order_id=order,
        transfer_event_id=sight.hop_id,
        reason_code=said.code,
        reason_text=said.text if said.text.strip() else None,
    )
