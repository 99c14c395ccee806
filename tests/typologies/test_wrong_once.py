"""Tales beside the catalogue that the rules judged wrongly once, with their near misses."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from detector.messages import LANGUAGES, Language
from detector.outputs import Outcome
from tests.typologies.suspicious import WEEKS
from tests.typologies.tale import Tale


class Mended(NamedTuple):
    """A tale, its outcome, signs among others, and the facts that clear it."""

    tale: Callable[[Tale], Tale]
    outcome: Outcome
    rules: frozenset[str]
    facts: frozenset[str]


def _pursued(tale: Tale) -> Tale:
    return tale.owner(-70, "lin").pursue("lin", *WEEKS)


def _many(tale: Tale, kind: str, minutes: float | None) -> Tale:
    _pursued(tale).owner(-12, "mei", "lin")
    for day in range(-11, 0):
        tale.work(day, "mei", kind, minutes, direction="outbound")
    return tale.order(0, "mei")


def dialer(tale: Tale) -> Tale:
    return _many(tale, "call", 1.2)


def one_liners(tale: Tale) -> Tale:
    return _many(tale, "message", None)


def _on_leave(tale: Tale, begins: float, ends: float) -> Tale:
    return _pursued(tale).person(begins, "lin", "sales", status="on_leave").person(ends, "lin", "sales")


def day_off_later(tale: Tale) -> Tale:
    return _on_leave(tale, -3, -2).owner(-12, "mei", "lin", by="lin").order(0, "mei")


def half_a_day_off(tale: Tale) -> Tale:
    return _on_leave(tale, -11.5, -11).owner(-11.2, "mei", "lin", by="lin").order(0, "mei")


def moved_and_works_on(tale: Tale) -> Tale:
    return _pursued(tale).owner(-6, "qiu", "lin").pursue("lin", -5, -3, -1).order(0, "qiu")


def new_job_and_works_on(tale: Tale) -> Tale:
    _pursued(tale).person(-6, "lin", "sales", "south").owner(-6, "mei", "lin", by="lin")
    return tale.pursue("lin", -5, -3, -1).order(0, "mei")


def short_answer_on_leave(tale: Tale) -> Tale:
    _on_leave(tale, -10, 20).owner(-11, "mei", "lin", code="leave_cover")
    return tale.work(-8, "lin", "call", 5).order(-2, "mei")


def long_leave_in_twelve_days(tale: Tale) -> Tale:
    return _on_leave(tale, 4, 120).owner(-8, "mei", "lin", code="leave_cover").order(-2, "mei")


def quick_repeat(tale: Tale) -> Tale:
    """Paid for the first order, then handed over; the repeat order comes by itself."""
    _pursued(tale).order(-10, "lin", "O0").owner(-8, "mei", "lin", code="post_sale_handover")
    return tale.order(0, "mei", order_type="repeat")


MENDED: dict[str, Mended] = {
    "dialer": Mended(dialer, "review", frozenset({"ripe", "work_of_another"}), frozenset()),
    "moved_and_works_on": Mended(moved_and_works_on, "review", frozenset({"ripe", "work_of_another"}), frozenset()),
    "short_answer_on_leave": Mended(short_answer_on_leave, "clear", frozenset(), frozenset({"fact.away"})),
    "one_liners": Mended(one_liners, "review", frozenset({"ripe", "work_of_another"}), frozenset()),
    "day_off_later": Mended(day_off_later, "review", frozenset({"ripe", "work_of_another"}), frozenset()),
    "half_a_day_off": Mended(half_a_day_off, "review", frozenset({"ripe", "work_of_another"}), frozenset()),
    "new_job_and_works_on": Mended(new_job_and_works_on, "review", frozenset({"ripe", "work_of_another"}), frozenset()),
    "long_leave_in_twelve_days": Mended(long_leave_in_twelve_days, "clear", frozenset(), frozenset({"fact.away"})),
}
"""Tales that the rules judged wrongly once."""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", MENDED)
def test_a_tale_that_was_judged_wrongly_once(name: str, lang: Language) -> None:
    mended = MENDED[name]
    told = mended.tale(Tale(lang)).told()
    seen = (told.assessment.score, told.signs, told.assessment.features)
    assert told.assessment.outcome == mended.outcome, seen
    assert mended.rules <= told.rules, seen
    assert {note for note in told.notes if note.startswith("fact.")} == mended.facts, seen


@pytest.mark.parametrize("work", [((-8, 5), (-6, 10)), ((-8, 12), (-6, 12)), ((-8, 30),)])
def test_more_than_short_answers_deny_a_leave(work: tuple[tuple[float, float], ...]) -> None:
    """The near miss of `short_answer_on_leave`."""
    tale = _on_leave(Tale(), -10, 20).owner(-11, "mei", "lin", code="leave_cover")
    for day, minutes in work:
        tale.work(day, "lin", "call", minutes)
    told = tale.order(-2, "mei").told()
    assert told.assessment.outcome == "review", (told.assessment.score, told.signs)
    assert "false_reason" in told.rules


def test_a_leave_that_begins_more_than_two_weeks_after_the_transfer_explains_nothing() -> None:
    """The near miss of `long_leave_in_twelve_days`."""
    told = _on_leave(Tale(), 6.1, 120).owner(-8, "mei", "lin", code="leave_cover").order(-2, "mei").told()
    assert (told.assessment.outcome, "false_reason" in told.rules) == ("review", True)


def test_a_repeat_order_that_comes_by_itself_after_a_paid_one_needs_no_look() -> None:
    told = quick_repeat(Tale()).told()
    assert told.assessment.outcome != "review", (told.assessment.score, told.signs, told.assessment.features)
