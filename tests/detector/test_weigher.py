"""A window reached from others weighs what it weighs alone, whatever came in or fell out on the way."""

from collections import Counter
from typing import NamedTuple

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detector.effort import Weigher
from detector.facts import ActivityFact
from detector.instant import DAY_US, SECOND_US
from detector.pack import EffortParams
from tests.detector.builders import EFFORT, activity, at, shipped
from tests.detector.plain_effort import weigh_plainly

MINUTE_US = 60 * SECOND_US
UNITS = (0, 2, 5, 8, 9, 20)
SKETCHES = (0, 0, 0, 0b1111, 0b10111, 0b101110)  # the first is like both others, which are not alike
SEEN = (
    "capped_duration",
    "absurd_duration",
    "overlap",
    "copied_text",
    "near_copy",
    "repeated_text",
    "burst",
    "bulk_recorded",
    "backdated",
    "daily_cap",
)


FIXED = settings(
    derandomize=True, max_examples=600, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


class Case(NamedTuple):
    """Sorted activities, parameters, and windows to move through: (start, end), neither going back."""

    facts: list[ActivityFact]
    params: EffortParams
    windows: list[tuple[int, int]]


@st.composite
def activities(draw: st.DrawFn) -> ActivityFact:
    """Few people, texts and moments, so that everything happens near everything."""
    minutes = draw(st.sampled_from((0, 0, 1, 2, 3))) * 1440 + draw(st.sampled_from((0, 1, 2, 7, 30, 80, 600, 1420)))
    text = draw(st.integers(0, 5))
    late_s = draw(st.sampled_from((None, None, 0, 43_200, 2_700_000, 2_700_000)))
    begins = at(0) + minutes * MINUTE_US
    recorded = st.sampled_from((at(9) // SECOND_US, at(9) // SECOND_US + 500, at(40) // SECOND_US))
    return ActivityFact(
        begins,
        draw(st.sampled_from(("lin", "lin", "mei"))),
        draw(st.integers(0, 9)),
        draw(st.integers(0, 2)),
        draw(st.sampled_from((-1, -1, 5, 60, 720, 1800, 4500, 9000, 30_000))),
        UNITS[text],
        text,
        SKETCHES[text],
        False,
        draw(recorded) if late_s is None else begins // SECOND_US + late_s,
        "",
        draw(st.integers(0, 2**64 - 1)),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    facts = sorted(draw(st.lists(activities(), max_size=24)))
    params = msgspec.structs.replace(
        draw(st.sampled_from((EFFORT, shipped().pack.base_at(at(0)).effort))),
        copies=draw(st.integers(2, 4)),
        burst_entries=draw(st.integers(2, 4)),
        bulk_entries=draw(st.integers(2, 4)),
        daily_cap_thousandths=draw(st.sampled_from((400, 1500, 4000))),
    )
    count = draw(st.integers(1, 6))
    ends = sorted(draw(st.lists(st.integers(0, len(facts)), min_size=count, max_size=count)))
    starts = sorted(draw(st.lists(st.integers(0, len(facts)), min_size=count, max_size=count)))
    return Case(facts, params, [(min(pair), pair[1]) for pair in zip(starts, ends, strict=True)])


def check(weigher: Weigher, case: Case, start: int, end: int, seen: Counter[str]) -> None:
    expected = weigh_plainly(case.facts[start:end], case.params)
    assert [(item.fact, item.thousandths, item.why) for item in weigher.weighed(start)] == expected
    work: Counter[str] = Counter()
    for fact, weight, why in expected:
        work[fact.actor] += weight
        seen.update(why)
    assert weigher.work() == dict(work)


def test_a_window_weighs_the_same_however_it_was_reached() -> None:
    seen: Counter[str] = Counter()

    @FIXED
    @given(cases(), st.integers(0, 8))
    def run(case: Case, further: int) -> None:
        weigher = Weigher(case.facts, case.params)
        for start, end in case.windows:
            weigher.move(start, end)
            check(weigher, case, start, end, seen)
            other, later = weigher.copy(), min(len(case.facts), end + further)
            other.move(start, later)
            check(other, case, start, later, seen)
            check(weigher, case, start, end, seen)

    run()
    assert min(seen[name] for name in SEEN) > 5, seen


def test_a_window_that_begins_behind_the_last_ones_end_is_reached_too() -> None:
    facts = [activity(day, "lin", text_digest=7) for day in range(6)]
    weigher = Weigher(facts, EFFORT)
    weigher.move(0, 2)
    weigher.move(4, 6)
    assert [item.thousandths for item in weigher.weighed(4)] == [1000, 500]
    assert not weigher.can_move(3, 6, EFFORT)
    assert not weigher.can_move(4, 5, EFFORT)
    assert not weigher.can_move(4, 6, msgspec.structs.replace(EFFORT))


def test_what_came_in_later_lowers_what_stood_there() -> None:
    facts = [activity(index / 1440, "lin", "demo", None) for index in range(4)]
    weigher = Weigher(facts, EFFORT)
    weigher.move(0, 3)
    assert [item.thousandths for item in weigher.weighed(0)] == [600, 600, 600]
    weigher.move(0, 4)
    assert [item.why for item in weigher.weighed(0)] == [("burst",)] * 4
    weigher.move(1, 4)
    assert [item.thousandths for item in weigher.weighed(1)] == [600, 600, 600]
    assert facts[-1].at - facts[0].at < DAY_US


def test_what_fell_out_makes_copies_of_the_rest_no_more() -> None:
    facts = [activity(day, "lin", text_digest=7) for day in range(4)]
    weigher = Weigher(facts, EFFORT)
    weigher.move(0, 4)
    assert [item.thousandths for item in weigher.weighed(0)] == [100] * 4
    weigher.move(2, 4)
    assert [item.thousandths for item in weigher.weighed(2)] == [1000, 500]


def test_what_is_nearly_a_copy_only_by_others_that_are_not_alike_is_found_when_they_come_in() -> None:
    texts = enumerate(((1, 0b1111), (2, 0b10111), (3, 0b101110)))
    facts = [activity(day, "lin", "message", text_digest=text, text_sketch=bits) for day, (text, bits) in texts]
    weigher = Weigher(facts, EFFORT)
    for end in (1, 2, 3):
        weigher.move(0, end)
    assert [item.why for item in weigher.weighed(0)] == [("near_copy",), (), ()]
    weigher.move(1, 3)
    assert [item.why for item in weigher.weighed(1)] == [(), ()]
