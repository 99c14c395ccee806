"""What was typed in after the order is doubted, unless that is the habit of its author or of everybody."""

from random import Random

import pytest

from detector.instant import SECOND_US
from detector.outputs import Assessment
from detector.typed_in import TypedInLate, doubt_what_came_after
from detector.weight import Weighed
from detector.window import Work
from tests.detector.builders import EFFORT, Customer, activity, at
from tests.detector.suspicious_kinds import WEEKS

LATE = 2.5
"""Days after the order on which things are typed in."""


def handed(*, lin_lag: float | None = 0.01) -> Customer:
    """Pursued by lin, who records after so many days, and handed over four days before the order."""
    customer = Customer().owner(-70, "lin").owner(-4, "mei", "lin").order(0, "mei")
    for day in WEEKS:
        customer.work(day, "lin", recorded_s=-1 if lin_lag is None else second(day + lin_lag))
    return customer


def second(day: float) -> int:
    return at(day) // SECOND_US


def met(customer: Customer, recorded: float, *days: float) -> Customer:
    """Meetings of mei that were typed in on a day."""
    for day in days:
        customer.work(day, "mei", recorded_s=second(recorded))
    return customer


def doubted(customer: Customer) -> tuple[object, ...]:
    """Entries typed in after the order, pieces, days, and the work of the payee."""
    found: Assessment = customer.assessment()
    names = ("payee_typed_in_after", "payee_pieces", "payee_days", "payee_after")
    return tuple(found.features[name] for name in names)


@pytest.mark.parametrize("lin_lag", [None, 0.01, 0.99])
def test_what_is_typed_in_after_the_order_counts_half(lin_lag: float | None) -> None:
    assert doubted(met(handed(lin_lag=lin_lag), LATE, -3, -2)) == (2, 1, 1, 2000)


def test_typed_in_before_the_order_or_soon_is_not_late() -> None:
    assert doubted(met(handed(), -0.1, -3, -2)) == (0, 2, 2, 2000)
    assert doubted(met(handed(), 0.49, -0.5, -0.4)) == (0, 2, 1, 2000)
    assert doubted(met(handed(), 0.5, -0.5)) == (1, 1, 1, 1000)


def test_who_always_types_late_is_not_doubted() -> None:
    before, after = handed().work(-3.5, "mei", recorded_s=second(-1)), handed().work(1, "mei", recorded_s=second(4))
    assert doubted(met(before, LATE, -3, -2))[0] == 0
    assert doubted(met(after, LATE, -3, -2))[0] == 0, "nothing hangs on what was done after the order"
    after.work(2, "mei", recorded_s=second(2.1))
    assert doubted(after)[0] == 0, "half of the others are late"
    after.work(3, "mei", recorded_s=second(3.1))
    assert doubted(after)[0] == 2


def test_where_everybody_types_late_nobody_is_doubted() -> None:
    assert doubted(met(handed(lin_lag=4), LATE, -3, -2))[0] == 0
    own = handed(lin_lag=4).work(-3.5, "mei", recorded_s=second(-3.4))
    assert doubted(met(own, LATE, -3, -2))[0] == 2, "her own habit goes before that of the others"


def test_the_originators_work_is_doubted_alike() -> None:
    def entries(recorded: float) -> object:
        customer = handed()
        for day in (-5, -4.5):
            customer.work(day, "lin", recorded_s=second(recorded))
        return customer.assessment().features["originator_entries"]

    assert entries(-4.4) == 10
    assert entries(LATE) == 9


def test_deals_that_are_not_looked_through_have_nothing_to_doubt() -> None:
    random, doubted_in = Random(5), 0
    for _ in range(300):
        days = sorted(random.uniform(0, 9) for _ in range(6))
        lags = [random.choice((None, 0.01, 0.6, 4)) for _ in days]
        recorded = [-1 if lag is None else second(day + lag) for day, lag in zip(days, lags, strict=True)]
        facts = [activity(day, "mei", recorded_s=late) for day, late in zip(days, recorded, strict=True)]
        start, ordered_at = at(random.uniform(0, 5)), at(random.choice((5, days[3], 8)))
        entries = [Weighed(fact, 1000, ()) for fact in facts if start < fact.at <= ordered_at]
        rest = ordered_at, Work(entries, [], {}), "mei", EFFORT
        found = doubt_what_came_after(entries, *rest)
        assert TypedInLate(facts).doubt(entries, start, *rest) == found
        doubted_in += any(item.why for item in found)
    assert doubted_in > 20
