"""When a customer asked for another contact: the customer's own words, no copies, nothing written long afterwards."""

from detector.asking import Asking
from detector.facts import ActivityFact
from detector.instant import DAY_US, SECOND_US
from tests.detector.builders import Customer, activity, at, claim

LATE_US = 8 * DAY_US


def ask(day: float, who: str = "lin", **fields: object) -> ActivityFact:
    return activity(day, who, "message", None, direction=1, asks=True, **fields)


def times(*facts: ActivityFact, since: float = -90, until: float = 0) -> list[int]:
    return list(Asking(sorted(facts)).times(at(since), at(until), LATE_US, DAY_US))


def test_an_inbound_wish_counts_within_the_window_ends_included() -> None:
    facts = [ask(day) for day in (-91, -90, -5, 0, 1)]
    assert times(*facts) == [at(-90), at(-5), at(0)]


def test_a_copy_of_what_an_employee_wrote_is_no_wish_of_the_customer() -> None:
    written = activity(-9, "mei", "message", None, text_digest=7)
    assert times(written, ask(-5, "mei", text_digest=7)) == []
    assert times(written, ask(-5, "lin", text_digest=7)) == []
    assert times(written, ask(-5, "lin", text_digest=9)) == [at(-5)]


def test_the_first_of_two_logs_of_one_wish_counts() -> None:
    assert times(ask(-5, "lin", text_digest=7), ask(-4, "mei", text_digest=7)) == [at(-5)]


def test_tied_in_time_with_an_outbound_copy_it_counts_for_nothing_in_any_order() -> None:
    written = activity(-5, "amy", "message", None, text_digest=7)
    for who in ("aaa", "zoe"):
        assert times(written, ask(-5, who, text_digest=7)) == []


def test_what_stood_there_before_the_horizon_does_not_matter() -> None:
    written = activity(-200, "mei", "message", None, text_digest=7)
    assert times(written, ask(-5, "lin", text_digest=7)) == [at(-5)]
    assert times(written, ask(-5, "lin", text_digest=7), since=-300) == []


def test_a_wish_recorded_days_later_proves_nothing() -> None:
    def recorded(days: float) -> ActivityFact:
        return ask(-9, recorded_s=(at(-9) + round(days * DAY_US)) // SECOND_US)

    assert times(recorded(7.9)) == [at(-9)]
    assert times(recorded(8)) == []


def test_a_wish_recorded_only_after_the_order_counts_if_soon() -> None:
    def recorded(said: float, day: float) -> ActivityFact:
        return ask(said, recorded_s=at(day) // SECOND_US)

    assert times(recorded(-3, 0)) == [at(-3)]
    assert times(recorded(-3, 0.01)) == []
    assert times(recorded(-0.9, 0.05)) == [at(-0.9)]


def history(*wishes: ActivityFact) -> Customer:
    customer = Customer().owner(-70, "lin").pursue("lin", -60, -50, -40, -30, -20, -10)
    customer.owner(-4, "mei", "lin", reason=claim("other")).order(0, "mei")
    customer.activities.extend(wishes)
    return customer


def test_the_wish_is_a_feature_of_the_judgement_and_a_copied_one_is_not() -> None:
    own = history(ask(-6)).assessment()
    copied = history(activity(-7, "lin", "message", None, text_digest=7), ask(-6, text_digest=7)).assessment()
    assert own.features["asked_other_contact"] is True
    assert copied.features["asked_other_contact"] is False
    assert own.score < copied.score
