"""What entries count where two people are compared, whether or not somebody noted how long they took."""

import pytest

from detector.effort import weigh
from detector.pack import EffortParams
from detector.typical import as_typical
from tests.detector.builders import MINUTE, Customer, activity, shipped


@pytest.fixture
def params() -> EffortParams:
    return shipped().pack.base_at(0).effort


@pytest.mark.parametrize(
    ("kind", "minutes", "weight", "counts"),
    [
        ("call", None, 200, 500),
        ("call", 3, 250, 250),
        ("call", 12, 1000, 1000),
        ("call", 30, 2500, 1000),
        ("call", 600, 25, 10),
        ("meeting", None, 700, 1000),
        ("meeting", 30, 1000, 1000),
        ("visit", 60, 2000, 2000),
        ("visit", 120, 4000, 2000),
        ("demo", None, 800, 1000),
        ("service", None, 120, 300),
        ("service", 60, 1000, 600),
        ("email", None, 250, 250),
        ("contract", None, 500, 500),
    ],
)
def test_one_entry(params: EffortParams, kind: str, minutes: float | None, weight: int, counts: int) -> None:
    weighed = weigh([activity(0, "amy", kind, minutes)], params)
    assert [item.thousandths for item in weighed] == [weight]
    assert [item.thousandths for item in as_typical(weighed, params)] == [counts]


def test_what_quality_took_away_stays_away(params: EffortParams) -> None:
    burst = weigh([activity(MINUTE * number, "amy", "call", None) for number in range(4)], params)
    assert [(item.thousandths, item.why) for item in as_typical(burst, params)] == [(125, ("burst",))] * 4
    assert [item.thousandths for item in as_typical(weigh([activity(0, "amy", "call", 0.4)], params), params)] == [0]


@pytest.mark.parametrize(("units", "counts"), [(0, 270), (7, 300), (8, 500)])
def test_a_call_without_length_and_sentence_may_not_have_been_answered(
    params: EffortParams, units: int, counts: int
) -> None:
    text = {"text_units": units, "text_digest": 7 if units else 0}
    told = as_typical(weigh([activity(0, "amy", "call", None, **text)], params), params)
    assert [item.thousandths for item in told] == [counts]
    timed = as_typical(weigh([activity(0, "amy", "call", 3, **text)], params), params)
    assert timed[0].thousandths > 120
    visit = as_typical(weigh([activity(0, "amy", "visit", None, **text)], params), params)
    assert visit[0].thousandths >= 600


def test_the_evidence_counts_so_and_the_plan_does_not() -> None:
    """One call of half an hour is substantive work by the plan (2500 of 2000), and two typical calls as evidence."""
    customer = Customer().owner(-70, "lin").work(-20, "lin", "call", 30).owner(-4, "mei", "lin").order(0, "mei")
    found = customer.assessment().features
    assert (found["originator_before"], found["path_counted"]) == (1000, True)
