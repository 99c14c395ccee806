"""What orders may be asked for by; all conditions must hold."""

from collections.abc import Collection
from typing import Literal

import msgspec

from detector.errors import UsageError
from detector.money import MoneyError, parse_minor
from detector.outputs import Outcome
from store.queries.paging import Instants

ReasonState = Literal["confirmed", "contradicted", "untestable", "none"]


class OrderFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What orders must be like; what is not given does not matter.

    `team_id`: one of its people is on the order, by the team that they were in at its time. `amount_from` and
    `amount_to`: decimal texts in `currency`, both included. `rule_id`: this rule hit. `reason`: how the reason that
    counts stood the test; `none`: there was none to test. `decided`: whether a release or reassign holds.
    `only_people`: orders that one of them is on, whatever else is asked for.
    """

    between: Instants | None = None
    customer_id: str | None = None
    order_id: str | None = None
    team_id: str | None = None
    person_id: str | None = None
    originator_id: str | None = None
    beneficiary_id: str | None = None
    outcomes: Collection[Outcome] = ()
    rule_id: str | None = None
    reason: ReasonState | None = None
    decided: bool | None = None
    currency: str | None = None
    amount_from: str | None = None
    amount_to: str | None = None
    only_people: frozenset[str] | None = None


def asked_minor(amount: str, currency: str | None) -> int:
    """An amount that is asked for, in minor units. Raises UsageError."""
    if currency is None:
        message = "an amount without a currency; give the currency too, such as CNY"
        raise UsageError(message)
    try:
        return parse_minor(amount, currency)
    except MoneyError as error:
        message = f"the amount {amount[:40]!r} is none of {currency[:10]!r}: {error}; expected one such as 12800.00"
        raise UsageError(message) from None
