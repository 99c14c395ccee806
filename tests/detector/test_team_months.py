"""Months of a team together: a reader who gets only the changes holds what all months state."""

from collections import Counter
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from detector.outputs import Finding
from detector.team_facts import OrderFact
from detector.team_months import changed_findings, month_findings, months_needed, months_touched
from detector.team_stage import TeamPeriod

Months = dict[str, TeamPeriod]


@st.composite
def facts(draw: st.DrawFn) -> OrderFact:
    """Orders of four people in months near and far."""
    seller = draw(st.sampled_from(["lin", "amy", "bob", "cat"]))
    transfer = (seller, draw(st.sampled_from(["mei", "qiu"]))) if draw(st.booleans()) else None
    period = draw(st.sampled_from(["2025-11", "2026-02", "2026-03", "2026-08", "2026-09"]))
    order = draw(st.sampled_from(["O1", "O2", "O3"]))
    return OrderFact("north", period, "C1", order, 100, "CNY", (seller,), (seller,), transfer)


several = st.lists(st.tuples(facts(), st.integers(1, 8)), max_size=12)


def summed(parts: Iterable[tuple[OrderFact, int]]) -> Months:
    months: Months = {}
    for fact, times in parts:
        for _ in range(times):
            months.setdefault(fact.period, TeamPeriod("north", fact.period)).apply(fact)
    return months


def stated(months: Months) -> dict[str, Finding]:
    return {item.finding_id: item for period in months for item in month_findings(months, period)}


@settings(max_examples=150)
@given(several, several)
def test_changes_bring_a_reader_from_one_to_the_other(
    one: list[tuple[OrderFact, int]], added: list[tuple[OrderFact, int]]
) -> None:
    """Only what changed is said, also of later months that changed by their past alone."""
    before, after = summed(one), summed(one + added)
    topic: dict[str, Finding | None] = {**stated(before)}
    changes = changed_findings(before, after, {fact.period for fact, _ in added})
    assert all(topic.get(name) != finding for name, finding in changes), "only what changed"
    topic.update(changes)
    assert {name: item for name, item in topic.items() if item} == stated(after)
    back = changed_findings(after, before, {fact.period for fact, _ in added})
    topic.update(back)
    assert {name: item for name, item in topic.items() if item} == stated(before)


def test_a_change_reaches_exactly_the_months_that_look_at_it() -> None:
    for period in months_touched(["2026-03"]):
        assert "2026-03" in months_needed(period)
    assert "2026-03" not in months_needed("2026-10") + months_needed("2026-02")
    assert months_touched(["2026-03"])[-1] == "2026-09"


def test_changes_from_nothing_and_to_nothing() -> None:
    fact = OrderFact("north", "2026-03", "C1", "O1", 100, "CNY", ("lin",), ("lin",))
    names = ["transfer_rate:person:lin:north:2026-03", "transfer_rate:team:north:2026-03"]
    full = summed([(fact, 1)])
    assert [name for name, finding in changed_findings({}, full, full) if finding] == names
    empty = {"2026-03": TeamPeriod("north", "2026-03")}
    assert changed_findings(full, empty, full) == [(name, None) for name in names]
    assert changed_findings(full, summed([(fact, 1)]), full) == changed_findings({}, empty, full) == []
    assert Counter(name for name, _ in changed_findings({}, full, full)) == Counter(names)
