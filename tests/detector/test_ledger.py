"""The ledger: reversals and replacements, a chain of ids by payee, periods, nothing for nothing."""

from decimal import Decimal
from typing import Any

import msgspec

from detector.instant import parse_instant
from detector.ledger import Booking, Ledger
from detector.outputs import Credit
from detector.pack import Calendar
from tests.detector.builders import copy_pack, shipped

SPLIT = {"mei": Decimal("0.20"), "lin": Decimal("0.80")}
MARCH = parse_instant("2026-03-10T09:00:00Z")


def booking(amount: int, **fields: Any) -> Booking:
    known: dict[str, Any] = {"shares": SPLIT, "status": "posted", "currency": "CNY", "at": MARCH} | fields
    return Booking(amount, plan_id="p", plan_version=3, reason="won e1", **known)


def short(entries: list[Credit]) -> list[tuple[str, str, str, str, bool]]:
    return [(e.payee_id, e.amount, e.share, e.status, e.reverses is not None) for e in entries]


def ledger(customer: str = "C1", order: str = "O1", closed: str = "") -> Ledger:
    company = msgspec.structs.replace(shipped().pack.company, calendar=Calendar("Asia/Shanghai", 1, closed))
    return Ledger(customer, order, copy_pack(shipped(), company=company))


def test_entries_of_a_first_booking() -> None:
    first, second = ledger().post(booking(101))
    assert short([first, second]) == [
        ("lin", "0.81", "0.80", "posted", False),
        ("mei", "0.20", "0.20", "posted", False),
    ]
    assert (first.plan_id, first.plan_version, first.credit_type) == ("p", 3, "direct")
    assert (first.assessment_id, first.customer_id, first.reason) == ("order:O1", "C1", "won e1")
    assert (first.effective_at, first.accounting_period) == ("2026-03-10T09:00:00Z", "2026-03")
    assert first.original_period is None


def test_the_same_booking_again_writes_nothing_whatever_else_its_words_say() -> None:
    book = ledger()
    book.post(booking(100))
    assert book.post(booking(100, at=MARCH + 1)._replace(reason="again", plan_version=4)) == []


def test_a_correction_is_the_entry_again_with_signs_turned_and_a_replacement() -> None:
    book = ledger()
    posted = book.post(booking(100, status="held"))
    after = book.post(booking(100))
    assert short(after) == [
        ("lin", "-0.80", "-0.80", "held", True),
        ("lin", "0.80", "0.80", "posted", False),
        ("mei", "-0.20", "-0.20", "held", True),
        ("mei", "0.20", "0.20", "posted", False),
    ]
    assert [entry.reverses for entry in after] == [posted[0].entry_id, None, posted[1].entry_id, None]
    assert len({entry.entry_id for entry in [*posted, *after]}) == 6


def test_only_who_is_concerned_is_corrected() -> None:
    book = ledger()
    book.post(booking(2))
    assert short(book.post(booking(3))) == [
        ("mei", "0.00", "-0.20", "posted", True),
        ("mei", "0.01", "0.20", "posted", False),
    ]
    other = {"qiu": Decimal("0.20"), "lin": Decimal("0.80")}
    names = [entry.payee_id for entry in book.post(booking(3, shares=other))]
    assert names == ["mei", "qiu"]


def test_nothing_is_entered_for_a_net_amount_of_zero() -> None:
    book = ledger()
    assert book.post(booking(0)) == []
    book.post(booking(100))
    assert [entry.reverses is not None for entry in book.post(booking(0))] == [True, True]
    assert book.post(booking(0)) == []


def test_another_currency_is_another_entry() -> None:
    book = ledger()
    book.post(booking(100, shares={"lin": Decimal(1)}))
    entries = book.post(booking(100, shares={"lin": Decimal(1)}, currency="JPY"))
    assert [(entry.amount, entry.currency) for entry in entries] == [("-1.00", "CNY"), ("100", "JPY")]


def test_ids_are_those_of_the_content_and_of_the_payees_entry_before() -> None:
    one, two = ledger(), ledger()
    first = one.post(booking(100))
    assert [e.entry_id for e in two.post(booking(100, at=MARCH + 5)._replace(reason="x"))] == [
        e.entry_id for e in first
    ]
    back = [one.post(booking(amount))[-1].entry_id for amount in (200, 100)]
    assert first[-1].entry_id not in back, "the same line later in the chain is another entry"
    for other in (ledger(customer="C2"), ledger(order="O2")):
        assert {e.entry_id for e in other.post(booking(100))}.isdisjoint({e.entry_id for e in first})


def test_a_closed_month_posts_to_the_next_open_one_and_says_so() -> None:
    (entry, _) = ledger(closed="2026-04").post(booking(100))
    assert (entry.accounting_period, entry.original_period) == ("2026-05", "2026-03")
