"""Effort: what an activity weighs and why, with parameters of this test's own (tests/detector/builders.py)."""

from itertools import permutations

import msgspec
import pytest

from detector.effort import weigh
from detector.facts import DIRECTION_INBOUND, ActivityFact
from detector.instant import SECOND_US
from tests.detector.builders import EFFORT, MINUTE, activity, at, shipped

Weight = tuple[int, tuple[str, ...]]


def weights(*facts: ActivityFact) -> list[Weight]:
    return [(item.thousandths, item.why) for item in weigh(sorted(facts), EFFORT)]


def total(*facts: ActivityFact) -> int:
    return sum(item[0] for item in weights(*facts))


@pytest.mark.parametrize("kind", ["meeting", "visit"])
def test_a_thousand_is_a_logged_half_hour_meeting_with_its_own_text_in_the_shipped_pack(kind: str) -> None:
    effort = shipped().pack.base_at(at(0)).effort
    (item,) = weigh([activity(0, "lin", kind, 30)], effort)
    assert (item.thousandths, item.why) == (1000, ())


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (None, (600, ())),
        (0, (0, ("too_short",))),
        (59 / 60, (0, ("too_short",))),
        (1, (33, ())),
        (30, (1000, ())),
        (45, (1500, ())),
        (60, (2000, ())),
        (60 + 1 / 60, (2000, ("capped_duration",))),
    ],
)
def test_duration(minutes: float | None, expected: Weight) -> None:
    assert weights(activity(0, "lin", "meeting", minutes)) == [expected]


@pytest.mark.parametrize(
    ("kind", "units", "expected"),
    [
        ("meeting", 1, (1000, ())),
        ("meeting", 0, (900, ("no_text",))),
        ("email", 0, (80, ("no_text",))),
        ("email", 3, (0, ("empty_text",))),
        ("email", 4, (120, ("short_text",))),
        ("email", 7, (120, ("short_text",))),
        ("email", 8, (200, ())),
        ("quote", 0, (360, ("no_text",))),
        ("quote", 2, (400, ())),
    ],
)
def test_text(kind: str, units: int, expected: Weight) -> None:
    fact = activity(0, "lin", kind, 30, text_units=units, text_digest=77 if units else 0)
    assert weights(fact) == [expected]


def test_a_duration_means_nothing_where_the_type_has_none() -> None:
    assert weights(activity(0, "lin", "quote", 300)) == [(400, ())]


def test_a_repeated_short_text_and_a_sentence_copied_thrice() -> None:
    short = [activity(day, "lin", text_units=7, text_digest=9) for day in range(4)]
    assert weights(*short) == [(1000, ()), *[(500, ("repeated_text",))] * 3]
    twice = [activity(day, "lin", text_units=8, text_digest=9) for day in range(2)]
    assert weights(*twice) == [(1000, ()), (500, ("repeated_text",))]
    thrice = [activity(day, "lin", text_units=8, text_digest=9) for day in range(3)]
    assert weights(*thrice) == [(100, ("copied_text",))] * 3
    notes = [activity(day, "lin", "note", text_units=8, text_digest=9) for day in range(2)]
    assert weights(*notes) == [(200, ()), (60, ("repeated_text",))]


def test_a_text_that_says_nothing_says_nothing_when_it_is_said_again() -> None:
    again = [activity(day, "lin", "email", text_units=1, text_digest=9) for day in range(4)]
    assert weights(*again) == [(0, ("empty_text",))] * 4


def test_a_sentence_that_was_somebody_elses_is_copied_and_the_author_keeps_it() -> None:
    first, second = activity(0, "lin", text_digest=9), activity(1, "mei", text_digest=9)
    assert weights(first, second) == [(1000, ()), (100, ("copied_text",))]
    short = [item._replace(text_units=7) for item in (first, second)]
    assert weights(*short) == [(1000, ()), (1000, ())]


def test_overlap_counts_the_time_once_and_only_of_one_person() -> None:
    first, second = activity(0, "lin"), activity(20 * MINUTE, "lin", minutes=30)
    assert weights(first, second) == [(1000, ()), (666, ("overlap",))]
    inside = activity(10 * MINUTE, "lin", minutes=10)
    assert weights(first, inside) == [(1000, ()), (0, ("overlap",))]
    assert weights(first, activity(30 * MINUTE, "lin")) == [(1000, ()), (1000, ())]
    assert weights(first, activity(20 * MINUTE, "mei")) == [(1000, ()), (1000, ())]


def test_what_lies_inside_does_not_shorten_what_is_busy() -> None:
    facts = [activity(0, "lin", minutes=60), activity(10 * MINUTE, "lin", minutes=5), activity(50 * MINUTE, "lin")]
    assert [item[0] for item in weights(*facts)] == [2000, 0, 666]


def test_a_burst_is_four_entries_of_one_person_within_twenty_minutes() -> None:
    def entries(count: int, gap: float, kind: str = "demo", **fields: int) -> list[ActivityFact]:
        return [activity(index * gap * MINUTE, "lin", kind, None, **fields) for index in range(count)]

    assert weights(*entries(4, 20 / 3)) == [(150, ("burst",))] * 4
    assert weights(*entries(4, 7)) == [(600, ())] * 4
    assert weights(*entries(3, 1)) == [(600, ())] * 3
    assert weights(*entries(4, 1, direction=DIRECTION_INBOUND)) == [(150, ("burst",))] * 4, "whoever began"
    assert weights(*entries(4, 1, "email", direction=DIRECTION_INBOUND)) == [(100, ("burst",))] * 4
    assert weights(*entries(4, 1, "message", direction=DIRECTION_INBOUND)) == [(200, ())] * 4
    called = [*entries(3, 1), activity(1.5 * MINUTE, "lin", "demo", None, direction=DIRECTION_INBOUND)]
    assert sorted(weights(*called)) == [(150, ("burst",)), *[(600, ())] * 3], "a customer who calls pads nobody's day"
    apart = [item._replace(actor=f"p{index}") for index, item in enumerate(entries(4, 1))]
    assert weights(*apart) == [(600, ())] * 4


def test_another_paper_of_the_kind_within_twenty_minutes_is_as_one_of_a_burst() -> None:
    def paper(minute: float, who: str = "lin", kind: str = "quote") -> ActivityFact:
        return activity(minute * MINUTE, who, kind, None)

    assert weights(paper(0), paper(20), paper(40.1)) == [(400, ()), (100, ("burst",)), (400, ())]
    assert weights(paper(0), paper(1, kind="contract"), paper(2, "mei")) == [(400, ())] * 3
    assert weights(paper(0), paper(1, kind="contract"), paper(2))[2] == (100, ("burst",))


def test_bulk_is_four_entries_recorded_together_half_a_day_later() -> None:
    evening = at(6) // SECOND_US
    bulk = [activity(day, "lin", recorded_s=evening + day * 300) for day in range(4)]
    assert weights(*bulk) == [(700, ("bulk_recorded",))] * 4
    assert weights(*bulk[:3]) == [(1000, ())] * 3
    apart = [item._replace(recorded_s=evening + day * 301) for day, item in enumerate(bulk)]
    assert weights(*apart) == [(1000, ())] * 4
    at_once = activity(5.9, "lin", recorded_s=evening)
    assert weights(*bulk, at_once)[-1] == (1000, ()), "what was recorded soon is not late, whoever recorded beside it"


def recorded(*moments: tuple[float, int]) -> list[tuple[str, ...]]:
    """Why meetings weigh less: (day, second of recording) of each."""
    return [why for _, why in weights(*(activity(day, "lin", recorded_s=second) for day, second in moments))]


TIMES = [0, 1 / 24, 2 / 24, 3 / 24]


def test_twelve_hours_are_the_bound_of_late_recording() -> None:
    half_a_day = at(TIMES[-1] + 0.5) // SECOND_US
    assert recorded(*((day, half_a_day) for day in TIMES)) == [("bulk_recorded",)] * 4
    early = recorded(*((day, half_a_day - 1) for day in TIMES))
    assert early == [()] * 4, "the last one was recorded in time, and three are none"


def test_all_that_is_typed_in_at_a_sitting_with_something_very_old_is_backdated() -> None:
    """One of the first day is 30 days old, the others are not."""
    thirty_days = at(30) // SECOND_US
    assert recorded(*((day, thirty_days) for day in TIMES)) == [("backdated",)] * 4
    assert recorded(*((day, thirty_days - 1) for day in TIMES)) == [("bulk_recorded",)] * 4
    found = weights(*(activity(day, "lin", recorded_s=thirty_days) for day in TIMES))
    assert found == [(200, ("backdated",))] * 4


@pytest.mark.parametrize(("apart", "why"), [(3600, "backdated"), (3601, "bulk_recorded")])
def test_a_sitting_lasts_an_hour_from_what_is_very_old(apart: int, why: str) -> None:
    """Four entries typed in an hour after, and before, the one that is 30 days old."""
    thirty_days = at(30) // SECOND_US
    for second in (thirty_days + apart, thirty_days + 7200 - apart):
        typed_in = thirty_days if second == thirty_days + apart else thirty_days + 7200
        others = [(10 + day, second) for day in TIMES]
        assert recorded((0, typed_in), *others) == [(), *[(why,)] * 4], "one entry alone is no bulk, however old"


def test_a_sitting_is_one_persons() -> None:
    thirty_days = at(30) // SECOND_US
    others = [activity(10 + day, "lin", recorded_s=thirty_days) for day in TIMES]
    assert [why for _, why in weights(activity(0, "mei", recorded_s=thirty_days), *others)][1:] == [
        ("bulk_recorded",)
    ] * 4


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (6 * 60, (2000, ("capped_duration",))),
        (6 * 60 + 1 / 60, (90, ("absurd_duration",))),
        (24 * 60, (90, ("absurd_duration",))),
    ],
)
def test_an_absurd_duration_is_no_measurement(minutes: float, expected: Weight) -> None:
    assert weights(activity(0, "lin", "meeting", minutes)) == [expected]


def test_an_absurd_duration_is_next_to_no_work() -> None:
    base = shipped().pack.base_at(at(0))
    effort, judging = base.effort, base.judging
    for name, kind in effort.types.items():
        if kind.full_seconds:
            (absurd,) = weigh([activity(0, "lin", name, 24 * 60)], effort)
            assert absurd.why == ("absurd_duration",)
            assert absurd.thousandths < judging.quiet_thousandths


def test_a_day_holds_four_meetings_of_a_person() -> None:
    facts = [activity(index / 24, "lin", minutes=60) for index in range(3)]
    assert weights(*facts) == [(2000, ()), (2000, ()), (0, ("daily_cap",))]
    assert total(*facts, activity(1, "lin")) == 5000
    assert total(*facts, activity(3 / 24, "mei")) == 5000
    late = activity(14.99 / 24, "lin", minutes=60)
    assert weights(*facts[:2], late)[-1] == (0, ("daily_cap",)), "23:59 UTC is the same day"
    assert weights(*facts[:2], activity(15 / 24, "lin", minutes=60))[-1] == (2000, ())


def test_ties_in_time_and_ids_do_not_move_a_weight() -> None:
    facts = [
        activity(0, "lin", "meeting", 30, text_digest=5),
        activity(0, "lin", "call", 20, text_digest=5),
        activity(0, "mei", "call", 20, text_digest=5),
        activity(0, "lin", "note", None, text_digest=6),
    ]
    found = set()
    for ids in permutations((1, 2, 3, 4)):
        renamed = [item._replace(id_hash=number) for item, number in zip(facts, ids, strict=True)]
        found.add(
            tuple(sorted((i.fact._replace(id_hash=0), i.thousandths, i.why) for i in weigh(sorted(renamed), EFFORT)))
        )
    assert len(found) == 1


def test_weights_are_whole_thousandths() -> None:
    odd = msgspec.structs.replace(EFFORT, repeat_permille=333, burst_permille=777)
    facts = [activity(index * MINUTE, "lin", "quote", text_units=7, text_digest=3) for index in range(5)]
    items = weigh(facts, odd)
    assert [item.thousandths for item in items] == [310, 103, 103, 103, 103]
    assert all(type(item.thousandths) is int for item in items)
