"""What may move a judgement and what may not: other customers, names, quotas, ids, releases, and what lies too far."""

import json
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.histories import History, histories
from tests.contract.ledger import Result
from tests.contract.reference import time_of
from tests.contract.story import Event, Events, at, own_text, stamp
from tests.contract.test_convergence import FIXED, replayed
from tests.contract.test_several_orders import joined

FEW = settings(FIXED, max_examples=40)
JUDGED = ("outcome", "score", "hits", "features", "originator_id", "beneficiary_id", "path", "reason_test")


def judged(result: Result, customers: set[str] | None = None) -> dict[str, str]:
    """Order assessment → its judgement as text, of all customers or of some."""
    rows = [row for row in result.rows["assessments"] if row["assessment_id"].startswith("order:")]
    return {
        row["assessment_id"]: json.dumps([row.get(name) for name in JUDGED], sort_keys=True, ensure_ascii=False)
        for row in rows
        if customers is None or row["customer_id"] in customers
    }


def with_more(events: Events, topic: str, *rows: Event) -> Events:
    return {**events, topic: [*events[topic], *rows]}


def meeting(customer: str, number: int, moment: str) -> Event:
    work: dict[str, Any] = {"activity_type": "meeting", "duration_seconds": 1800, "content": own_text(400 + number)}
    return {"event_id": f"far-{number}", "occurred_at": moment, "customer_id": customer, "actor_id": "lin", **work}


@FEW
@given(histories(wild=True))
def test_a_release_or_reassign_changes_no_outcome(history: History) -> None:
    said = [row for row in history.events["decisions"] if row["decision"] == "explain"]
    assert judged(replayed({**history.events, "decisions": said})) == judged(replayed(history.events))


@FEW
@given(histories(wild=True), histories(wild=True))
def test_another_customer_changes_nothing(history: History, other: History) -> None:
    """The other one's events are moved to customers and orders of their own."""
    text = json.dumps({topic: rows for topic, rows in other.events.items() if topic != "people"}, ensure_ascii=False)
    strangers = json.loads(text.replace('"c-', '"x-').replace('"o-', '"y-'))
    both = replayed(joined(history.events, {**strangers, "people": []}))
    assert judged(both, {"c-0", "c-1"}) == judged(replayed(history.events))


@FEW
@given(histories(wild=True))
def test_names_and_quotas_change_no_judgement(history: History) -> None:
    when = {"event_id": "n-1", "occurred_at": "2026-03-01T00:00:00Z"}
    named = with_more(history.events, "names", {**when, "subject_id": "lin", "subject_type": "person"})
    quota = {**when, "person_id": "mei", "period": "2026-03", "metric": "revenue", "target": "1.00", "currency": "CNY"}
    assert judged(replayed(with_more(named, "quotas", quota))) == judged(replayed(history.events))


@FEW
@given(histories(wild=True), st.integers(0, 2**32))
def test_the_ids_of_activities_change_nothing_though_many_are_tied_in_time(history: History, seed: int) -> None:
    numbers = list(range(len(history.events["activities"])))
    random.Random(seed).shuffle(numbers)
    renamed = [
        {**row, "event_id": f"r-{number}"} for row, number in zip(history.events["activities"], numbers, strict=True)
    ]
    assert judged(replayed({**history.events, "activities": renamed})) == judged(replayed(history.events))


@FEW
@given(histories(wild=True))
def test_work_beyond_the_window_of_an_order_changes_nothing(history: History) -> None:
    """More than 400 days before any first statement, or more than 30 days after all of them."""
    first: dict[tuple[str, str], str] = {}
    for row in sorted(history.events["orders"], key=time_of):
        first.setdefault((row["customer_id"], row["order_id"]), row["occurred_at"])
    far: list[Event] = []
    for (customer, _), moment in first.items():
        times = [at(text[:19]) for (other, _), text in first.items() if other == customer]
        early = stamp(min(times).replace(year=2024, month=1, day=15))
        late = stamp(max(times).replace(year=2026, month=8, day=15))
        far += [meeting(customer, len(far), early), meeting(customer, len(far) + 1, late)]
        assert early < moment < late
    assert judged(replayed(with_more(history.events, "activities", *far))) == judged(replayed(history.events))
