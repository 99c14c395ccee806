"""Signs into score and outcome: thresholds, caps, and what clears."""

from typing import Any

import msgspec
import pytest

from detector.features import Features
from detector.pack import ScoreParams
from detector.score import clearing_facts, combine

PARAMS = ScoreParams(30, 60, 25, 55, 500, 4, 54, 53)
BUSY: dict[str, Any] = {"link": "path", "last_hop_hours": 100, "originator_before": 5000, "originator_entries": 6}


def features(**fields: Any) -> Features:
    return Features(**(BUSY | fields))


def judged(points: list[int], **fields: Any) -> tuple[int, str]:
    combined = combine(points, features(**fields), PARAMS, 60)
    return combined.score, combined.outcome


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([], (0, "clear")),
        ([29], (29, "clear")),
        ([20, 10], (30, "watch")),
        ([59], (59, "watch")),
        ([30, 20, 10], (60, "review")),
        ([90, 90], (100, "review")),
        ([90, -31], (59, "watch")),
        ([90, -30], (60, "review")),
        ([100, 60, -70], (90, "review")),
        ([20, -50], (0, "clear")),
        ([-50, 40, 30, -50], (0, "clear")),
    ],
)
def test_points_for_and_against_add_up_to_0_at_least_and_100_at_most(
    points: list[int], expected: tuple[int, str]
) -> None:
    assert judged(points) == expected


@pytest.mark.parametrize(
    ("fields", "score"),
    [
        ({"originator_before": 499, "originator_entries": 3}, 55),
        ({"originator_before": 500, "originator_entries": 3}, 80),
        ({"originator_before": 499, "originator_entries": 4}, 80),
        ({"originator_before": 0, "originator_grace": 250, "originator_after": 250, "originator_entries": 2}, 80),
    ],
)
def test_little_evidence_is_at_most_watch(fields: dict[str, Any], score: int) -> None:
    assert judged([80], **fields)[0] == score


FACTS: list[tuple[str, dict[str, Any], bool]] = [
    ("fact.left", {"originator_left": True, "originator_after": 9000}, True),
    ("fact.away", {"originator_away": True}, True),
    ("fact.away", {"originator_away": True, "originator_work_while_away": 599, "originator_after": 299}, True),
    ("fact.away", {"originator_away": True, "originator_work_while_away": 600}, False),
    ("fact.away", {"originator_away": True, "originator_after": 300}, False),
    ("fact.away", {"originator_away": True, "originator_left": True}, False),
    ("fact.away", {"originator_away": True, "originator_work_back": 599}, True),
    ("fact.away", {"originator_away": True, "originator_work_back": 600}, False),
    ("fact.away", {"originator_away": True, "originator_work_back": 900, "payee_after": 899}, False),
    ("fact.away", {"originator_away": True, "originator_work_back": 900, "payee_after": 900}, True),
    ("fact.originator_moved", {"originator_moved": True, "originator_after": 299}, True),
    ("fact.originator_moved", {"originator_moved": True, "originator_after": 300}, False),
    ("fact.originator_moved", {"originator_moved": True, "originator_grace": 1499}, True),
    ("fact.originator_moved", {"originator_moved": True, "originator_grace": 1500}, False),
    ("fact.moved", {"changed_by": "manager", "teams_known": True}, True),
    ("fact.moved", {"changed_by": "other", "teams_known": True, "originator_after": 299}, True),
    ("fact.moved", {"changed_by": "other", "teams_known": True, "originator_after": 300}, False),
    ("fact.moved", {"changed_by": "other", "teams_known": True, "originator_grace": 1499}, True),
    ("fact.moved", {"changed_by": "other", "teams_known": True, "originator_grace": 1500}, False),
    ("fact.moved", {"changed_by": "manager", "teams_known": True, "same_team": True}, False),
    ("fact.moved", {"changed_by": "manager", "teams_known": True, "payee_team_sells": False}, False),
    ("fact.moved", {"changed_by": "manager"}, False),
    ("fact.moved", {"changed_by": "manager", "teams_known": True, "last_hop_hours": -1}, False),
    ("fact.moved", {"changed_by": "manager", "teams_known": True, "last_hop_hours": 0}, True),
    ("fact.moved", {"changed_by": "originator", "teams_known": True}, False),
    ("fact.moved", {"changed_by": "payee", "teams_known": True}, False),
    ("fact.moved", {"changed_by": "unknown", "teams_known": True}, False),
    ("fact.new_hire", {"changed_by": "manager", "payee_tenure_days": 9, "last_hop_hours": -1}, False),
    ("fact.new_hire", {"changed_by": "manager", "payee_tenure_days": 60}, True),
    ("fact.new_hire", {"changed_by": "manager", "payee_tenure_days": 0}, True),
    ("fact.new_hire", {"changed_by": "manager", "payee_tenure_days": 61}, False),
    ("fact.new_hire", {"changed_by": "manager", "payee_tenure_days": -1}, False),
    ("fact.new_hire", {"changed_by": "originator", "payee_tenure_days": 9}, False),
    ("fact.new_hire", {"changed_by": "manager", "payee_tenure_days": 9, "link": "proxy"}, False),
    ("fact.new_hire", {"changed_by": "manager", "payee_tenure_days": 9, "originator_grace": 9000}, True),
    ("fact.new_hire", {"changed_by": "manager", "payee_tenure_days": 9, "originator_after": 299}, True),
    ("fact.new_hire", {"changed_by": "manager", "payee_tenure_days": 9, "originator_after": 300}, False),
]


@pytest.mark.parametrize(("fact", "fields", "clears"), FACTS)
def test_what_clears_caps_the_score_whatever_was_claimed(fact: str, fields: dict[str, Any], clears: bool) -> None:
    found = [item.message_id for item in clearing_facts(features(**fields), 60)]
    assert (fact in found) is clears
    for claimed in ("", "contradicted"):
        assert (judged([90], reason_result=claimed, **fields) == (25, "clear")) is bool(found)


@pytest.mark.parametrize(
    ("fields", "score"),
    [
        ({"pool_hours": 71, "payee_after": 900}, 90),
        ({"pool_hours": 72, "payee_after": 300}, 25),
        ({"pool_hours": 72, "payee_after": 299}, 54),
        ({"pool_hours": 72, "payee_after": 900, "originator_grace": 299}, 25),
        ({"pool_hours": 72, "payee_after": 900, "originator_grace": 150, "originator_after": 150}, 90),
    ],
)
def test_a_long_time_in_the_pool_clears_where_the_new_owner_worked(fields: dict[str, Any], score: int) -> None:
    assert judged([90], **fields)[0] == score


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"payee_work_typed_in": 1000}, (30, True)),
        ({"payee_work_typed_in": 999}, (5, False)),
        ({"payee_work_typed_in": 1000, "link": "own"}, (5, False)),
        ({"payee_work_typed_in": 1000, "originator_left": True}, (5, False)),
    ],
)
def test_what_was_mostly_told_after_the_order_leaves_a_look(fields: dict[str, Any], expected: tuple[int, bool]) -> None:
    found = combine([90, -85], features(**({"payee_after": 2000} | fields)), PARAMS, 60)
    assert (found.score, found.told_late) == expected


def test_where_the_signs_were_no_review_nothing_hangs_on_what_was_told_after_the_order() -> None:
    late = {"payee_after": 2000, "payee_work_typed_in": 2000}
    assert judged([59, -40], **late) == (19, "clear")
    assert judged([60, -40], **late) == (30, "watch")
    assert judged([60, -10], **late) == (50, "watch")
    assert judged([90, -10], **late) == (80, "review")


@pytest.mark.parametrize(
    ("fields", "score"),
    [
        ({"moved_from_outside": True}, 53),
        ({"moved_from_outside": True, "originator_grace": 150, "originator_after": 149}, 53),
        ({"moved_from_outside": True, "originator_grace": 150, "originator_after": 150}, 90),
        ({"moved_from_outside": True, "originator_left": True}, 25),
        ({"changed_by": "other"}, 90),
    ],
)
def test_a_move_from_outside_is_a_question_while_the_originator_is_silent(fields: dict[str, Any], score: int) -> None:
    assert judged([90], **fields)[0] == score


def test_a_question_is_told_only_where_it_lowers_the_score() -> None:
    asked = {"moved_from_outside": True}
    assert [item.message_id for item in combine([54], features(**asked), PARAMS, 60).facts] == ["fact.outside"]
    assert combine([53], features(**asked), PARAMS, 60).facts == ()
    found = combine([90], features(originator_left=True, **asked), PARAMS, 60)
    assert [item.message_id for item in found.facts] == ["fact.left"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, (29, "clear")),
        ({"late_stage": 1}, (55, "watch")),
        ({"reason_result": "contradicted"}, (55, "watch")),
        ({"reason_result": "confirmed"}, (29, "clear")),
        ({"late_stage": 1, "originator_left": True}, (25, "clear")),
    ],
)
def test_a_transfer_without_an_order_is_at_most_watch(fields: dict[str, Any], expected: tuple[int, str]) -> None:
    assert judged([90], subject="transfer", **fields) == expected


def test_the_thresholds_are_the_packs() -> None:
    params = msgspec.structs.replace(PARAMS, watch_from=10, review_from=11)
    assert [combine([points], features(), params, 60).outcome for points in (9, 10, 11)] == ["clear", "watch", "review"]
