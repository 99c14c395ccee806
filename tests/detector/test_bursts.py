"""What the bursts of one person count in all."""

from detector.bursts import limit_bursts
from detector.weight import Weighed
from tests.detector.builders import EFFORT, activity


def entry(day: float, weight: int, *why: str, who: str = "mei") -> Weighed:
    return Weighed(activity(day, who, "quote", None), weight, why)


def test_bursts_of_a_person_count_so_much_in_all_and_the_latest_nothing() -> None:
    limit = EFFORT.burst_total_thousandths
    entries = [
        entry(0, limit - 100, "burst"),
        entry(1, 300, "burst", "bulk_recorded"),
        entry(2, 500),
        entry(3, 300, "burst", who="lin"),
        entry(4, 200, "burst"),
    ]
    found = limit_bursts(entries, EFFORT)
    assert [item.thousandths for item in found] == [limit - 100, 100, 500, 300, 0]
    assert [item.why[-1:] for item in found] == [("burst",), ("burst_total",), (), ("burst",), ("burst_total",)]
    assert [item.fact for item in found] == [item.fact for item in entries]


def test_where_nothing_is_too_much_nothing_changes() -> None:
    entries = [entry(0, EFFORT.burst_total_thousandths, "burst"), entry(1, 9000)]
    assert limit_bursts(entries, EFFORT) is entries
