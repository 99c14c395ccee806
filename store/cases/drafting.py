"""Turns what a person decides on an order into a decision event: what they saw of it is filled in from the store."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from detector.credit import stand
from detector.errors import CaseError
from detector.events import Decision, Share
from detector.facts import StatementFact, decision_fact
from detector.instant import format_instant
from detector.outputs import Assessment
from store.cases.seeing import Sight
from store.tables.judgements import credits, orders
from store.types import fit_id


class Settlement(NamedTuple):
    """What is to become of an order's credit: by the plan's split (`shares` None), or by shares that a person sets."""

    order_id: str
    shares: Sequence[Share] | None = None


class OrderSeen(NamedTuple):
    """An order as the person sees it: its row, what stands credited (payee → share), and its assessment."""

    row: Any
    shares: Mapping[str, Decimal]
    assessment: Assessment | None


def order_seen(connection: Connection, sight: Sight, order_id: str) -> OrderSeen:
    """An order of a case. Raises CaseError where it is none of its orders, or has no statement."""
    customer = fit_id(sight.customer_id or "")
    here = (orders.c.customer_id == customer) & (orders.c.order_id == fit_id(order_id))
    row = connection.execute(select(orders).where(here)).one_or_none()
    if row is None or order_id not in sight.order_ids:
        named = ", ".join(sight.order_ids) or "none"
        message = f"order {order_id!r} is none of the orders of case {sight.case_id!r}; those are: {named}"
        raise CaseError(message)
    judged = next((item for item in sight.assessments if item.order_id == order_id), None)
    return OrderSeen(row, open_shares(connection, customer, fit_id(order_id)), judged)


def open_shares(connection: Connection, customer_id: str, order_id: str) -> dict[str, Decimal]:
    """Payee → share of the entries of an order that nothing has reversed."""
    here = (credits.c.customer_id == customer_id) & (credits.c.order_id == order_id)
    columns = (credits.c.entry_id, credits.c.payee_id, credits.c.share, credits.c.reverses)
    found = connection.execute(select(*columns).where(here)).all()
    reversed_ = {row.reverses for row in found}
    return {row.payee_id: Decimal(row.share) for row in found if row.reverses is None and row.entry_id not in reversed_}


def draft(seen: OrderSeen, settlement: Settlement, decided_by: str, reason: str, event_id: str, at_us: int) -> Decision:
    """The decision on an order, with the amount and shares that the person saw. Raises CaseError: it would be void."""
    shares = settlement.shares
    if shares is None:
        _need_plans_split(seen, settlement.order_id)
        shares = [Share(payee, f"{share:f}") for payee, share in sorted(seen.shares.items())]
    decision = Decision(
        event_id=event_id,
        occurred_at=format_instant(at_us),
        customer_id=seen.assessment.customer_id if seen.assessment else seen.row.customer_id,
        decided_by=decided_by,
        decision="release" if settlement.shares is None else "reassign",
        reason=reason,
        order_id=settlement.order_id,
        amount=seen.row.amount,
        shares=list(shares),
    )
    _need_valid(seen, decision, at_us)
    return decision


def _need_plans_split(seen: OrderSeen, order_id: str) -> None:
    """The ledger shows the plan's split only where no other split holds."""
    states = seen.assessment.decisions or [] if seen.assessment else []
    if any(item.state == "holds" and item.decision == "reassign" for item in states):
        message = (
            f"order {order_id!r} is split by a person's shares now, so its ledger does not show the plan's; name the "
            "shares instead (reassign)"
        )
        raise CaseError(message)
    if not seen.shares:
        message = (
            f"order {order_id!r} has no credit to release: its net amount is {seen.row.amount} {seen.row.currency}"
        )
        raise CaseError(message)


def _need_valid(seen: OrderSeen, decision: Decision, at_us: int) -> None:
    """The core itself says whether a decision would be void."""
    row = seen.row
    terms = row.order_id, row.seller_id, "", row.amount_minor, row.currency, row.order_type, "", row.status
    statement = StatementFact(at_us, row.statement_id, *terms, 0)
    (standing,) = stand([decision_fact(decision, at_us)], seen.shares, statement, {})
    if standing.state == "void":
        shares = ", ".join(f"{share.payee_id}={share.share}" for share in decision.shares or [])
        message = (
            f"this {decision.decision} of order {decision.order_id!r} would be void ({standing.why}; by "
            f"{decision.decided_by}, {decision.amount} {row.currency}, {shares}); nothing was written"
        )
        raise CaseError(message)
