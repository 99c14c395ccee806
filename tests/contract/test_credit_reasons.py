"""What counts as a reason given, on the hop or afterwards, and for which change or order."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.contract.ledger import judge
from tests.contract.story import story

# The assistant does real work for a month after the hop, so that only the reason decides about held or posted.
WORKED = """
2026-01-05 09:00 | owner — → lin
2026-01-12 10:00 | work lin 5 meetings
2026-02-03 10:00 | owner lin → mei by gao{why}
2026-02-09 10:00 | work mei 4 meetings
2026-02-23 10:00 | work mei 4 meetings
2026-03-10 10:00 | order A seller mei 1000.00 CNY new
"""
GIVEN = [
    " reason leaver",
    " reason leave_cover",
    " reason territory_change",
    " reason pool_recycle",
    " reason capacity",
    " reason post_sale_handover",
    " reason policy_assignment",
    ' "abcde"',
    ' "a-b c1d2 e!"',
    ' "客户要求的"',
    ' reason other "客户要求的"',
    ' reason vacation "abcde"',
    ' "ñandú"',
]
NOT_GIVEN = [
    "",
    " reason other",
    " reason vacation",
    " reason Capacity",
    ' "abcd"',
    ' "客户要求"',
    ' "1234567890"',
    ' "!!!!!!!!"',
    ' "①②③④⑤⑥"',
    ' reason other "ok"',
]
POSTED = {("A", "lin", "posted"): Decimal(800), ("A", "mei", "posted"): Decimal(200)}
HELD = {("A", "lin", "held"): Decimal(800), ("A", "mei", "held"): Decimal(200)}


@pytest.mark.parametrize("why", GIVEN)
def test_a_reason_on_the_hop_is_given(why: str, tmp_path: Path) -> None:
    result = judge(story(WORKED.format(why=why)), tmp_path)
    # A false claim may put the order under review, and that would hold the money too: then nothing is shown here.
    assert result.assessment("A")["outcome"] != "review", result.assessment("A")["hits"]
    assert result.net() == POSTED


@pytest.mark.parametrize("why", NOT_GIVEN)
def test_this_on_the_hop_is_no_reason(why: str, tmp_path: Path) -> None:
    assert judge(story(WORKED.format(why=why)), tmp_path).net() == HELD


@pytest.mark.parametrize("who", ["lin", "mei", "gao", "zhou", "nobody-known"])
@pytest.mark.parametrize("which", ["A", "change 2"])
def test_anyone_may_explain_the_order_or_the_change(which: str, who: str, tmp_path: Path) -> None:
    lines = WORKED.format(why="") + f"2026-03-20 10:00 | explain {which} by {who} reason capacity"
    assert judge(story(lines), tmp_path).net() == POSTED


@pytest.mark.parametrize("why", NOT_GIVEN)
def test_an_explanation_without_a_reason_frees_nothing(why: str, tmp_path: Path) -> None:
    lines = WORKED.format(why="") + f"2026-03-20 10:00 | explain A by gao{why}"
    assert judge(story(lines), tmp_path).net() == HELD


@pytest.mark.parametrize("which", ["B", "change 1", "change 9"])
def test_an_explanation_of_something_else_frees_nothing(which: str, tmp_path: Path) -> None:
    lines = WORKED.format(why="") + f"2026-03-20 10:00 | explain {which} by gao reason capacity"
    assert judge(story(lines), tmp_path).net() == HELD


def test_a_reason_of_the_hop_stays_beside_an_explanation(tmp_path: Path) -> None:
    lines = WORKED.format(why=" reason capacity") + '2026-03-20 10:00 | explain A by mei "she was overloaded then"'
    assert judge(story(lines), tmp_path).net() == POSTED


def test_an_explanation_in_reason_text_counts_too(tmp_path: Path) -> None:
    events = story(WORKED.format(why="") + "2026-03-20 10:00 | explain A by mei")
    events["decisions"][0]["reason_text"] = "忙不过来了"
    assert judge(events, tmp_path).net() == POSTED


PROXY = """
2026-01-05 09:00 | owner — → lin
2026-01-12 10:00 | work lin 4 meetings
2026-01-26 10:00 | work lin 4 meetings
2026-02-09 10:00 | work mei 4 meetings
2026-02-23 10:00 | work mei 3 meetings
2026-03-10 10:00 | order A seller mei 1000.00 CNY new
"""


@pytest.mark.parametrize(
    ("explained", "net"),
    [
        ("", HELD),
        ("2026-03-20 10:00 | explain change 1 by gao reason capacity", HELD),
        ("2026-03-20 10:00 | explain A by gao reason capacity", POSTED),
    ],
)
def test_a_proxy_order_is_explained_by_the_order_only(
    explained: str, net: dict[tuple[str, str, str], Decimal], tmp_path: Path
) -> None:
    assert judge(story(PROXY + explained), tmp_path).net() == net


def test_an_explanation_does_not_release_what_is_under_review_nor_split_anew(tmp_path: Path) -> None:
    """Released before: an explanation changes nothing about the money. Reviewed: it stays held."""
    lines = PROXY + "2026-03-16 10:00 | reassign A by gao shares mei 1\n"
    explained = lines + "2026-03-20 10:00 | explain A by mei reason capacity"
    assert judge(story(explained), tmp_path).net() == {("A", "mei", "posted"): Decimal(1000)}
