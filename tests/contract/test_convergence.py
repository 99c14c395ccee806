"""Any history: the ledger adds up, order and repetition of the lines change nothing, and the plan is the contract's."""

import json
import random
from collections import Counter, defaultdict
from decimal import Decimal

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.contract.histories import History, histories
from tests.contract.ledger import Result, judge_in_memory, sums
from tests.contract.reference import Reference, Unclear, time_of
from tests.contract.story import Events

CASES = 250
WANTED = ("chain", "hold", "decision", "refund", "late transfer", "people change", "pair")
FIXED = settings(
    derandomize=True, max_examples=CASES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


def replayed(events: Events) -> Result:
    """Judge in memory; every line must have been usable."""
    result = judge_in_memory(events)
    assert result.summary["dead_letters"]["total"] == 0, result.rows["dead-letters"]
    return result


def shuffled(events: Events, seed: int) -> Events:
    """The same lines and topics in another order, some of the lines up to three times."""
    choice = random.Random(seed)
    mixed: Events = {}
    for topic, rows in choice.sample(list(events.items()), k=len(events)):
        mixed[topic] = [row for row in rows for _ in range(choice.choice((1, 1, 1, 2, 3)))]
        choice.shuffle(mixed[topic])
    return mixed


def final_assessments(result: Result) -> list[str]:
    rows = [{**row, "revision": 0} for row in result.rows["assessments"]]
    return sorted(json.dumps(row, sort_keys=True, ensure_ascii=False) for row in rows)


def kinds_of(history: History, result: Result) -> set[str]:
    """What the case shows: the kinds that were put in, and those that can only be seen in the result."""
    kinds = set(history.kinds)
    if any(row["status"] == "held" for row in result.open_entries()):
        kinds.add("hold")
    if any(row["kind"] == "pair_count" for row in result.rows["findings"]):
        kinds.add("pair")
    if any(len(row["path"]) > 2 for row in result.rows["assessments"]):
        kinds.add("chain")
    for change in history.events["ownership"]:
        orders = [row for row in history.events["orders"] if row["customer_id"] == change["customer_id"]]
        if orders and time_of(change) > min(map(time_of, orders)):
            kinds.add("late transfer")
    return kinds


def stated(events: Events) -> dict[str, Decimal]:
    """Order → the net amount of its last statement, zeros left out."""
    last = {row["order_id"]: row for row in sorted(events["orders"], key=lambda row: (time_of(row), row["event_id"]))}
    return {order: Decimal(row["amount"]) for order, row in last.items() if Decimal(row["amount"])}


def added_up(result: Result) -> dict[str, Decimal]:
    total: dict[str, Decimal] = defaultdict(Decimal)
    for row in result.credits:
        total[row["order_id"]] += Decimal(row["amount"])
    return {order: amount for order, amount in total.items() if amount}


def check_converges(history: History, seed: int, seen: Counter[str]) -> None:
    result = replayed(history.events)
    assert added_up(result) == stated(history.events)
    assert {row["order_id"] for row in result.rows["assessments"] if row["assessment_id"].startswith("order:")} == {
        row["order_id"] for row in history.events["orders"]
    }
    mixed = shuffled(history.events, seed)
    again = replayed(mixed)
    assert again.summary["duplicates"]["total"] == _lines(mixed) - _lines(history.events)
    assert final_assessments(again) == final_assessments(result)
    assert again.net() == result.net()
    assert again.shares() == result.shares()
    assert again.rows["findings"] == result.rows["findings"]
    seen["cases"] += 1
    for kind in kinds_of(history, result):
        seen[kind] += 1
        event(kind)


def _lines(events: Events) -> int:
    return sum(map(len, events.values()))


def check_shown(seen: Counter[str]) -> None:
    """At least a tenth of the cases shows each kind; else the property above was checked on too little."""
    assert seen["cases"] >= CASES
    assert {kind for kind in WANTED if seen[kind] * 10 < seen["cases"]} == set(), seen


def test_any_order_and_repetition_of_a_clean_history_gives_the_same() -> None:
    seen: Counter[str] = Counter()

    @FIXED
    @given(histories(), st.integers(0, 2**32))
    def run(history: History, seed: int) -> None:
        check_converges(history, seed, seen)

    run()
    check_shown(seen)


def test_any_order_and_repetition_of_a_wild_history_gives_the_same() -> None:
    seen: Counter[str] = Counter()

    @FIXED
    @given(histories(wild=True), st.integers(0, 2**32))
    def run(history: History, seed: int) -> None:
        check_converges(history, seed, seen)

    run()
    check_shown(seen)


def test_the_plan_is_that_of_the_plain_reference() -> None:
    """Split, status and rounding of every order, recomputed sentence by sentence without the product's code."""
    seen: Counter[str] = Counter()

    @FIXED
    @given(histories())
    def run(history: History) -> None:
        result, reference = replayed(history.events), Reference(history.events)
        for customer, order in reference.orders():
            try:
                amounts, statuses = reference.net(customer, order, result.assessment(order)["outcome"])
                seen["counted" if reference.judge(customer, order).counted else "not counted"] += 1
            except Unclear:
                seen["unclear"] += 1
                continue
            mine = sums([row for row in result.credits if row["order_id"] == order], "amount")
            assert {payee: amount for (_, payee, _), amount in mine.items()} == amounts
            assert {status for _, _, status in mine} <= statuses

    run()
    assert seen["counted"] >= CASES / 5
    assert seen["unclear"] <= CASES / 5, seen
