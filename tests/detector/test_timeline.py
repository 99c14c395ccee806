"""The timeline: deduplicated by id, in the contract's order, the same whatever the order of arrival."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from detector.decode import decode_event
from detector.events import Activity, OwnershipChange
from detector.facts import (
    ActivityFact,
    ChangeFact,
    CustomerFact,
    DecisionFact,
    ReasonFact,
    StatementFact,
    activity_fact,
    change_fact,
)
from detector.text import hash64
from detector.timeline import Timeline
from tests.detector.decode_records import CALLS, CHANGES, changed
from tests.detector.facts_strategies import activities, changes, contents, decisions, statements, timeline_of

NO_REASON = ReasonFact("", False, "")
any_facts = st.lists(st.one_of(activities, changes, statements, decisions), max_size=10)


def change(at: int, name: str, new: str = "amy") -> ChangeFact:
    return ChangeFact(at, name, "", new, "", NO_REASON, hash64(name.encode()))


def statement(at: int, name: str, amount: int = 100) -> StatementFact:
    return StatementFact(at, name, "O1", "amy", "", amount, "CNY", "new", "", "won", hash64(name.encode()))


def decision(at: int, name: str, shares: tuple[tuple[str, str], ...] | None = None) -> DecisionFact:
    return DecisionFact(at, name, "m", "release", True, "O1", "", "1.00", shares, NO_REASON, hash64(name.encode()))


def call(at: int, number: int, **other: object) -> ActivityFact:
    fact = ActivityFact(at, "amy", 0, 0, 60, 0, 0, 0, False, -1, "", number)
    return fact._replace(**other)  # type: ignore[arg-type]


def without_conflicts(facts: list[CustomerFact]) -> list[CustomerFact]:
    """One payload per topic and id."""
    return list({(type(fact), fact.id_hash): fact for fact in facts}.values())


@given(any_facts, st.randoms(), st.integers(0, 5))
def test_any_order_and_any_duplicates_give_the_same(facts: list[CustomerFact], random: Random, extra: int) -> None:
    once = without_conflicts(facts)
    again = once + random.choices(once, k=extra) if once else []
    random.shuffle(again)
    first, second = Timeline(), Timeline()
    outcomes = [second.apply(fact) for fact in again]
    for fact in once:
        assert first.apply(fact) == "applied"
    assert contents(first) == contents(second)
    assert outcomes.count("applied") == len(once)
    assert outcomes.count("duplicate") == len(again) - len(once)


@given(any_facts)
def test_every_fact_is_applied_a_duplicate_or_a_conflict(facts: list[CustomerFact]) -> None:
    timeline = Timeline()
    outcomes = [timeline.apply(fact) for fact in facts]
    kept = sum(len(getattr(timeline, name)) for name in ("changes", "activities", "statements", "decisions"))
    assert outcomes.count("applied") == kept
    assert set(outcomes) <= {"applied", "duplicate", "id_conflict"}


def test_the_very_same_fact_twice_is_a_duplicate() -> None:
    timeline, fact = Timeline(), call(1, 1)
    assert [timeline.apply(fact), timeline.apply(fact)] == ["applied", "duplicate"]


def test_an_equal_fact_is_a_duplicate_and_another_payload_a_conflict() -> None:
    timeline = timeline_of([call(1, 1)])
    assert timeline.apply(call(1, 1)) == "duplicate"
    for name, value in (("at", 2), ("actor", "bob"), ("duration_s", 61), ("text_digest", 5), ("stage", "won")):
        assert timeline.apply(call(1, 1)._replace(**{name: value})) == "id_conflict", name  # type: ignore[arg-type]
    assert timeline.activities == [call(1, 1)], "what was read first holds"


def test_the_same_id_in_two_topics_is_two_events() -> None:
    timeline = Timeline()
    facts: list[CustomerFact] = [change(1, "x1"), statement(1, "x1"), decision(1, "x1"), call(1, hash64(b"x1"))]
    assert [timeline.apply(fact) for fact in facts] == ["applied"] * 4


def test_changes_statements_and_decisions_tied_in_time_go_by_event_id() -> None:
    names = ["e10", "e9", "E11", "é", "z"]
    in_order = ["E11", "e10", "e9", "z", "é"]
    timeline = timeline_of(
        [change(5, name) for name in names],
        [statement(5, name) for name in names],
        [decision(5, name, None if name == "z" else (("amy", "1"),)) for name in names],
    )
    assert [fact.event_id for fact in timeline.changes] == in_order
    assert [fact.event_id for fact in timeline.statements] == in_order
    assert [fact.event_id for fact in timeline.decisions] == in_order


def test_activities_tied_in_time_are_ordered_by_what_they_say_not_by_id() -> None:
    one, two = call(5, 1, actor="zoe"), call(5, 2, actor="amy")
    swapped = call(5, 2, actor="zoe"), call(5, 1, actor="amy")
    said = [fact.actor for fact in timeline_of([one, two]).activities]
    assert said == ["amy", "zoe"] == [fact.actor for fact in timeline_of(list(swapped)).activities]


@given(st.lists(activities, max_size=6), st.lists(changes, max_size=3))
def test_a_timeline_of_known_facts_is_the_one_they_were_applied_to(a: list[ActivityFact], c: list[ChangeFact]) -> None:
    timeline = timeline_of(a, c)
    again = Timeline.from_facts(timeline.changes, timeline.activities, timeline.statements, timeline.decisions)
    assert contents(again) == contents(timeline)


def test_what_judging_does_not_keep_makes_no_conflict() -> None:
    """Extra fields, `source`, another writing of the same time: the same payload, so a duplicate."""
    first = changed(CALLS, content="客户确认预算", source="crm", duration_seconds=60)
    same = changed(CALLS, content="客户，确认 预算！2", source="scrm", duration_seconds=60.9, colour="red").replace(
        b"2026-03-01T09:30:00+08:00", b"2026-03-01t01:30:00.000Z"
    )
    other = changed(CALLS, content="客户取消预算", source="crm", duration_seconds=60)
    outcomes, timeline = [], Timeline()
    for value in (first, same, other):
        event, at, recorded_at = decode_event(CALLS, value)
        assert isinstance(event, Activity)
        outcomes.append(timeline.apply(activity_fact(event, at, recorded_at=recorded_at)))
    assert outcomes == ["applied", "duplicate", "id_conflict"]


def test_a_missing_new_owner_and_a_null_one_are_the_same() -> None:
    facts = []
    for value in (changed(CHANGES), changed(CHANGES, new_owner_id=None, reason_text=None)):
        event, at, _ = decode_event(CHANGES, value)
        assert isinstance(event, OwnershipChange)
        facts.append(change_fact(event, at))
    assert facts[0] == facts[1]
    assert facts[0].new == ""
