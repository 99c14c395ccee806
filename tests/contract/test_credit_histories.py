"""Every history of docs/credit.md, played through replay and compared with the ledger written there by hand."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.contract.ledger import judge
from tests.contract.story import story

PAGE = Path(__file__).parents[2] / "docs" / "credit.md"
ISSUE_HISTORIES = {
    "Proxy",
    "Chain by a service person",
    "Handed back before the order",
    "Leave cover",
    "Refund after release",
    "Two orders on one day",
    "Originator away and back",
    "Repeat at day 60 and day 120",
    "Cross-team",
    "Order before any ownership event",
    "Sales to sales",
    "Reassign then refund",
    "Released to the pool for an hour",
    "Pooled for days",
    "Explained late by the seller",
}


def tables(section: str) -> list[list[list[str]]]:
    """The tables of a section, each a list of rows of cells, heads and rules left out."""
    found: list[list[list[str]]] = []
    for block in re.findall(r"(?:^\|.*\n?)+", section, flags=re.M):
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()]
        found.append(rows[2:])
    return found


def histories() -> dict[str, tuple[list[str], list[list[str]]]]:
    """Title → the lines of the history and the rows of its ledger."""
    page = PAGE.read_text(encoding="utf-8")
    found = {}
    for section in re.split(r"^### ", page, flags=re.M)[1:]:
        title, _, body = re.split(r"^## ", section, flags=re.M)[0].partition("\n")
        events, ledger = tables(body)
        found[title] = ([" | ".join(row) for row in events], ledger)
    return found


HISTORIES = histories()


def test_the_page_has_the_histories_that_were_asked_for() -> None:
    heads = set(re.findall(r"^## \d+ (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.M))
    assert heads == ISSUE_HISTORIES
    assert len(HISTORIES) == len(re.findall(r"^### ", PAGE.read_text(encoding="utf-8"), flags=re.M))


@pytest.mark.parametrize("title", HISTORIES)
def test_the_ledger_of_the_page_adds_up(title: str) -> None:
    """The page itself: shares of an order make 1, amounts make the last statement's net amount."""
    lines, ledger = HISTORIES[title]
    stated: dict[str, Decimal] = {}
    for order in story(lines)["orders"]:
        stated[order["order_id"]] = Decimal(order["amount"])
    for order_id, amount in stated.items():
        rows = [row for row in ledger if row[0] == order_id]
        assert sum(Decimal(row[3]) for row in rows) == amount
        assert sum(Decimal(row[2]) for row in rows) == (1 if amount else 0)


@pytest.mark.parametrize("title", HISTORIES)
def test_replay_gives_the_ledger_of_the_page(title: str, tmp_path: Path) -> None:
    lines, ledger = HISTORIES[title]
    result = judge(story(lines), tmp_path)
    assert result.summary["dead_letters"]["total"] == 0, result.rows["dead-letters"]
    outcomes = {row["assessment_id"]: (row["outcome"], row["hits"]) for row in result.rows["assessments"]}
    assert result.net() == {(row[0], row[1], row[4]): Decimal(row[3]) for row in ledger}, outcomes
    assert result.shares() == {(row[0], row[1], row[4]): Decimal(row[2]) for row in ledger}
    periods = {(row["order_id"], row["payee_id"]): row["accounting_period"] for row in result.open_entries()}
    assert periods == {(row[0], row[1]): row[5] for row in ledger}
    assert not [row for row in result.credits if row.get("original_period") not in (None, row["accounting_period"])]
