"""The plain reference reads the plan as docs/credit.md does by hand: two readings that can contradict each other."""

from decimal import Decimal

import pytest

from tests.contract.reference import Reference
from tests.contract.story import story
from tests.contract.test_credit_histories import HISTORIES


@pytest.mark.parametrize("title", HISTORIES)
def test_the_reference_gives_the_ledger_of_the_page(title: str) -> None:
    lines, ledger = HISTORIES[title]
    reference, found = Reference(story(lines)), {}
    for customer, order in reference.orders():
        amounts, statuses = reference.net(customer, order, "clear")
        found.update({(order, payee, "".join(statuses)): amount for payee, amount in amounts.items()})
    assert found == {(row[0], row[1], row[4]): Decimal(row[3]) for row in ledger}
