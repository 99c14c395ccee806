"""Ownership: who, from when to when, by which change, whatever the record says of the owner before."""

import pytest

from detector.facts import ChangeFact
from detector.path import trace_ownership
from tests.detector.builders import at, change

FOREVER = 2**62
Row = tuple[str, float | None, float | None, str | None]


def rows(*changes: ChangeFact, since: float = -400, until: float = 430) -> list[Row]:
    """Owner, start day, end day, change id."""
    found = trace_ownership(sorted(changes), at(since), at(until))
    return [(s.owner, day_of(s.start), day_of(s.end), s.change and s.change.event_id) for s in found.segments]


def day_of(time: int | None) -> float | None:
    return None if time is None else (time - at(0)) / (at(1) - at(0))


def test_the_first_known_changes_previous_owner_is_the_owner_before_it() -> None:
    assert rows(change(0, "a", "mei", "lin")) == [("lin", None, 0, None), ("mei", 0, None, "a")]
    assert rows(change(0, "a", "mei")) == [("mei", 0, None, "a")]
    assert rows() == []


def test_a_change_to_the_same_owner_is_none() -> None:
    assert rows(change(0, "a", "lin"), change(1, "b", "lin", "lin"), change(2, "c", "mei")) == [
        ("lin", 0, 2, "a"),
        ("mei", 2, None, "c"),
    ]
    assert rows(change(0, "a", "lin", "lin")) == [("lin", None, None, None)]
    assert rows(change(0, "a", "", "lin"), change(1, "b", ""), change(2, "c", "lin")) == [
        ("lin", None, 0, None),
        ("", 0, 2, "a"),
        ("lin", 2, None, "c"),
    ]


def test_the_tracked_owner_holds_where_the_record_contradicts_it() -> None:
    changes = [change(0, "a", "lin"), change(1, "b", "mei", "wang"), change(2, "c", "qiu", "mei")]
    found = trace_ownership(changes, at(-1), at(9))
    assert [segment.owner for segment in found.segments] == ["lin", "mei", "qiu"]
    assert found.contradicted == ("b",)


@pytest.mark.parametrize(("owner", "previous"), [("lin", ""), ("lin", "lin"), ("", "wang")])
def test_no_contradiction_where_nobody_is_named_or_tracked(owner: str, previous: str) -> None:
    changes = [change(0, "a", owner, "zhou"), change(1, "b", "mei", previous)]
    assert trace_ownership(changes, at(-1), at(9)).contradicted == ()


def test_a_contradiction_is_told_of_changes_in_the_window_only_a_void_change_included() -> None:
    changes = [change(0, "a", "lin"), change(1, "b", "mei", "wang"), change(2, "c", "mei", "lin")]
    assert trace_ownership(changes, at(1), at(9)).contradicted == ("b", "c")
    assert trace_ownership(changes, at(1) + 1, at(9)).contradicted == ("c",)
    assert trace_ownership(changes, at(0), at(2) - 1).contradicted == ("b",)


def test_what_lies_before_the_window_counts_only_as_the_owner_then_in_force() -> None:
    changes = [change(-500, "a", "lin", "wang"), change(-401, "b", "zhou"), change(0, "c", "mei")]
    assert rows(*changes) == [("zhou", None, 0, None), ("mei", 0, None, "c")]
    assert rows(*changes[:1]) == [("lin", None, None, None)]
    assert rows(change(-500, "a", "lin"), change(-450, "b", "")) == [("", None, None, None)]


def test_both_ends_of_the_window_count() -> None:
    first, last = change(-400, "a", "lin", "zhou"), change(430, "b", "mei")
    assert rows(first, last) == [("zhou", None, -400, None), ("lin", -400, 430, "a"), ("mei", 430, None, "b")]
    assert rows(first, last, since=-399.999, until=429.999) == [("lin", None, None, None)]


def test_changes_at_one_instant_go_by_id_and_leave_an_owner_of_no_time() -> None:
    found = rows(change(0, "2", "mei", "wang"), change(0, "1", "wang", "lin"))
    assert found == [("lin", None, 0, None), ("wang", 0, 0, "1"), ("mei", 0, None, "2")]


def test_who_owns_at_a_time_a_change_at_that_very_time_included() -> None:
    ownership = trace_ownership([change(0, "a", "lin"), change(1, "b", "mei")], at(-9), FOREVER)
    assert [ownership.index_at(at(day)) for day in (-1, 0, 0.99, 1, 50)] == [-1, 0, 0, 1, 1]
    assert ownership.index_at(at(0) - 1) == -1
    before = trace_ownership([change(0, "a", "mei", "lin")], at(-9), FOREVER)
    assert before.index_at(at(-300)) == 0
