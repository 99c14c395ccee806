"""Padding never pays: entries that are no work may not free a suspicious order.

The bound: whatever is added, the score falls by no more than it does for one honest half-hour meeting in its place, and
`SLACK` points. What is promised of one sitting or of what is told afterwards, and what no log can tell from work,
stands in `test_padding_untold.py`.
"""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.events import ACTIVITY_TYPES
from detector.text import measure_text
from tests.detector.builders import MINUTE, Customer, at
from tests.detector.suspicious_kinds import SUSPICIOUS

SLACK = 5
SINCE = {"ripe": -4, "token_touches": -10, "slow_walk_ghost": -50, "early_ghost": -60, "round_trip": -4}
SINCE |= {"proxy_order": -60, "chain": -5, "false_reason": -8}
"""The day from which on the closer can log: the transfer, or the first meeting of another."""
TEMPLATE: dict[str, Any] = {"text_digest": 77, "text_units": 20}
Entry = tuple[str, float | None, dict[str, Any]]  # type, minutes, other fields

kinds = st.sampled_from(sorted(SUSPICIOUS))
trivial: st.SearchStrategy[Entry] = st.one_of(
    st.tuples(st.just("call"), st.floats(0, 29 / 60), st.fixed_dictionaries({"direction": st.sampled_from([0, 2])})),
    st.tuples(st.sampled_from(["note", "email", "message"]), st.none(), st.just({"text_units": 1})),
    st.tuples(st.sampled_from(["email", "message", "note"]), st.none(), st.just(TEMPLATE)),
)
PAPERS = ("contract", "quote")
"""One paper takes more points away than a meeting does, so that the bound is another one."""
any_entry: st.SearchStrategy[Entry] = st.tuples(
    st.sampled_from(sorted(set(ACTIVITY_TYPES) - {"meeting", "visit", "demo", *PAPERS})),
    st.one_of(st.none(), st.floats(0, 12)),
    st.one_of(st.just({}), st.just(TEMPLATE), st.just({"text_units": 2})),
)


def days(kind: str, count: int) -> list[float]:
    """So many days spread over the time that the closer had."""
    since = SINCE[kind]
    return [since * (1 - (place + 0.5) / count) for place in range(count)]


def score(customer: Customer) -> int:
    return customer.assessment().score


def floor(kind: str) -> int:
    """The least score that padding may lead to."""
    return score(SUSPICIOUS[kind]().work(days(kind, 1)[0] + MINUTE, "mei")) - SLACK


def padded(kind: str, entries: list[Entry], when: list[float]) -> Customer:
    """A suspicious history with the closer's entries; each differs from the others by a second at least."""
    customer = SUSPICIOUS[kind]()
    for number, ((name, minutes, fields), day) in enumerate(zip(entries, when, strict=True)):
        customer.work(day + number / 86_400, "mei", name, minutes, **{"id_hash": 10**9 + 2 * number, **fields})
    return customer


@settings(max_examples=60, deadline=None)
@given(kinds, st.lists(trivial, min_size=1, max_size=30))
def test_seconds_short_words_and_templates_never_pay_however_they_are_spread(kind: str, entries: list[Entry]) -> None:
    customer = padded(kind, entries, days(kind, len(entries)))
    assert score(customer) >= floor(kind)
    assert customer.assessment().outcome == "review"


@settings(max_examples=60, deadline=None)
@given(kinds, st.lists(any_entry, min_size=4, max_size=30), st.floats(0, 19))
def test_no_burst_pays_whatever_is_in_it(kind: str, entries: list[Entry], minutes: float) -> None:
    """Many entries within twenty minutes, of any type but meetings and papers, with texts of their own or none."""
    first = days(kind, 1)[0]
    when = [first + (minutes - 0.5) * MINUTE * place / len(entries) for place in range(len(entries))]
    assert score(padded(kind, entries, when)) >= floor(kind)


@settings(max_examples=40, deadline=None)
@given(kinds, st.integers(2, 30), st.integers(1, 90))
def test_meetings_that_overlap_count_once(kind: str, count: int, minutes: int) -> None:
    entries: list[Entry] = [("meeting", min(minutes, 30), {}) for _ in range(count)]
    assert score(padded(kind, entries, days(kind, 1) * count)) >= floor(kind)


WORKED_ON = st.sampled_from(["early_ghost", "false_reason", "slow_walk_ghost"])
"""Kinds in which the originator is shown at work after the transfer."""


def meetings(count: int, **fields: Any) -> list[Entry]:
    return [("meeting", 30, fields) for _ in range(count)]


@settings(max_examples=40, deadline=None)
@given(WORKED_ON, st.integers(3, 24), st.floats(8, 30))
def test_what_is_typed_in_a_week_later_frees_nobody_whose_colleague_went_on_working(
    kind: str, count: int, later: float
) -> None:
    late = meetings(count, recorded_s=at(later) // 10**6)
    assert padded(kind, late, days(kind, count)).assessment().outcome == "review"


@settings(max_examples=40, deadline=None)
@given(kinds, st.integers(3, 24), st.floats(8, 30))
def test_what_is_typed_in_a_week_later_never_pays_more_than_at_once(kind: str, count: int, later: float) -> None:
    when = days(kind, count)
    late = score(padded(kind, meetings(count, recorded_s=at(later) // 10**6), when))
    at_once = score(padded(kind, meetings(count), when))
    assert late >= at_once
    if count <= 6:
        assert late > at_once or late == 100


Add = Callable[[Customer, float], object]
"""Adds entries of the closer to a history, on a day."""


def bursts(name: str, minutes: float | None, count: int = 6, apart: int = 1, **fields: Any) -> Add:
    """So many entries, some minutes apart."""

    def add(customer: Customer, day: float) -> None:
        for number in range(count):
            customer.work(day + apart * number * MINUTE, "mei", name, minutes, **fields)

    return add


def late_at(day: float, **fields: Any) -> Add:
    return lambda customer, done: customer.work(done, "mei", recorded_s=at(day) // 10**6, **fields)


NAMES = {
    "en": ("Tom", "Ms Wong", "Peter", "Mr Tan", "Karen", "Dr Schmidt", "Olivia", "Jack", "Mrs Lim", "Ravi"),
    "zh": ("王总", "李经理", "张姐", "小陈", "刘老师", "周工", "赵主任", "孙总", "林先生", "吴女士"),
}
TEMPLATES = {
    "en": "Dear {}, please find our latest offer of {} May attached, happy to answer any question.",
    "zh": "{}您好，附件为{}号更新的资料，请查收，有问题随时联系我。",
}


def _filled_in(kind: str, lang: str) -> Add:
    """One template, with another name and number each time."""

    def add(customer: Customer, day: float) -> None:
        number = len(customer.activities)
        name = NAMES[lang][number % len(NAMES[lang])]
        text = measure_text(TEMPLATES[lang].format(name, number), sketched=True)
        fields = {"text_units": text.units, "text_digest": text.digest, "text_sketch": text.sketch}
        customer.work(day, "mei", kind, None, **fields)

    return add


CLOSED: dict[str, Add] = {
    "one template under meetings on several days": lambda customer, day: customer.work(day, "mei", **TEMPLATE),
    "one template under calls on several days": lambda customer, day: customer.work(day, "mei", "call", 12, **TEMPLATE),
    "one template under quotes on several days": lambda customer, day: customer.work(
        day, "mei", "quote", None, **TEMPLATE
    ),
    "a colleague's sentence under meetings": lambda customer, day: customer.work(
        day, "mei", text_digest=customer.activities[0].text_digest
    ),
    "a burst of mails on each of several days": bursts("email", None),
    "a template with a name changed in each mail": _filled_in("email", "en"),
    "the same in Chinese": _filled_in("email", "zh"),
    "the same in messages": _filled_in("message", "en"),
    "the same in Chinese messages": _filled_in("message", "zh"),
    "meetings typed in a week after the order": late_at(9),
    "meetings of 24 hours": lambda customer, day: customer.work(day, "mei", minutes=24 * 60),
    "calls of ten hours": lambda customer, day: customer.work(day, "mei", "call", 600),
}
"""Padding that paid once: it frees no order of any kind, however often it is done."""


@pytest.mark.parametrize("kind", SUSPICIOUS)
@pytest.mark.parametrize("name", CLOSED)
def test_padding_that_does_not_pay_however_often(name: str, kind: str) -> None:
    for times in (1, 2, 3, 4, 6, 9, 16, 24):
        customer = SUSPICIOUS[kind]()
        for day in days(kind, times):
            CLOSED[name](customer, day)
        assert customer.assessment().outcome == "review", times
        if 3 <= times <= 16:  # a sentence said twice is no copy yet
            assert score(customer) >= floor(kind), times


@pytest.mark.parametrize("kind", sorted(set(SUSPICIOUS) - {"token_touches"}))
@pytest.mark.parametrize("name", PAPERS)
def test_bursts_of_papers_free_nobody_however_many(name: str, kind: str) -> None:
    for times in (1, 2, 3, 4, 6, 9, 16, 24):
        customer = SUSPICIOUS[kind]()
        for day in days(kind, times):
            bursts(name, None)(customer, day)
        assert customer.assessment().outcome == "review", times


@pytest.mark.parametrize("kind", SUSPICIOUS)
@pytest.mark.parametrize(("name", "minutes"), [("meeting", 24 * 60), ("call", 600)])
def test_one_entry_of_absurd_length_pays_no_more_than_an_honest_meeting(kind: str, name: str, minutes: float) -> None:
    assert score(padded(kind, [(name, minutes, {})], days(kind, 1))) >= floor(kind)


@pytest.mark.parametrize("count", [5, 25, 60])
def test_single_messages_do_not_carry_a_deal_however_many(count: int) -> None:
    customer = SUSPICIOUS["ripe"]()
    for day in days("ripe", count):
        customer.work(day, "mei", "message", None)
    assert customer.assessment().outcome == "review"


def test_one_message_before_the_transfer_costs_no_more_than_its_points() -> None:
    """A trace of the closer before the transfer weighs against the sign; it stays a look."""
    customer = SUSPICIOUS["ripe"]().work(-20, "mei", "message", None)
    assert customer.assessment().outcome == "review"
