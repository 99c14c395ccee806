"""Query parameters as a question for cases."""

from typing import Annotated

import msgspec
from litestar.params import FromQuery, QueryParameter
from sqlalchemy import Connection

from console.asking import Amount, Id, Since, Until, read_between, read_instant
from console.viewer import Viewer
from detector.outputs import AlertStatus, Outcome, Severity
from store.accounts.account import need_account
from store.cases.states import Disposition, State
from store.queries.finding_cases import CaseFilter, Snoozed, without_snoozed
from store.types import utc

ME = "me"
NOBODY = "nobody"
Assignee = Annotated[
    str | None, QueryParameter(description="An account's name; `me`; `nobody`: not assigned.", max_length=300)
]
WhichSnoozed = Annotated[
    Snoozed | None,
    QueryParameter(
        description="`no`: not those that are snoozed and not due yet; `only`: those that are snoozed. Default: "
        "`no`, for one customer or order `any`."
    ),
]


class CaseQuestion(msgspec.Struct, frozen=True):
    """What is asked for; `assignee`: as it was typed."""

    filter: CaseFilter
    assignee: str | None = None
    snoozed: Snoozed | None = None

    def filter_for(self, connection: Connection, viewer: Viewer, at_us: int) -> CaseFilter:
        """The question as the store is asked it, by who asks, now. Raises AccountError: no such account."""
        wanted = without_snoozed(self.filter, self.snoozed, utc(at_us))
        if self.assignee is None:
            return wanted
        if self.assignee == NOBODY:
            return msgspec.structs.replace(wanted, unassigned=True)
        mine = self.assignee == ME
        account_id = viewer.account_id if mine else need_account(connection, self.assignee).account_id
        return msgspec.structs.replace(wanted, assignee_id=account_id)


def case_question(
    since: Since = None,
    until: Until = None,
    states: Annotated[list[State] | None, QueryParameter(name="state")] = None,
    disposition: FromQuery[Disposition | None] = None,
    assignee: Assignee = None,
    due_before: Annotated[str | None, QueryParameter(description="RFC 3339 with an offset.", max_length=60)] = None,
    snoozed: WhichSnoozed = None,
    customer_id: Id = None,
    order_id: Id = None,
    person_id: Id = None,
    team_id: Id = None,
    severity: FromQuery[Severity | None] = None,
    status: FromQuery[AlertStatus | None] = None,
    outcome: FromQuery[list[Outcome] | None] = None,
    currency: Annotated[str | None, QueryParameter(max_length=3)] = None,
    amount_from: Amount = None,
    amount_to: Amount = None,
) -> CaseQuestion:
    """Any combination of what is known of cases; `since` and `until`: when they were opened. Raises UsageError."""
    wanted = CaseFilter(
        between=read_between(since, until),
        states=tuple(states or ()),
        disposition=disposition,
        due_before=None if due_before is None else read_instant(due_before),
        customer_id=customer_id,
        order_id=order_id,
        person_id=person_id,
        team_id=team_id,
        severity=severity,
        status=status,
        outcomes=tuple(outcome or ()),
        currency=currency,
        amount_from=amount_from,
        amount_to=amount_to,
    )
    return CaseQuestion(wanted, assignee, snoozed)
