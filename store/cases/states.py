"""The life of a case: which state follows from what is done, and what cannot be done in which state."""

from collections.abc import Mapping
from typing import Literal, get_args

from detector.errors import CaseStateError

State = Literal["open", "in_review", "decided", "closed", "reopened"]
STATES: tuple[State, ...] = get_args(State)

Disposition = Literal["honest", "abnormal", "unclear"]
DISPOSITIONS: tuple[Disposition, ...] = get_args(Disposition)

Action = Literal["assign", "due", "note", "ask", "explain", "decide", "close", "reopen", "revise", "snooze", "wake"]
ACTIONS: tuple[Action, ...] = get_args(Action)
"""`ask`: for a missing reason; `explain`: the answer. `revise`: a revision that matters came; nobody's doing.
`wake`: somebody, or such a revision, ended a snooze."""

UNDECIDED: frozenset[State] = frozenset({"open", "in_review", "reopened"})
"""Somebody must still look."""

_ALWAYS: Mapping[State, State] = {state: state for state in STATES}
_BACK: Mapping[State, State] = {"decided": "reopened", "closed": "reopened"}
_NEXT: Mapping[Action, Mapping[State, State]] = {
    "assign": {state: "in_review" for state in STATES if state in UNDECIDED},
    "due": {state: state for state in STATES if state in UNDECIDED},
    "note": _ALWAYS,
    "ask": {state: state for state in STATES if state in UNDECIDED},
    "explain": _ALWAYS,  # a reason is always heard
    "decide": {state: "decided" for state in STATES if state in UNDECIDED},
    "close": {"decided": "closed"},
    "reopen": _BACK,
    "revise": _BACK,
    "snooze": {state: state for state in STATES if state in UNDECIDED},
    "wake": {state: state for state in STATES if state in UNDECIDED},
}

ENDS_SNOOZE: frozenset[Action] = frozenset({"explain", "decide", "close", "wake"})
"""What a snoozed case wakes by: a reason that was waited for is there, or nothing is left to wait for."""


def state_after(state: State, action: Action, case_id: str, *, taken_back: bool = False) -> State:
    """The state after an action. `taken_back`: every alert of the case was withdrawn, so it may close undecided.

    >>> state_after("open", "decide", "C1/h1"), state_after("open", "close", "C1/h1", taken_back=True)
    ('decided', 'closed')

    Raises CaseStateError where that cannot be done.
    """
    if action == "close" and taken_back and state in UNDECIDED:
        return "closed"
    found = _NEXT[action].get(state)
    if found is None:
        allowed = ", ".join(_NEXT[action])
        message = f"case {case_id!r} is {state}: {action} cannot be done; expected a case that is one of: {allowed}"
        raise CaseStateError(message)
    return found
