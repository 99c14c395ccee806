"""The pure parts: which state follows, what matters, who decides instead, which cases are one dossier."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.errors import CaseError
from detector.outputs import Alert, Param
from store.cases.barring import Involved, next_decider, parts_of
from store.cases.dossiers import Matter, dossiers_of
from store.cases.revisions import Glimpse, glimpse_of, what_matters
from store.cases.states import ACTIONS, STATES, Action, State, state_after

START = datetime(2026, 1, 1, tzinfo=UTC)


def test_the_whole_table_of_states() -> None:
    """Written by hand from docs/cases.md."""
    undecided = ("open", "in_review", "reopened")
    wanted: dict[tuple[State, Action], State] = {}
    for state in undecided:
        wanted |= {(state, "assign"): "in_review", (state, "decide"): "decided", (state, "ask"): state}  # type: ignore[dict-item]
        wanted |= {(state, each): state for each in ("due", "snooze", "wake")}  # type: ignore[misc]
    for state in ("decided", "closed"):
        wanted |= {(state, "reopen"): "reopened", (state, "revise"): "reopened"}  # type: ignore[dict-item]
    wanted["decided", "close"] = "closed"
    for each in STATES:
        wanted |= {(each, "note"): each, (each, "explain"): each}
    for each in STATES:
        for action in ACTIONS:
            if (each, action) in wanted:
                assert state_after(each, action, "C") == wanted[each, action]
            else:
                with pytest.raises(CaseError, match=f"is {each}: {action} cannot be done"):
                    state_after(each, action, "C")


GLIMPSES = st.builds(
    Glimpse,
    status=st.sampled_from(["provisional", "confirmed", "withdrawn"]),
    severity=st.sampled_from(["low", "medium", "high"]),
    originator_id=st.sampled_from([None, "lin"]),
    order_id=st.sampled_from([None, "A", "B"]),
    amount=st.sampled_from([None, "9.00", "10.00"]),
    currency=st.just("CNY"),
    rules=st.sampled_from([(), ("a",), ("a", "b")]),
)


@given(GLIMPSES, GLIMPSES)
def test_what_was_seen_never_matters_again(before: Glimpse, now: Glimpse) -> None:
    assert what_matters(now, now) in ([], ["raised_again"])
    if now.status == "withdrawn":
        assert what_matters(before, now) == []
    elif before.status == "withdrawn":
        assert {"confirmed", "raised_again"} & set(what_matters(before, now))


def test_who_decides_instead() -> None:
    managers = {"lin": "gao", "gao": "boss", "boss": "chief", "a": "b", "b": "a"}
    involved = Involved(payees=frozenset({"lin"}), movers=frozenset({"gao", "boss", "a", "b"}))
    assert next_decider("gao", involved, managers) == "chief"
    assert next_decider("lin", Involved(), managers) == "gao"
    assert next_decider("chief", involved, managers) is None
    assert next_decider("a", involved, managers) is None, "a circle ends"
    assert parts_of("lin", involved) == ["payee"]
    assert parts_of(None, involved) == []


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 400)), max_size=12), st.randoms())
def test_dossiers_do_not_depend_on_the_order_of_arrival(said: list[tuple[str, int]], random: object) -> None:
    matters = [
        Matter("C", who, "mei", START + timedelta(days=days), f"case-{number}")
        for number, (who, days) in enumerate(said)
    ]
    found = dossiers_of(matters)
    shuffled = list(matters)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert dossiers_of(shuffled) == found
    for one in matters:
        for other in matters:
            if one.originator_id != other.originator_id:
                assert found[one.case_id] != found[other.case_id]
            elif abs(one.at - other.at) <= timedelta(days=90):
                assert found[one.case_id] == found[other.case_id]


def test_ninety_days_and_a_moment_are_two_dossiers() -> None:
    for gap, count in ((timedelta(days=90), 1), (timedelta(days=90, microseconds=1), 2)):
        both = [Matter("C", "lin", "mei", at, str(at)) for at in (START, START + gap)]
        assert len(set(dossiers_of(both).values())) == count


def of_finding(kind: str, period: str, **params: Param) -> Glimpse:
    return glimpse_of(
        Alert(
            alert_id="a", case_id="c", finding_id=f"{kind}:x:{period}", revision=1, severity="low", message_id="m",
            params={"period": period, **params}, headline="", raised_at="2026-01-01T00:00:00Z", status="confirmed",
            hits=[],
        )
    )  # fmt: skip


def test_what_is_new_of_a_finding() -> None:
    """A window that still holds what was seen is nothing new; months and quarters are held beside each other."""
    seen = of_finding("team_lift", "2026-03", since="2026-01")
    assert what_matters(seen, of_finding("team_lift", "2026-05", since="2026-03")) == []
    assert what_matters(seen, of_finding("team_lift", "2026-06", since="2026-04")) == ["went_on"]
    burst = of_finding("quota_burst", "2026-Q1")
    assert what_matters(burst, of_finding("quota_burst", "2026-03")) == []
    assert what_matters(burst, of_finding("quota_burst", "2026-Q2")) == ["went_on"]
    ring = of_finding("reciprocal_ring", "2026-03", since="2025-10")
    assert what_matters(ring, of_finding("reciprocal_ring", "2026-04", since="2025-11")) == ["went_on"]
    old = Glimpse(status="confirmed", severity="low")
    assert what_matters(old, of_finding("quota_burst", "2026-Q2")) == [], (
        "kept by an older version, which saw no period"
    )
