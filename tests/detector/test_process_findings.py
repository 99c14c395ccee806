"""What is stated of a month's processes, and from how many orders on."""

from collections import Counter
from decimal import Decimal

import pytest

from detector.process_findings import median_interval, needless_transfers, process_times
from detector.team_findings import Total
from detector.team_stage import TeamPeriod
from tests.detector.test_team_findings import fact


def test_the_interval_of_a_median_by_hand() -> None:
    """Of 6 values the whole span is 96.9 % sure; of 20 the 6th to the 15th 95.9 % (tables of the sign test)."""
    assert median_interval(dict.fromkeys([1, 2, 3, 4, 5, 60], 1)) == (Decimal("3.5"), 1, 60)
    assert median_interval(dict.fromkeys(range(1, 21), 1)) == (Decimal("10.5"), 6, 15)
    assert median_interval({7: 9}) == (Decimal(7), 7, 7)
    with pytest.raises(ValueError, match="5 values has no 95 % interval; expected at least 6"):
        median_interval({3: 5})


def test_time_is_stated_of_six_orders_or_more() -> None:
    own, passed = Counter({30: 5}), Counter({40: 3, 60: 4})
    (found,) = process_times("north", "2026-03", own, passed, Counter({2: 7}))
    assert (found.finding_id, found.n) == ("process_time:passed:north:2026-03", 7)
    assert (found.estimate, found.interval) == ("60.0000", ("40.0000", "60.0000"))
    assert found.params is not None and found.params["days_after"] == "2"


def test_half_of_a_correction_states_nothing_impossible() -> None:
    assert process_times("north", "2026-03", Counter({30: 9, 31: -1}), Counter(), Counter()) == []
    assert process_times("north", "2026-03", Counter(), Counter({9: 7}), Counter({2: 6})) == []
    more = Total()
    more.orders = 2
    assert needless_transfers("north", "2026-03", 1, more) == needless_transfers("north", "2026-03", 0, Total()) == []


def test_a_months_findings_count_paths_to_anybody_and_the_needless_ones() -> None:
    sums = TeamPeriod("north", "2026-03")
    sums.apply(fact("A", 100, "lin", to="mei", path=("lin", "mei"), needless=True, days=50, days_after=3))
    sums.apply(fact("B", 100, "lin", path=("lin", "wang"), needless=True))
    sums.apply(fact("C", 100, "lin", path=("lin", "wang")))
    sums.apply(fact("D", 100, "lin", days=20))
    found = {item.finding_id: item for item in sums.findings()}["needless_transfers:team:north:2026-03"]
    assert (found.n, found.estimate, found.order_ids) == (3, "0.6667", ["A", "B"])
    for number in range(5):
        sums.apply(fact(f"E{number}", 100, "lin", days=10))
    time = {item.finding_id: item for item in sums.findings()}["process_time:own:north:2026-03"]
    assert (time.n, time.estimate) == (6, "10.0000"), "the order that was passed on is apart"
