"""What an order credits to whom, posted or held: the plan's split, decisions, holds (contract, sentences 6 and 7)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from detector.facts import DecisionFact, StatementFact
from detector.money import MoneyError, parse_minor
from detector.outputs import CreditStatus
from detector.plan import WHOLE

DecisionStanding = Literal["holds", "superseded", "not_covering", "void"]


class Standing(Struct, frozen=True):
    """A release or reassign and where it stands; `why` says what makes it void or not covering."""

    decision: DecisionFact
    state: DecisionStanding
    why: str


class Settled(Struct, frozen=True):
    """How an order's net amount is credited: `shares` add up to 1. `by`: the decision that holds, if any."""

    shares: Mapping[str, Decimal]
    status: CreditStatus
    by: DecisionFact | None
    hold_reason: Literal["", "review", "no_reason"]


def read_shares(decision: DecisionFact) -> dict[str, Decimal] | None:
    """The shares of a decision, or None where there are none or a payee stands twice."""
    if decision.shares is None:
        return None
    shares = {payee: Decimal(share) for payee, share in decision.shares}
    return shares if len(shares) == len(decision.shares) else None


def _fault(decision: DecisionFact, plan_shares: Mapping[str, Decimal], currency: str) -> str:
    """Why a release or reassign is void; "" where it is valid."""
    if not decision.has_reason:
        return "no_reason"
    if decision.shares is None:
        return "no_shares"
    shares = read_shares(decision)
    if shares is None:
        return "payee_twice"
    if decision.decided_by in plan_shares or decision.decided_by in shares:
        return "paid_by_it"
    if decision.decision == "release":
        return _amount_fault(decision, currency)
    if any(share <= 0 or share.normalize().as_tuple().exponent < -4 for share in shares.values()):  # type: ignore[operator]
        return "bad_share"
    return "" if sum(shares.values()) == WHOLE else "shares_not_one"


def _amount_fault(decision: DecisionFact, currency: str) -> str:
    if not decision.amount:
        return "no_amount"
    try:
        parse_minor(decision.amount, currency)
    except MoneyError:
        return "bad_amount"
    return ""


def _not_covering(
    release: DecisionFact, plan_shares: Mapping[str, Decimal], statement: StatementFact, seen_currency: str
) -> str:
    """Why a valid release does not cover the order as stated now; "" where it does."""
    if read_shares(release) != dict(plan_shares):
        return "other_split"
    if seen_currency != statement.currency:
        return "other_currency"
    if statement.amount_minor > parse_minor(release.amount, statement.currency):
        return "higher_amount"
    return ""


def stand(
    decisions: Sequence[DecisionFact],
    plan_shares: Mapping[str, Decimal],
    statement: StatementFact,
    currency_when: Mapping[str, str],
) -> list[Standing]:
    """Where each release and reassign of an order stands; decisions sorted by (time, event_id).

    `currency_when`: event id of a release → currency of the order as stated when it was decided.
    """
    standings: list[Standing] = []
    latest_seen = False
    for decision in reversed(decisions):
        fault = _fault(decision, plan_shares, statement.currency)
        if fault:
            standings.append(Standing(decision, "void", fault))
        elif latest_seen:
            standings.append(Standing(decision, "superseded", ""))
        else:
            latest_seen = True
            gap = ""
            if decision.decision == "release":
                seen = currency_when.get(decision.event_id, statement.currency)
                gap = _not_covering(decision, plan_shares, statement, seen)
            standings.append(Standing(decision, "not_covering" if gap else "holds", gap))
    return standings[::-1]


def settle(
    standings: Sequence[Standing], plan_shares: Mapping[str, Decimal], *, review: bool, must_explain: bool
) -> Settled:
    """Sentence 6: held while nothing releases it and the outcome is `review` or a demanded reason is missing."""
    holding = next((standing.decision for standing in standings if standing.state == "holds"), None)
    if holding is not None:
        shares = plan_shares if holding.decision == "release" else read_shares(holding)
        return Settled(shares or plan_shares, "posted", holding, "")
    if review:
        return Settled(plan_shares, "held", None, "review")
    if must_explain:
        return Settled(plan_shares, "held", None, "no_reason")
    return Settled(plan_shares, "posted", None, "")
