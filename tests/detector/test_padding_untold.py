"""Padding at one sitting or told after the order: what is promised of it; and what no log can tell from work."""

from typing import Any

import pytest

from tests.detector.builders import Customer, at
from tests.detector.suspicious_kinds import SUSPICIOUS
from tests.detector.test_padding_never_pays import Add, bursts, days, late_at, score

AT_ONE_SITTING: dict[str, Add] = {
    "six quotes of the customer's": bursts("quote", None, direction=1),
    "six mails of the customer's": bursts("email", None, direction=1),
    "six messages of the customer's": bursts("message", None, direction=1),
    "three quotes, seven minutes apart": bursts("quote", None, 3, 7),
}
"""Once each of these freed an order, or made it `clear`."""


@pytest.mark.parametrize("kind", sorted(set(SUSPICIOUS) - {"token_touches", "chain"}))
@pytest.mark.parametrize("name", AT_ONE_SITTING)
def test_one_sitting_frees_nobody_whoever_is_said_to_have_begun(name: str, kind: str) -> None:
    customer = SUSPICIOUS[kind]()
    AT_ONE_SITTING[name](customer, days(kind, 1)[0])
    assert customer.assessment().outcome == "review"


@pytest.mark.parametrize("kind", SUSPICIOUS)
@pytest.mark.parametrize("count", [2, 3, 4, 6, 9, 16])
def test_what_is_typed_in_after_the_order_never_makes_it_clear(count: int, kind: str) -> None:
    """One log cannot tell somebody who types on Fridays from somebody who invents: at least a look, and it says why."""
    customer = SUSPICIOUS[kind]()
    for day in days(kind, count):
        late_at(0.5)(customer, day)
    found = customer.assessment()
    assert found.outcome in ("watch", "review")
    if found.outcome == "watch":
        assert "note.typed_in_after" in {note.message_id for note in found.notes}


def test_an_answer_of_the_customers_typed_in_after_the_order_is_none() -> None:
    answered, met = SUSPICIOUS["ripe"](), SUSPICIOUS["ripe"]()
    for day in days("ripe", 3):
        late_at(0.5, direction=1)(answered, day)
        late_at(0.5)(met, day)
    assert score(answered) == score(met)


@pytest.mark.parametrize("kind", SUSPICIOUS)
def test_a_wish_for_another_contact_typed_in_after_the_order_is_none(kind: str) -> None:
    def said(day: float, **fields: Any) -> int:
        wished = SUSPICIOUS[kind]().work(-2, "lin", "message", None, direction=1, recorded_s=at(day) // 10**6, **fields)
        return score(wished.pursue("mei", -1.5, -1))

    assert said(0.3, asks=True) == said(0.3)
    if "ghost" not in kind:  # so long before the order it speaks of no hop
        assert said(-1.9, asks=True) < said(-1.9) or kind == "proxy_order"


def _and_service_typed_in_late(customer: Customer, day: float) -> None:
    late_at(0.5)(customer, day)
    customer.work(3 + day / 10, "mei", "service", 20, recorded_s=at(9) // 10**6)


UNTOLD: dict[str, tuple[int, Add]] = {
    "meetings with texts of their own": (3, lambda customer, day: customer.work(day, "mei")),
    "such meetings, typed in the evening before the order": (3, late_at(-0.05)),
    "such meetings on the last day, typed in after the order": (
        3,
        lambda customer, day: customer.work(-0.1 + day / 10, "mei", recorded_s=at(0.1) // 10**6),
    ),
    "meetings typed in after the order, as is service after it": (3, _and_service_typed_in_late),
    "six mails of the customer's, on each of two days": (2, bursts("email", None, direction=1)),
    "quotes on several days": (2, lambda customer, day: customer.work(day, "mei", "quote", None)),
    "mails with texts of their own": (4, lambda customer, day: customer.work(day, "mei", "email", None)),
}
"""What looks as real work does, with the fewest that free a ripe order (docs/detection.md, "What cannot be seen")."""


@pytest.mark.parametrize("name", UNTOLD)
def test_what_no_log_can_tell_from_work_takes_as_much_as_is_said(name: str) -> None:
    fewest, add = UNTOLD[name]
    outcomes = []
    for times in range(1, fewest + 1):
        customer = SUSPICIOUS["ripe"]()
        for day in days("ripe", times):
            add(customer, day)
        outcomes.append(customer.assessment().outcome)
    assert outcomes[:-1] == ["review"] * (fewest - 1)
    assert outcomes[-1] in ("watch", "clear")
