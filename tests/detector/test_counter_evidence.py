"""What speaks against suspicion is a hit with points below 0: counted, stored, computed again, and told as such."""

import msgspec
import pytest

from detector.features import Features
from detector.outputs import Assessment
from detector.recompute import recompute
from detector.rule import Rule
from tests.detector.builders import Customer, shipped

AGAINST = {"own_work", "worked_before", "customer_turned", "shared_work", "sold_beside", "confirmed_reason"}


def answered() -> Customer:
    """Handed over ripe; the new owner worked before and after, and the customer called them."""
    customer = Customer().owner(-70, "lin").pursue("lin", -60, -53, -46, -39, -32, -25, -18, -11).work(-8, "mei")
    return customer.owner(-6, "mei", "lin").inbound(-3, "mei").order(0, "mei")


def test_the_sum_of_all_hits_is_the_score() -> None:
    assessment = answered().assessment()
    points = {hit.rule_id: hit.score for hit in assessment.hits}
    assert {name for name, value in points.items() if value < 0} == {"own_work", "worked_before", "customer_turned"}
    assert assessment.score == sum(points.values()) > 0


def test_signs_stand_first_and_what_speaks_against_them_after_them_each_by_weight() -> None:
    hits = answered().assessment().hits
    scores = [hit.score for hit in hits]
    signs = [score for score in scores if score >= 0]
    against = [score for score in scores if score < 0]
    assert scores == sorted(signs, reverse=True) + sorted(against)
    assert len(signs) > 1
    assert len(against) > 1


def test_they_are_stored_and_computed_again() -> None:
    assessment = answered().assessment()
    stored = msgspec.json.decode(msgspec.json.encode(assessment), type=Assessment)
    assert stored == assessment
    again = recompute(stored, shipped().pack)
    assert again.agrees_with(assessment)
    assert [hit.score for hit in again.hits if hit.score < 0]
    forged = [msgspec.structs.replace(hit, score=-hit.score) if hit.score < 0 else hit for hit in stored.hits]
    assert not again.agrees_with(msgspec.structs.replace(stored, hits=forged))


def test_a_score_is_never_below_0() -> None:
    customer = Customer().owner(-70, "lin").pursue("lin", -60, -50, -40).owner(-30, "mei", "lin")
    found = customer.pursue("mei", -25, -20, -15, -12, -9, -6, -3).order(0, "mei").assessment()
    assert sum(hit.score for hit in found.hits) < 0
    assert (found.score, found.outcome) == (0, "clear")
    assert recompute(found, shipped().pack).agrees_with(found)


@pytest.mark.parametrize("rule", shipped().pack.rules, ids=lambda rule: rule.id)
def test_a_rule_speaks_on_one_side_only_and_its_words_say_on_which(rule: Rule) -> None:
    against = rule.id in AGAINST
    points = [
        rule.evaluate(msgspec.convert(example.features, Features), rule.versions[-1]).points
        for example in shipped().files[rule.id].examples
        if example.expect == "hit"
    ]
    assert points
    assert all(value < 0 if against else value > 0 for value in points), points
    for texts in rule.messages.values():
        assert texts["en"].startswith("Speaks against it: ") is against
        assert texts["zh"].startswith("反证：") is against
