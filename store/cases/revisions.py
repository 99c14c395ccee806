"""Which revision of an alert matters: what brings a decided or closed case back to people."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from detector.calendar import months_later
from detector.lift_windows import RECENT_MONTHS
from detector.outputs import Alert, AlertStatus, Severity
from detector.pair_figures import PAIR_RATE
from detector.quota_bursts import last_month
from detector.team_lift import LIFT

Why = Literal["new_alert", "confirmed", "raised_again", "severity", "people", "order", "amount", "signs", "went_on"]
_NEWEST: Mapping[str, str] = {PAIR_RATE: "needless_last"}
"""Which param says what is newest in a finding's alert, where that is not its period."""
_RANK: Sequence[Severity] = ("low", "medium", "high")


class Glimpse(Struct, frozen=True, omit_defaults=True):
    """What a person saw of an alert when deciding; `rules`: those that were hit, sorted.

    Of the alert of a finding, as months: `period`, up to which it looks, and `newest`, what is newest in it.
    """

    status: AlertStatus
    severity: Severity
    originator_id: str | None = None
    beneficiary_id: str | None = None
    order_id: str | None = None
    amount: str | None = None
    currency: str | None = None
    rules: tuple[str, ...] = ()
    period: str | None = None
    newest: str | None = None


def glimpse_of(alert: Alert) -> Glimpse:
    """An alert as it is now."""
    return Glimpse(
        status=alert.status,
        severity=alert.severity,
        originator_id=alert.originator_id,
        beneficiary_id=alert.beneficiary_id,
        order_id=alert.order_id,
        amount=alert.amount,
        currency=alert.currency,
        rules=tuple(sorted({hit.rule_id for hit in alert.hits})),
        **_months_of(alert),
    )


def _months_of(alert: Alert) -> dict[str, str]:
    """The months of a finding's alert; {} of another one's.

    Windows of several months overlap, so a later one may hold nothing new. Of a pair its latest needless transfer is
    new, of a team's lift the begin of the latest months that still show it; a ring and a burst are stated only where
    their period itself has one.
    """
    period = alert.params.get("period")
    if alert.finding_id is None or not isinstance(period, str):
        return {}
    kind = alert.finding_id.partition(":")[0]
    if kind == LIFT:
        return {"period": period, "newest": months_later(period, 1 - RECENT_MONTHS)}
    newest = alert.params.get(_NEWEST.get(kind, "period"))
    return {"period": last_month(period), "newest": last_month(str(newest or period))}


def what_matters(before: Glimpse | None, now: Glimpse) -> list[Why]:
    """Why an alert asks for another look, by what was seen of it; [] where it does not. None: it was not there.

    Heavier, about other people or another order, about more money, with a sign that was not seen, or of something that
    went on in a later month: that matters. What is lighter, lower or withdrawn was covered by the decision; wording,
    rule versions and figures alone change nothing.

    >>> seen = Glimpse(status="confirmed", severity="low", amount="100.00", currency="CNY")
    >>> what_matters(seen, Glimpse(status="confirmed", severity="high", amount="90.00", currency="CNY"))
    ['severity']
    """
    if now.status == "withdrawn":
        return []
    if before is None:
        return ["new_alert"]
    found: list[Why] = []
    if before.status != now.status and now.status == "confirmed":
        found.append("confirmed")
    elif before.status == "withdrawn":
        found.append("raised_again")
    if _RANK.index(now.severity) > _RANK.index(before.severity):
        found.append("severity")
    if (before.originator_id, before.beneficiary_id) != (now.originator_id, now.beneficiary_id):
        found.append("people")
    if before.order_id is not None and before.order_id != now.order_id:
        found.append("order")
    elif _is_more(before, now):
        found.append("amount")
    if set(now.rules) - set(before.rules):
        found.append("signs")
    if before.period is not None and now.newest is not None and now.newest > before.period:
        found.append("went_on")
    return found


def _is_more(before: Glimpse, now: Glimpse) -> bool:
    if before.amount is None or now.amount is None:
        return False
    return before.currency != now.currency or Decimal(now.amount) > Decimal(before.amount)
