"""Shares become money: three currencies, remainders to the largest fraction, ties to the lower payee."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.contract.ledger import judge, paid
from tests.contract.story import story

COUNTED = """
2026-01-05 09:00 | owner — → lin
2026-01-12 10:00 | work lin 5 meetings
2026-03-01 10:00 | owner lin → mei
"""
# amount, currency → lin's 0.80 and mei's 0.20, worked out by hand
SPLITS = [
    ("0.01", "CNY", "0.01", "0"),  # 0.8 and 0.2 of a cent: the cent goes to 0.8
    ("0.02", "CNY", "0.02", "0"),  # 1.6 and 0.4: one left, to 0.6
    ("0.03", "CNY", "0.02", "0.01"),  # 2.4 and 0.6: one left, to 0.6
    ("0.04", "CNY", "0.03", "0.01"),  # 3.2 and 0.8: one left, to 0.8
    ("0.05", "CNY", "0.04", "0.01"),
    ("99999999999.99", "CNY", "79999999999.99", "20000000000.00"),  # ….992 and ….998 cents
    ("12800", "CNY", "10240", "2560"),
    ("12800.5", "CNY", "10240.4", "2560.1"),
    ("10001", "JPY", "8001", "2000"),  # 8000.8 and 2000.2
    ("10003", "JPY", "8002", "2001"),  # 8002.4 and 2000.6
    ("1", "JPY", "1", "0"),
    ("1.001", "KWD", "0.801", "0.2"),  # 800.8 and 200.2 fils
    ("0.003", "KWD", "0.002", "0.001"),  # 2.4 and 0.6 fils
    ("12.5", "KWD", "10", "2.5"),
]
# shares of a reassign, amount, currency → what each gets
REASSIGNED = [
    ("lin 0.5, mei 0.5", "0.01", "CNY", {"lin": "0.01"}),
    ("mei 0.5, lin 0.5", "0.03", "CNY", {"lin": "0.02", "mei": "0.01"}),
    ("zhou 0.25, wang 0.25, mei 0.25, lin 0.25", "0.02", "CNY", {"lin": "0.01", "mei": "0.01"}),
    ("zhou 0.25, wang 0.25, mei 0.25, lin 0.25", "0.03", "CNY", {"lin": "0.01", "mei": "0.01", "wang": "0.01"}),
    ("lin 0.3333, mei 0.3333, wang 0.3334", "100", "JPY", {"lin": "33", "mei": "33", "wang": "34"}),
    ("lin 0.3333, mei 0.3334, wang 0.3333", "200", "JPY", {"lin": "67", "mei": "67", "wang": "66"}),
    ("lin 0.0001, mei 0.9999", "1.000", "KWD", {"mei": "1"}),  # 0.1 and 999.9 fils
    ("lin 0.0001, mei 0.9999", "5.000", "KWD", {"lin": "0.001", "mei": "4.999"}),  # a tie of 0.5 and 0.5
    ("mei 1", "12.34", "CNY", {"mei": "12.34"}),
    ("mei 1.0000", "12.34", "CNY", {"mei": "12.34"}),
    ("Zoe 0.5, adam 0.5", "0.01", "CNY", {"Zoe": "0.01"}),  # lower by code point: capitals first
    ("王芳 0.5, 李娜 0.5", "0.01", "CNY", {"李娜": "0.01"}),  # 674E is lower than 738B
]


@pytest.mark.parametrize(("amount", "currency", "lin", "mei"), SPLITS)
def test_split_of_the_plan(amount: str, currency: str, lin: str, mei: str, tmp_path: Path) -> None:
    order = f"2026-03-10 10:00 | order A seller mei {amount} {currency} new"
    expected = {"lin": Decimal(lin), "mei": Decimal(mei)}
    assert paid(COUNTED + order, tmp_path) == {name: value for name, value in expected.items() if value}


@pytest.mark.parametrize(("shares", "amount", "currency", "expected"), REASSIGNED)
def test_shares_of_a_reassign(
    shares: str, amount: str, currency: str, expected: dict[str, str], tmp_path: Path
) -> None:
    order = f"2026-03-10 10:00 | order A seller mei {amount} {currency} new\n"
    decision = f"2026-03-11 10:00 | reassign A by gao shares {shares}"
    got = judge(story(COUNTED + order + decision), tmp_path).net()
    assert got == {("A", name, "posted"): Decimal(value) for name, value in expected.items()}


@pytest.mark.parametrize(("currency", "digits"), [("CNY", 2), ("JPY", 0), ("KWD", 3)])
def test_no_amount_has_more_digits_than_its_currency(currency: str, digits: int, tmp_path: Path) -> None:
    order = f"2026-03-10 10:00 | order A seller mei 7 {currency} new"
    entries = judge(story(COUNTED + order), tmp_path).credits
    assert {row["payee_id"] for row in entries} == {"lin", "mei"}
    for row in entries:
        assert row["currency"] == currency
        assert len(row["amount"].partition(".")[2]) <= digits
