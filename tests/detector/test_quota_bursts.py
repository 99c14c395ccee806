"""Targets reached by needless transfers in the last days of a period, worked out by hand."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.bookings import BookedFact, PersonQuarter, QuotaFact, quarter_of, quota_fact
from detector.events import Quota
from detector.messages import LANGUAGES
from detector.outputs import Finding
from detector.quota_bursts import changed_bursts, quarter_findings, quarters_needed, quarters_touched
from tests.detector.builders import Customer, claim, shipped


class Mei:
    """An assistant's quarters."""

    def __init__(self) -> None:
        self.quarters: dict[str, PersonQuarter] = {}
        self._count = 0

    def _of(self, period: str) -> PersonQuarter:
        quarter = quarter_of(period)
        return self.quarters.setdefault(quarter, PersonQuarter("mei", quarter))

    def target(self, period: str, target: int, metric: str = "revenue", *, at: int = 0, currency: str = "CNY") -> "Mei":
        self._count += 1
        self._of(period).set_target(QuotaFact("mei", period, metric, at, f"q{self._count}", target, currency))
        return self

    def book(self, period: str, amount: int, days_left: int, *, needless: bool = False, **fields: Any) -> "Mei":
        self._count += 1
        known: dict[str, Any] = {"order_type": "new", "currency": "CNY", "originator": "lin" if needless else ""}
        known |= {"customer_id": f"C{self._count}"} | fields
        at = int(period[:4] + period[5:]) * 100 - days_left
        fact = BookedFact(
            seller="mei",
            period=period,
            at=at,
            order_id=f"O{self._count}",
            days_left=days_left,
            amount_minor=amount,
            needless=needless,
            **known,
        )
        self._of(period).book(fact)
        return self

    def bursts(self, quarter: str) -> list[Finding]:
        return quarter_findings(self.quarters, quarter)


def test_one_late_transfer_that_reached_the_target_is_stated() -> None:
    mei = Mei().target("2026-03", 1000).book("2026-03", 700, 20).book("2026-03", 400, 2, needless=True)
    (found,) = mei.bursts("2026-Q1")
    assert (found.finding_id, found.level) == ("quota_burst:mei:revenue:2026-03", "normal")
    assert (found.subject, found.n, found.estimate, found.order_ids) == ("mei", 2, "1.1000", ["O3"])
    assert found.params is not None
    expected = {"before": "0.7000", "after": "1.1000", "late": 1, "originators": "lin", "target": "10.00 CNY"}
    assert found.params.items() >= expected.items()


def test_what_would_have_been_reached_anyway_or_was_not_reached_is_no_burst() -> None:
    assert (
        Mei().target("2026-03", 700).book("2026-03", 700, 20).book("2026-03", 9, 2, needless=True).bursts("2026-Q1")
        == []
    )
    assert Mei().target("2026-03", 900).book("2026-03", 899, 2, needless=True).bursts("2026-Q1") == []
    assert Mei().target("2026-03", 0).book("2026-03", 899, 2, needless=True).bursts("2026-Q1") == []
    assert Mei().book("2026-03", 899, 2, needless=True).bursts("2026-Q1") == [], "no target, no burst"


def test_only_needless_transfers_of_the_last_five_days() -> None:
    assert Mei().target("2026-03", 9).book("2026-03", 9, 5, needless=True).bursts("2026-Q1") == []
    assert Mei().target("2026-03", 9).book("2026-03", 9, 0, originator="lin").bursts("2026-Q1") == []
    assert len(Mei().target("2026-03", 9).book("2026-03", 9, 4, needless=True).bursts("2026-Q1")) == 1


def test_two_orders_or_a_second_time_are_unusual() -> None:
    two = Mei().target("2026-03", 9).book("2026-03", 5, 1, needless=True).book("2026-03", 5, 1, needless=True)
    assert [found.level for found in two.bursts("2026-Q1")] == ["unusual"]
    again = Mei()
    for period in ("2025-09", "2026-02"):
        again.target(period, 9).book(period, 9, 1, needless=True)
    assert [found.level for found in again.bursts("2025-Q3")] == ["normal"]
    (second,) = again.bursts("2026-Q1")
    assert second.level == "unusual" and second.params is not None and second.params["again"] == 1
    other = Mei().target("2025-06", 9).book("2025-06", 9, 1, needless=True)
    other.target("2026-02", 9).book("2026-02", 9, 1, needless=True)
    assert [found.level for found in other.bursts("2026-Q1")] == ["normal"], "too long ago"


def test_a_quarters_target_looks_at_its_last_days() -> None:
    mei = Mei().target("2026-Q1", 1000).book("2026-01", 600, 1, needless=True).book("2026-03", 500, 1, needless=True)
    (found,) = mei.bursts("2026-Q1")
    assert (found.period, found.order_ids, found.n) == ("2026-Q1", ["O3"], 2), "January's end is not the quarter's"
    assert Mei().target("2026-Q1", 9).book("2026-02", 9, 1, needless=True).bursts("2026-Q1") == []


def test_each_metric_counts_its_own() -> None:
    mei = Mei().target("2026-03", 2, "new_customers", currency="").target("2026-03", 100, "repeat_revenue")
    mei.book("2026-03", 1, 20, customer_id="A").book("2026-03", 1, 19, customer_id="A")
    mei.book("2026-03", 100, 1, needless=True, order_type="renewal")
    assert [found.finding_id for found in mei.bursts("2026-Q1")] == ["quota_burst:mei:repeat_revenue:2026-03"]
    mei.book("2026-03", 1, 1, needless=True, customer_id="B")
    found = mei.bursts("2026-Q1")[0]
    assert (found.finding_id, found.estimate) == ("quota_burst:mei:new_customers:2026-03", "1.0000")
    assert Mei().target("2026-03", 9).book("2026-03", 9, 1, needless=True, currency="JPY").bursts("2026-Q1") == []


def test_the_target_is_the_one_in_force_at_the_periods_last_order() -> None:
    mei = Mei().target("2026-03", 1000, at=5).target("2026-03", 100, at=10**9).book("2026-03", 150, 1, needless=True)
    assert mei.bursts("2026-Q1") == [], "lowered only afterwards"
    late = Mei().target("2026-03", 100, at=10**9).book("2026-03", 150, 1, needless=True)
    assert len(late.bursts("2026-Q1")) == 1, "the first one also holds backwards"


MANY = st.lists(
    st.tuples(
        st.sampled_from(["2025-06", "2025-09", "2025-12", "2026-03"]),
        st.integers(1, 20),
        st.sampled_from([1, 9]),
        st.booleans(),
    ),
    max_size=9,
)


def filled(orders: list[tuple[str, int, int, bool]]) -> dict[str, PersonQuarter]:
    mei = Mei()
    for period in ("2025-06", "2025-09", "2025-12", "2026-03"):
        mei.target(period, 10)
    for period, amount, left, needless in orders:
        mei.book(period, amount, left, needless=needless)
    return mei.quarters


@given(MANY, MANY)
def test_changes_bring_a_reader_from_one_to_the_other(
    one: list[tuple[str, int, int, bool]], added: list[tuple[str, int, int, bool]]
) -> None:
    before, after = filled(one), filled(one + added)
    topic: dict[str, Finding | None] = {f.finding_id: f for name in before for f in quarter_findings(before, name)}
    changes = changed_bursts(before, after, {quarter_of(period) for period, *_ in added})
    assert all(topic.get(name) != finding for name, finding in changes), "only what changed"
    topic.update(changes)
    stated = {f.finding_id: f for name in after for f in quarter_findings(after, name)}
    assert {name: item for name, item in topic.items() if item} == stated


@given(MANY, st.randoms())
def test_order_merging_and_storing_change_no_byte(orders: list[tuple[str, int, int, bool]], random: Any) -> None:
    for quarter in filled(orders).values():
        parts = PersonQuarter("mei", quarter.quarter), PersonQuarter("mei", quarter.quarter)
        for fact in random.sample(quarter.booked, len(quarter.booked)):
            random.choice(parts).book(fact)
        for target in quarter.quotas:
            random.choice(parts).set_target(target)
        parts[0].merge(PersonQuarter.decode("mei", quarter.quarter, parts[1].encode()))
        assert parts[0].encode() == quarter.encode()
        for fact in quarter.booked:
            parts[0].book(fact, -1)
        assert parts[0].booked == [] and not parts[0].is_empty


def test_quarters_that_look_at_each_other() -> None:
    assert quarters_touched(["2025-Q4"]) == ["2025-Q4", "2026-Q1", "2026-Q2"]
    assert all("2025-Q4" in quarters_needed(name) for name in quarters_touched(["2025-Q4"]))


def test_what_is_booked_of_an_order() -> None:
    customer = Customer().owner(-150, "lin").pursue("lin", -145, -143, -141, -139, -137)
    customer.owner(-20, "mei", "lin", by="lin", reason=claim("capacity")).order(0, "mei")
    (fact,) = customer.judge().booked
    assert (fact.seller, fact.period, fact.days_left, fact.originator, fact.needless) == (
        "mei",
        "2026-03",
        29,
        "lin",
        True,
    ), "2 March, 17:00 in Shanghai"
    assert customer.order(3, "mei", amount=0, status="cancelled").judge().booked == []


def test_quotas_as_facts() -> None:
    known = {"event_id": "q", "occurred_at": "2026-03-01T00:00:00Z", "person_id": "mei", "period": "2026-03"}
    money = msgspec.convert(known | {"metric": "revenue", "target": "12.50", "currency": "CNY"}, Quota)
    assert quota_fact(money, 7) == QuotaFact("mei", "2026-03", "revenue", 7, "q", 1250, "CNY")
    count = msgspec.convert(known | {"metric": "new_customers", "target": 3}, Quota)
    assert quota_fact(count, 7) == QuotaFact("mei", "2026-03", "new_customers", 7, "q", 3, "")
    unknown = msgspec.convert(known | {"metric": "revenue", "target": "12.50"}, Quota)
    assert quota_fact(unknown, 7) is None, "in which currency?"


def test_the_sentence() -> None:
    (found,) = Mei().target("2026-03", 1000).book("2026-03", 1100, 2, needless=True).bursts("2026-Q1")
    told = [shipped().catalog.render(found.message_id or "", found.params or {}, language) for language in LANGUAGES]
    assert told[1] == (
        "mei reached the target of 2026-03 (revenue, 10.00 CNY) by 1 needless transfers from lin in its last 5 days: "
        "0.00 % without them, 110.00 % with them; 0 times before within these nine months."
    )
    assert told[0].startswith("mei 2026-03 的目标（revenue，10.00 CNY）靠期末 5 天内 1 单不必要的转单（来自 lin）达成")


@pytest.mark.parametrize("period", ["0000-01", "0000-Q1", "9999-12", "9999-Q4"])
def test_a_quota_of_the_first_or_last_year_that_can_be_written_ends_nothing(period: str) -> None:
    mei = Mei().target(period, 9)
    assert changed_bursts({}, mei.quarters, mei.quarters) == []
    assert quarter_of(period) in quarters_touched(mei.quarters)
