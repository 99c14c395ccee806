"""What makes a review a question, and what does not: each condition by itself, and whole histories."""

from typing import Any

import pytest

from detector.features import Features
from detector.questions import questions
from detector.text import measure_text
from tests.detector.builders import Customer
from tests.detector.test_deal import pursued

ALONE: dict[str, Any] = {"link": "path", "hop_hours": 504, "payee_copied": 4, "originator_before": 5000}
CARE: dict[str, Any] = {
    "link": "path",
    "originator_paid_before": True,
    "hours_since_earlier_order": 2000,
    "originator_entries": 1,
    "originator_before": 1100,
}


def found(**fields: Any) -> list[str]:
    return [message_id for message_id, _ in questions(Features(**fields))]


@pytest.mark.parametrize(
    ("change", "question"),
    [
        ({}, True),
        ({"link": "proxy"}, False),
        ({"hop_hours": 503}, False),
        ({"payee_copied": 3}, False),
        ({"originator_grace": 299}, True),
        ({"originator_grace": 150, "originator_after": 150}, False),
        ({"originator_days_after": 1}, False),
        ({"others_after": 299}, True),
        ({"others_after": 300}, False),
    ],
)
def test_alike_texts_alone_convict_nobody_who_was_left_alone_for_weeks(change: dict[str, Any], question: bool) -> None:
    assert found(**ALONE | change) == ["fact.left_alone"] * question


@pytest.mark.parametrize(
    ("change", "question"),
    [
        ({}, True),
        ({"link": "proxy"}, False),
        ({"originator_paid_before": False}, False),
        ({"hours_since_earlier_order": -1}, False),
        ({"order_type": "renewal"}, False),
        ({"originator_entries": 2}, False),
        ({"originator_before": 1101}, False),
        ({"originator_entries": 0, "originator_before": 0}, False),
    ],
)
def test_one_entry_of_a_seller_who_was_paid_before_is_care(change: dict[str, Any], question: bool) -> None:
    assert found(**CARE | change) == ["fact.care"] * question


def test_nothing_else_is_a_question() -> None:
    assert found() == []
    assert found(moved_from_outside=True) == ["fact.outside"]
    assert found(moved_from_outside=True, originator_after=300) == []


def under_one_sentence(hop: float) -> Customer:
    customer, text = pursued(-50, -45, -40, -36, -32).owner(hop, "mei", "lin"), measure_text("客户拜访，沟通合同细节")
    for number in range(5):
        customer.work(hop * (5 - number) / 6, "mei", text_units=text.units, text_digest=text.digest)
    return customer


def test_weeks_alone_under_one_sentence_are_watched_and_days_reviewed() -> None:
    assert under_one_sentence(-28).order(0, "mei").assessment().outcome == "watch"
    assert under_one_sentence(-10).order(0, "mei").assessment().outcome == "review"
    assert under_one_sentence(-28).work(-15, "lin").order(0, "mei").assessment().outcome == "review"
