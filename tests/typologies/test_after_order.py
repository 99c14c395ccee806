"""What happens in the days after an order raises or clears its judgement, as a new revision."""

from collections.abc import Callable

import pytest

from detector.facts import CustomerFact
from detector.outputs import Assessment
from streams.intake import Intake, Source
from tests.detector.builders import shipped
from tests.detector.kept_histories import Worker, facts_of
from tests.typologies.suspicious import WEEKS, proxy_order, ripe
from tests.typologies.tale import Tale

TOPICS = {
    "people": "crm.people.v1",
    "ownership-changes": "crm.ownership-changes.v1",
    "activities": "crm.activities.v1",
    "orders": "crm.orders.v1",
    "decisions": "transferwatch.decisions.v1",
}


def revisions(tale: Tale, day: float = 0) -> tuple[Assessment, Assessment]:
    """What a worker says of the order right then, and once it has heard the rest."""
    intake = Intake(shipped().pack.text_rules)
    for name, lines in tale.lines().items():
        topic = TOPICS[name.removesuffix(".ndjson")]
        for number, line in enumerate(lines, 1):
            intake.take(Source(topic, name, number), line)
    facts = facts_of(intake.timelines["C1"])
    order_at = next(fact.at for fact in intake.timelines["C1"].statements if fact.order_id == "O1")
    worker = Worker(shipped(), intake.people())

    def heard(*some: CustomerFact) -> Assessment:
        worker.feed(*some)
        return worker.assessments()["order:O1"]

    first = heard(*(fact for fact in facts if fact.at <= order_at))
    last = heard(*(fact for fact in facts if fact.at > order_at))
    worker.check_everything()
    told = tale.told().assessment
    assert (last.outcome, last.score, last.hits) == (told.outcome, told.score, told.hits), "replay says the same"
    return first, last


def hurried(tale: Tale) -> Tale:
    """Handed over with little work before; the new owner does little too."""
    tale.owner(-40, "lin").pursue("lin", -36, -30, -24, -18).owner(-14, "mei", "lin", code="capacity")
    return tale.work(-9, "mei", "call", 5).work(-3, "mei", "call", 5).order(0, "mei")


def rules(assessment: Assessment) -> set[str]:
    return {hit.rule_id for hit in assessment.hits}


def test_handed_back_raises() -> None:
    first, last = revisions(ripe(Tale()).work(-2, "mei").owner(6, "lin", "mei"))
    assert last.score > first.score
    assert rules(last) - rules(first) == {"round_trip"}
    assert last.revision == first.revision + 1


def test_handed_back_when_the_leave_is_over_raises_nothing() -> None:
    tale = Tale().owner(-70, "lin").pursue("lin", *WEEKS).person(-10, "lin", "sales", status="on_leave")
    tale.person(5, "lin", "sales").owner(-10, "mei", "lin", code="leave_cover").pursue("mei", -7, -3).order(0, "mei")
    first, last = revisions(tale.owner(6, "lin", "mei", code="other", zh="休假结束", en="back from leave"))
    assert (first.outcome, last.outcome) == ("clear", "clear")


@pytest.mark.parametrize(("who", "raised"), [("lin", {"ghost_after_order"}), ("mei", set())])
def test_who_serves_on_after_the_order_tells_who_made_it(who: str, raised: set[str]) -> None:
    first, last = revisions(ripe(Tale()).pursue(who, 3, 8, 15))
    assert rules(last) - rules(first) == raised
    assert last.features["originator_after_order" if who == "lin" else "payee_after_order"] != 0


def test_what_comes_a_month_later_changes_nothing() -> None:
    first, last = revisions(ripe(Tale()).pursue("lin", 31, 40).owner(45, "lin", "mei"))
    assert (first.score, rules(first)) == (last.score, rules(last))


@pytest.mark.parametrize("tale", [ripe, proxy_order])
def test_a_refund_takes_the_money_back_and_leaves_what_was_seen(tale: Callable[[Tale], Tale]) -> None:
    first, last = revisions(tale(Tale()).order(9, "mei", amount="0.00", status="cancelled"))
    assert (first.outcome, last.outcome) == ("review", "review")
    assert (first.score, rules(first)) == (last.score, rules(last))
    assert last.revision == first.revision + 1
    assert last.assessed_at > first.assessed_at


def test_booked_anew_on_whoever_did_the_work_clears() -> None:
    first, last = revisions(proxy_order(Tale()).order(3, "lin", status="amended"))
    assert (first.outcome, last.outcome) == ("review", "clear")
    assert last.beneficiary_id == "lin"


def test_a_reason_given_later_that_holds_clears_a_hold_and_is_marked() -> None:
    tale = ripe(Tale()).person(-5, "lin", "sales", status="on_leave").person(9, "lin", "sales")
    first, last = revisions(tale.explain(4, zh="林丽休假，由我代班", en="cover for Lin, on leave"))
    assert first.reason_test is None
    assert last.reason_test is not None
    assert (last.reason_test.code, last.reason_test.result, last.reason_test.late) == ("leave_cover", "confirmed", True)
    assert "no_reason" in rules(first) - rules(last)


def test_a_reason_given_later_that_is_denied_raises() -> None:
    first, last = revisions(ripe(Tale()).explain(4, zh="林丽休假，由我代班", en="cover for Lin, on leave"))
    assert "false_reason" in rules(last) - rules(first)


def test_work_that_is_recorded_later_counts_from_when_it_was_done() -> None:
    """Events come late; what was done before the order and recorded a day later clears it."""
    tale = hurried(Tale())
    tale.work(-12, "mei", recorded=-11.9).work(-6, "mei", recorded=-5.9).work(-1, "mei", recorded=-0.9)
    before = hurried(Tale()).told().assessment
    assert (before.outcome, tale.told().assessment.outcome) == ("watch", "clear")


def test_a_watched_order_is_raised_to_review_by_what_follows() -> None:
    """The new owner had one call of eight minutes; with two of five (`hurried`) it stays watched."""
    tale = Tale().owner(-40, "lin").pursue("lin", -36, -30, -24, -18).owner(-14, "mei", "lin", code="capacity")
    tale.work(-9, "mei", "call", 8).order(0, "mei")
    first, last = revisions(tale.pursue("lin", 2, 5, 9).owner(12, "lin", "mei"))
    assert (first.outcome, last.outcome) == ("watch", "review"), (first.score, last.score)
    assert rules(last) - rules(first) == {"ghost_after_order", "round_trip"}
    first, last = revisions(hurried(Tale()).pursue("lin", 2, 5, 9).owner(12, "lin", "mei"))
    assert (first.outcome, last.outcome) == ("watch", "watch"), (first.score, last.score)
    assert last.score - first.score == 13 + 3, "the points of the two signs"
