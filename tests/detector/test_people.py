"""People as of any time, against a second, plain reading of the contract's sentences."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.facts import PersonFact
from detector.people import UNKNOWN, People, PersonState, Span, concerned_by
from tests.detector.facts_strategies import people as versions


def version(effective: int, role: str = "sales", status: str = "active", *, at: int = 0, name: str = "e") -> PersonFact:
    return PersonFact(effective, at, name, role, "north", "boss", status, hash((effective, at, name)) & 0xFFFF)


def plainly(history: list[PersonFact], at: int) -> PersonState:
    """Versions sort by effective_from, occurred_at, event_id; the last in force counts, the first also backwards."""
    if not history:
        return PersonState("other", "", "", "active")
    ordered = sorted(history, key=lambda fact: (fact.effective_from, fact.at, fact.event_id))
    fact = next((fact for fact in reversed(ordered) if fact.effective_from <= at), ordered[0])
    return PersonState(fact.role, fact.team, fact.manager, fact.status)


histories = st.lists(versions, max_size=5, unique_by=lambda fact: (fact.effective_from, fact.at, fact.event_id))


@given(histories, st.integers(-2, 11))
def test_the_state_at_any_time(history: list[PersonFact], at: int) -> None:
    assert People({"amy": history}).at("amy", at) == plainly(history, at)


@given(histories, st.integers(-2, 11), st.integers(-2, 11))
def test_spans_say_the_same_as_asking_at_every_time(history: list[PersonFact], start: int, end: int) -> None:
    spans = People({"amy": history}).spans("amy", start, end)
    told = [state for span in spans for state in [span.state] * ((span.end or 0) - (span.start or 0))]
    assert told == [plainly(history, at) for at in range(start, end)]
    edges = [(span.start, span.end) for span in spans]
    assert [begin for begin, _ in edges[1:]] == [finish for _, finish in edges[:-1]], "no gap, no overlap"
    assert bool(spans) == (start < end)


@given(histories, st.integers(-2, 11), st.integers(-2, 11))
def test_role_and_absence_at_any_moment_of_an_interval(history: list[PersonFact], start: int, end: int) -> None:
    people = People({"amy": history})
    states = [plainly(history, at) for at in range(start, end)]
    assert people.had_role("amy", "sales", start, end) == any(state.role == "sales" for state in states)
    assert people.away("amy", start, end) == any(state.status != "active" for state in states)


def test_a_person_never_stated_is_other_and_active() -> None:
    people = People({"amy": [version(5)]})
    assert people.at("bob", 5) == UNKNOWN == PersonState("other", "", "", "active")
    assert people.spans("bob", 1, 4) == [Span(1, 4, UNKNOWN)]
    assert people.spans("bob", 4, 4) == []
    assert people.first_from("bob") is None
    assert not people.away("bob", 0, 9)
    assert people.had_role("bob", "other", 0, 9)
    assert not people.had_role("bob", "other", 9, 9)


def test_the_first_state_also_holds_backwards_and_the_last_for_good() -> None:
    people = People({"amy": [version(100, "sales"), version(200, "assistant")]})
    assert [people.at("amy", at).role for at in (-(10**18), 99, 100, 199, 200, 10**18)] == (
        ["sales"] * 4 + ["assistant"] * 2
    )
    assert people.first_from("amy") == 100


def test_intervals_are_half_open() -> None:
    people = People({"amy": [version(100, "sales"), version(200, "assistant")]})
    assert people.had_role("amy", "sales", 199, 300)
    assert not people.had_role("amy", "sales", 200, 300)
    assert not people.had_role("amy", "assistant", 100, 200)
    assert people.had_role("amy", "assistant", 100, 201)


CORRECTED = (version(1, "sales", at=9), version(1, "other", at=8), version(0, "service"))


@pytest.mark.parametrize("history", list(permutations(CORRECTED)))
def test_a_correction_is_the_later_one_whatever_came_first(history: tuple[PersonFact, ...]) -> None:
    assert People({"amy": history}).at("amy", 1).role == "sales"


def test_ties_of_both_times_go_by_event_id() -> None:
    history = [version(1, "sales", name="e10"), version(1, "assistant", name="e9"), version(1, "service", name="E11")]
    assert People({"amy": history}).at("amy", 1).role == "assistant", "as text: E11 < e10 < e9"


def test_a_state_known_late_holds_from_when_it_took_effect() -> None:
    people = People({"amy": [version(0), version(50, status="left", at=10**6)]})
    assert [people.at("amy", at).status for at in (49, 50)] == ["active", "left"]


def test_the_first_salesperson_of_a_team_concerns_everybody_ever_in_it() -> None:
    def fact(name: str, role: str, team: str) -> PersonFact:
        return version(1, role, name=name)._replace(team=team)

    before = {
        "amy": [fact("a1", "assistant", "east"), fact("a2", "assistant", "west")],
        "bob": [fact("b", "other", "")],
    }
    after = {**before, "cy": [fact("c", "sales", "east")], "di": [fact("d", "other", "east")]}
    assert concerned_by("cy", People(before), People(after)) == {"amy", "cy", "di"}
    again = {**after, "ed": [fact("e", "sales", "east")]}
    assert concerned_by("ed", People(after), People(again)) == {"ed"}
    assert concerned_by("bob", People(before), People({**before, "bob": [fact("b", "sales", "")]})) == {"bob"}
