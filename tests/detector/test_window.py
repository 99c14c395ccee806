"""Windows: 400 days before, 30 days after, both ends included; later entries devalue nothing."""

import pytest

from detector.instant import DAY_US
from detector.window import Window, Windows, Work
from tests.detector.builders import Customer, at, shipped

BASE = shipped().pack.base_at(at(0))


def windows_of(customer: Customer) -> Windows:
    return Windows(sorted(customer.changes), sorted(customer.activities))


def cut(customer: Customer) -> Window:
    return windows_of(customer).cut(at(0), BASE)


def work(customer: Customer) -> Work:
    windows = windows_of(customer)
    return windows.weigh(windows.cut(at(0), BASE))


def test_the_shipped_pack_looks_400_days_back_and_30_ahead() -> None:
    assert (BASE.judging.horizon_days, BASE.judging.after_days) == (400, 30)


@pytest.mark.parametrize(
    ("micros", "day", "before", "after"),
    [(0, -400, 1, 0), (-1, -400, 0, 0), (0, 0, 1, 0), (1, 0, 0, 1), (0, 30, 0, 1), (1, 30, 0, 0)],
)
def test_ends_of_the_window_to_the_microsecond(micros: int, day: int, before: int, after: int) -> None:
    customer = Customer().work(day, "lin")
    customer.activities = [item._replace(at=item.at + micros) for item in customer.activities]
    found = work(customer)
    assert (len(found.before), len(found.after)) == (before, after)
    assert found.by_person == ({"lin": 1000} if before else {})


def test_work_before_is_weighed_by_what_stood_there_then() -> None:
    customer = Customer().work(-5, "lin", text_digest=9)
    alone = work(customer)
    copied = work(customer.work(5, "lin", text_digest=9).work(6, "lin", text_digest=9))
    assert copied.by_person == alone.by_person == {"lin": 1000}
    assert [item.thousandths for item in copied.after] != [1000, 1000], "what comes later is the copy"


def test_what_lies_before_the_window_does_not_make_a_copy_of_what_lies_in_it() -> None:
    customer = Customer().work(-401, "wang", text_digest=9).work(-5, "lin", text_digest=9)
    assert work(customer).by_person == {"lin": 1000}
    assert work(customer.work(-400, "wang", text_digest=9)).by_person["lin"] < 1000


def test_ownership_is_cut_alike() -> None:
    customer = Customer().owner(-401, "wang", "zhou").owner(-400, "lin").owner(30, "mei").owner(30.01, "qiu")
    assert [segment.owner for segment in cut(customer).ownership.segments] == ["wang", "lin", "mei"]


def test_each_order_has_a_window_of_its_own() -> None:
    customer = Customer().work(-1, "lin").work(1, "lin")
    windows = windows_of(customer)

    def before(day: float) -> dict[str, int]:
        return windows.weigh(windows.cut(at(day), BASE)).by_person

    assert [before(day) for day in (-2, 0, 2)] == [{}, {"lin": 1000}, {"lin": 2000}]
    assert [before(day) for day in (2, 0, -2)] == [{"lin": 2000}, {"lin": 1000}, {}], "in whatever order they are asked"


def test_the_deal_of_a_date_holds_the_day_to_its_end_and_no_more() -> None:
    customer = Customer()
    for day in (-3, -2, 0, 0.5, 0.999, 1, 1.5):
        customer.work(day, "lin")
    windows = windows_of(customer)
    window = windows.cut(at(0), BASE)
    weighed = windows.weigh(window)

    def days(start: float, day_end: int | None) -> list[float]:
        found = windows.of_deal(at(start), day_end, window, weighed)
        return [round((item.fact.at - at(0)) / DAY_US, 3) for item in found]

    assert days(-9, None) == [-3, -2, 0]
    assert days(-9, at(1)) == [-3, -2, 0, 0.5, 0.999]
    assert days(-3, at(1)) == [-2, 0, 0.5, 0.999], "what lies at the start belongs to the deal before"
    assert days(-9, at(0.5)) == [-3, -2, 0]
    assert days(0, at(1)) == [0.5, 0.999]
