"""Reasons: each known code confirmed, contradicted, untestable; words for codes; a late one beside the original."""

from typing import Any

import pytest

from detector.decode import decode_event
from detector.events import REASON_CODES, OwnershipChange
from detector.facts import ReasonFact, change_fact
from detector.features import Features
from detector.reasons import AWAY_THOUSANDTHS, check_reason, hold_against
from tests.detector.builders import NO_REASON, Customer, change, claim, shipped
from tests.detector.decode_records import CHANGES, changed

QUIET, LOUD = AWAY_THOUSANDTHS - 1, AWAY_THOUSANDTHS
CASES: list[tuple[str, dict[str, Any], str]] = [
    ("leaver", {"originator_left": True}, "confirmed"),
    ("leaver", {"originator_away": True}, "untestable"),
    ("leaver", {}, "contradicted"),
    ("leave_cover", {"originator_away": True, "originator_work_while_away": QUIET}, "confirmed"),
    ("leave_cover", {"originator_away": True, "originator_work_while_away": LOUD}, "contradicted"),
    ("leave_cover", {}, "contradicted"),
    ("territory_change", {"changed_by": "manager", "teams_known": True}, "confirmed"),
    ("territory_change", {"changed_by": "other", "teams_known": True}, "confirmed"),
    ("territory_change", {"changed_by": "manager", "teams_known": True, "same_team": True}, "contradicted"),
    ("territory_change", {"changed_by": "originator", "teams_known": True}, "contradicted"),
    ("territory_change", {"changed_by": "payee"}, "contradicted"),
    ("territory_change", {"changed_by": "manager"}, "untestable"),
    ("territory_change", {"changed_by": "unknown", "teams_known": True}, "untestable"),
    ("territory_change", {"changed_by": "manager", "teams_known": True, "payee_team_sells": False}, "untestable"),
    ("territory_change", {"changed_by": "none", "teams_known": True}, "untestable"),
    ("pool_recycle", {"link": "path", "pool_hours": 72}, "confirmed"),
    ("pool_recycle", {"link": "path", "pool_hours": 71}, "contradicted"),
    ("pool_recycle", {"link": "proxy"}, "untestable"),
    ("pool_recycle", {"link": "helper"}, "untestable"),
    ("capacity", {"originator_after": 1000, "payee_after": 999}, "contradicted"),
    ("capacity", {"originator_after": 1000, "payee_after": 1000}, "confirmed"),
    ("capacity", {"originator_after": 999, "payee_after": 1000}, "confirmed"),
    ("capacity", {"originator_after": 999, "payee_after": 999}, "untestable"),
    ("capacity", {"originator_grace": 5000, "payee_before": 5000}, "untestable"),
    ("post_sale_handover", {"originator_paid_before": True, "hours_since_earlier_order": 9}, "confirmed"),
    ("post_sale_handover", {"originator_paid_before": True}, "untestable"),
    ("post_sale_handover", {}, "contradicted"),
    ("policy_assignment", {"changed_by": "manager"}, "confirmed"),
    ("policy_assignment", {"changed_by": "other"}, "confirmed"),
    ("policy_assignment", {"changed_by": "originator"}, "contradicted"),
    ("policy_assignment", {"changed_by": "payee"}, "contradicted"),
    ("policy_assignment", {"changed_by": "unknown"}, "untestable"),
    ("other", {"originator_left": True, "pool_hours": 99}, "untestable"),
    ("", {"originator_left": True, "pool_hours": 99}, "untestable"),
]


@pytest.mark.parametrize(("code", "features", "result"), CASES)
def test_each_code_against_the_facts(code: str, features: dict[str, Any], result: str) -> None:
    assert hold_against(code, Features(**features), originator_known=True).result == result


def test_every_known_code_is_in_the_table_above() -> None:
    assert set(REASON_CODES) == {code for code, _, _ in CASES} - {""}


@pytest.mark.parametrize("code", REASON_CODES)
def test_of_a_person_never_stated_only_absence_is_untestable(code: str) -> None:
    features = Features(originator_left=True, originator_away=True, changed_by="manager", pool_hours=99)
    known = hold_against(code, features, originator_known=True)
    unknown = hold_against(code, features, originator_known=False)
    assert (unknown.message_id == "reason.person_unknown") is (code in ("leaver", "leave_cover"))
    assert unknown.result == ("untestable" if code in ("leaver", "leave_cover") else known.result)


def words(text: str, code: str | None = None) -> ReasonFact:
    event, at, _ = decode_event(CHANGES, changed(CHANGES, reason_text=text, reason_code=code))
    assert isinstance(event, OwnershipChange)
    return change_fact(event, at, shipped().pack.text_rules).reason


@pytest.mark.parametrize(
    ("text", "code", "tested"),
    [
        ("林丽上周已离职", None, "leaver"),
        ("She resigned last week", None, "leaver"),
        ("林丽在休产假", "other", "leave_cover"),
        ("cover for Lin, on leave", None, "leave_cover"),
        ("客户划归华东区域", None, "territory_change"),
        ("TERRITORY reshuffle", "their own code", "territory_change"),
        ("从公海捞回来的", None, "pool_recycle"),
        ("忙不过来了，先转", None, "capacity"),
        ("转售后维护", None, "post_sale_handover"),
        ("系统分配的客户", None, "policy_assignment"),
        ("她离职了，给我吧", "capacity", "capacity"),
        ("客户很喜欢她", None, ""),
        ("because I say so", None, ""),
    ],
)
def test_words_speak_of_a_code_where_none_is_given(text: str, code: str | None, tested: str) -> None:
    found = check_reason(change(0, "own-1", "mei", reason=words(text, code)), None, Features(), originator_known=True)[
        1
    ]
    assert found is not None
    assert found.code == tested


def test_without_a_reason_nothing_is_tested_and_nothing_filled_in() -> None:
    features = Features(originator_left=True)
    hop = change(0, "own-1", "mei", reason=claim("other", given=False))
    assert check_reason(hop, None, features, originator_known=True) == (features, None)
    assert check_reason(None, None, features, originator_known=True) == (features, None)


def explained(original: ReasonFact, late: ReasonFact | None) -> Customer:
    customer = Customer().owner(-70, "lin").pursue("lin", -60, -50, -40, -30, -20, -10)
    customer.owner(-4, "mei", "lin", reason=original).order(0, "mei")
    return customer if late is None else customer.explain(8, late, change_id="own-2")


def test_a_late_reason_holds_beside_the_original_and_is_marked() -> None:
    tested = explained(claim("leave_cover"), claim("policy_assignment")).assessment().reason_test
    assert tested is not None
    assert (tested.code, tested.result, tested.late, tested.original) == (
        "policy_assignment", "confirmed", True, "contradicted",
    )  # fmt: skip


def test_a_late_reason_without_an_original_has_none_beside_it() -> None:
    tested = explained(NO_REASON, claim("leave_cover")).assessment().reason_test
    assert tested is not None
    assert (tested.code, tested.result, tested.late, tested.original) == ("leave_cover", "contradicted", True, None)


def test_the_latest_explanation_holds_and_the_assessment_is_as_late() -> None:
    customer = explained(NO_REASON, claim("leave_cover")).explain(9, claim("policy_assignment"), order_id="O1")
    assessment = customer.assessment()
    assert assessment.reason_test is not None
    assert assessment.reason_test.code == "policy_assignment"
    assert assessment.assessed_at == "2026-03-11T09:00:00Z"
    assert assessment.features["reason_late"] is True


@pytest.mark.parametrize(("change_id", "order_id"), [("own-1", ""), ("", "O9"), ("own-9", "")])
def test_an_explanation_of_something_else_is_not_heard(change_id: str, order_id: str) -> None:
    customer = explained(NO_REASON, None)
    before = customer.assessment()
    after = customer.explain(8, claim("policy_assignment"), change_id=change_id, order_id=order_id).assessment()
    assert after == before


def test_a_denied_reason_raises_the_score_and_a_confirmed_one_does_not() -> None:
    none, denied, true = (
        explained(reason, None).assessment().score
        for reason in (NO_REASON, claim("leaver"), claim("policy_assignment"))
    )
    assert denied > true
    assert none >= true
