"""Whether needless transfers at the end of a period brought somebody over a target that was missed without them.

A period is one that has a quota: an accounting month, or a quarter of them. Everything is as of event time: which
orders are booked in it, and which of them came in its last days.
"""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from detector.bookings import BookedFact, PersonQuarter, QuotaFact
from detector.calendar import months_later
from detector.money import format_minor
from detector.outputs import Finding
from detector.rates import rate
from detector.team_findings import MAX_ORDER_IDS, joined

BURST = "quota_burst"
LAST_DAYS = 5
"""So many days make the end of a period."""
REACH_QUARTERS = 3
"""A quarter's findings depend on it and the quarters before it, so many together."""

Quarters = Mapping[str, PersonQuarter]


class Burst(NamedTuple):
    """A target reached by needless transfers in the last days; figures in what the metric counts."""

    quota: QuotaFact
    orders: int
    late: list[BookedFact]
    before: int
    after: int


def quarter_findings(quarters: Quarters, quarter: str) -> list[Finding]:
    """The bursts of a person's quarter, sorted by finding id.

    One with a single order in it is stated (`normal`); with several, or where it happened before in these
    `REACH_QUARTERS` quarters, it is `unusual`. `quarters`: the person's, by name, those that there are of them.
    """
    if quarter not in quarters:
        return []
    earlier = [burst for name in quarters_needed(quarter) if name in quarters for burst in _bursts(quarters[name])]
    found = []
    for burst in _bursts(quarters[quarter]):
        quota = burst.quota
        again = sum(one.quota.metric == quota.metric and _end(one) < _end(burst) for one in earlier)
        found.append(_finding(burst, again))
    return sorted(found, key=lambda finding: finding.finding_id)


def quarters_needed(quarter: str) -> list[str]:
    """The quarters on which the findings of one depend.

    >>> quarters_needed("2026-Q1")
    ['2025-Q3', '2025-Q4', '2026-Q1']
    """
    return [_quarter_later(quarter, back) for back in range(1 - REACH_QUARTERS, 1)]


def changed_bursts(before: Quarters, after: Quarters, changed: Iterable[str]) -> list[tuple[str, Finding | None]]:
    """What became other with a person of whom some quarters changed, by finding id; None: it vanished."""
    found: list[tuple[str, Finding | None]] = []
    for quarter in quarters_touched(changed):
        old = {item.finding_id: item for item in quarter_findings(before, quarter)}
        new = {item.finding_id: item for item in quarter_findings(after, quarter)}
        found += [(name, new.get(name)) for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    return found


def quarters_touched(changed: Iterable[str]) -> list[str]:
    """The quarters whose findings may change with some, sorted."""
    return sorted({_quarter_later(quarter, later) for quarter in changed for later in range(REACH_QUARTERS)})


def _quarter_later(quarter: str, quarters: int) -> str:
    month = months_later(f"{quarter[:4]}-{int(quarter[6:]) * 3:02d}", 3 * quarters)
    return f"{month[:4]}-Q{int(month[5:]) // 3}"


def _end(burst: Burst) -> str:
    return last_month(burst.quota.period)


def last_month(period: str) -> str:
    """The month in which a month or quarter ends.

    >>> last_month("2026-Q1"), last_month("2026-02")
    ('2026-03', '2026-02')
    """
    return f"{period[:4]}-{int(period[6:]) * 3:02d}" if "Q" in period else period


def _bursts(quarter: PersonQuarter) -> list[Burst]:
    by_target: dict[tuple[str, str], list[QuotaFact]] = {}
    for quota in quarter.quotas:
        by_target.setdefault((quota.period, quota.metric), []).append(quota)
    found = []
    for (period, _), versions in by_target.items():
        orders = [fact for fact in quarter.booked if period in (fact.period, quarter.quarter)]
        burst = _burst(versions, orders) if orders else None
        if burst is not None:
            found.append(burst)
    return found


def _burst(versions: list[QuotaFact], orders: list[BookedFact]) -> Burst | None:
    """`versions`: of one target, by time; the one in force at the period's last order holds, else the earliest."""
    quota = ([item for item in versions if item.at <= orders[-1].at] or versions[:1])[-1]
    last = last_month(quota.period)
    late = [fact for fact in orders if fact.needless and fact.period == last and fact.days_left < LAST_DAYS]
    others = [fact for fact in orders if fact not in late]
    before, after = _reached(quota, others), _reached(quota, orders)
    late = [fact for fact in late if _reached(quota, [fact])]
    return Burst(quota, len(orders), late, before, after) if before < quota.target <= after else None


def _reached(quota: QuotaFact, orders: Iterable[BookedFact]) -> int:
    """What orders count for a target; amounts in another currency count nothing."""
    if quota.metric == "new_customers":
        return len({fact.customer_id for fact in orders if fact.order_type == "new"})
    types = ("repeat", "renewal") if quota.metric == "repeat_revenue" else ("new", "repeat", "renewal")
    return sum(fact.amount_minor for fact in orders if fact.currency == quota.currency and fact.order_type in types)


def _finding(burst: Burst, again: int) -> Finding:
    quota, late = burst.quota, burst.late
    level: Literal["normal", "unusual"] = "unusual" if len(late) > 1 or again else "normal"
    money = f"{format_minor(quota.target, quota.currency)} {quota.currency}" if quota.currency else str(quota.target)
    return Finding(
        finding_id=joined(BURST, quota.person, quota.metric, quota.period),
        kind=BURST,
        subject=quota.person,
        period=quota.period,
        n=burst.orders,
        estimate=rate(burst.after, quota.target),
        order_ids=sorted(fact.order_id for fact in late)[:MAX_ORDER_IDS],
        message_id=f"finding.{BURST}",
        params={
            "person": quota.person,
            "period": quota.period,
            "metric": quota.metric,
            "target": money,
            "late": len(late),
            "days": LAST_DAYS,
            "originators": ", ".join(sorted({fact.originator for fact in late})),
            "before": rate(burst.before, quota.target),
            "after": rate(burst.after, quota.target),
            "again": again,
        },
        level=level,
    )
